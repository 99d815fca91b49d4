/** Processes of the system that issue for the same numbers at the same time, over one database. */
import { KeySecureSimulator, Scenario, Simulation } from "@effect-keysecure/testkit"
import * as NodeHttpServer from "@effect/platform-node/NodeHttpServer"
import { HttpServer } from "@effect/platform"
import { Effect, Layer } from "effect"
import { createServer } from "node:http"
import { racing } from "./processes.js"

/** A race: the log, where its database is, and how many processes issue for how many numbers. */
export interface Race {
  readonly log: string
  readonly databaseUrl: string
  readonly processes: number
  readonly numbers: number
  /** How many of them are killed when they have been told of a card, and are followed by another one. Default: none. */
  readonly killed?: number
}

/** The cards of each number after a race on a platform that makes another card for a number that it knows. */
export const cardsAfter = ({ databaseUrl, killed, log, numbers, processes }: Race) =>
  Effect.gen(function* () {
    const simulator = yield* KeySecureSimulator.KeySecureSimulator
    const baseUrl = yield* HttpServer.addressFormattedWith(Effect.succeed)
    const env = {
      LOG: log,
      DATABASE_URL: databaseUrl,
      NUMBERS: String(numbers),
      KEYSECURE_API_KEY: Scenario.creditApiKey,
      KEYSECURE_BASE_URL: baseUrl
    }
    const told = yield* racing(new URL("./racing.program.ts", import.meta.url), processes, env, killed)
    const cards = Simulation.cards(yield* simulator.state)
    return { told, cards: [...cards].map(({ cardNo, cardUniqueNo }) => [cardUniqueNo, cardNo] as const) }
  }).pipe(
    Effect.provide(
      KeySecureSimulator.layerServer({ scenario: Scenario.rules({ repeatedUniqueNo: "anotherCard" }) }).pipe(
        Layer.provideMerge(NodeHttpServer.layer(createServer, { host: "127.0.0.1", port: 0 }))
      )
    ),
    Effect.scoped,
    Effect.runPromise
  )
