/** Processes of the system that issue for the same numbers at the same time, over one database. */
import { KeySecureSimulator, Scenario, Simulation } from "@effect-keysecure/testkit"
import * as NodeHttpServer from "@effect/platform-node/NodeHttpServer"
import { HttpServer } from "@effect/platform"
import { Effect, Layer } from "effect"
import { createServer } from "node:http"
import { expect, it } from "vitest"
import { Migrations } from "../../src/index.js"
import { type Database, over } from "./database.js"
import { processes, racing } from "./processes.js"

/** So many numbers are raced for. */
export const numbers = 40

/** The cards of each number after a race on a platform that makes another card for a number that it knows. */
export const cardsAfter = (log: string, databaseUrl: string) =>
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
    const told = yield* racing(new URL("./racing.program.ts", import.meta.url), env)
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

/** The promise between processes, over a database. */
export const itMakesOneCardEach = (database: Database): void =>
  it("make one card for each number, and all of them are told that card", async () => {
    await Effect.runPromise(Effect.scoped(over(database, Migrations.run)))
    const { cards, told } = await cardsAfter(database.name, database.url())
    expect(cards).toHaveLength(numbers)
    const cardOf = new Map(cards)
    expect(cardOf.size).toBe(numbers)
    expect(told).toHaveLength(processes * numbers)
    expect(told.filter(([cardUniqueNo, cardNo]) => cardOf.get(cardUniqueNo) !== cardNo)).toEqual([])
  })
