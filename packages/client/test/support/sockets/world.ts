/** Issuing cards over a transport, a TCP network and the simulator's door over HTTP. */
import { createServer } from "node:http"
import { AttemptLog, CardIssuance } from "@effect-keysecure/client"
import { KeySecureSimulator, Scenario } from "@effect-keysecure/testkit"
import type { HttpClient } from "@effect/platform"
import * as NodeHttpServer from "@effect/platform-node/NodeHttpServer"
import { Clock, Duration, Effect, Layer, Schedule } from "effect"
import { apiKey } from "../simulated.js"
import { towards } from "./listening.js"
import * as Network from "./network.js"

/** When the platform's clock has gone forward by so much, no copy that was sent before is carried out any more. */
const laterMillis = Duration.toMillis("10 minutes")

/** What was lost is asked for again soon, and not often. */
const retryPolicy = {
  deadline: Duration.seconds(30),
  schedule: Schedule.intersect(Schedule.spaced("20 millis"), Schedule.recurs(5))
}

/** What the simulator may do with a number that was used before. */
export const repeatedUniqueNo = ["refused", "sameCard", "anotherCard"] as const

/** Issuing cards over a transport that reaches a port which may change. */
export const issuing = (transport: Layer.Layer<HttpClient.HttpClient>, port: () => number) =>
  CardIssuance.layer({ apiKey, baseUrl: KeySecureSimulator.baseUrl, retryPolicy }).pipe(
    Layer.provide(towards(transport, port))
  )

/** A world of its own: issuing, its log in memory, the network and the simulator behind its door. */
export const world = (
  transport: Layer.Layer<HttpClient.HttpClient>,
  rules: Partial<Scenario.Rules>,
  options: Network.Options
) =>
  Layer.unwrapEffect(Effect.map(Network.Network, ({ port }) => issuing(transport, port))).pipe(
    Layer.provideMerge(AttemptLog.layerMemory()),
    Layer.provideMerge(Network.layer(options)),
    Layer.provideMerge(KeySecureSimulator.layerServer({ scenario: Scenario.rules(rules) })),
    Layer.provide(NodeHttpServer.layer(createServer, { port: 0, host: "127.0.0.1" }))
  )

const simulator = KeySecureSimulator.KeySecureSimulator

/** Sets the platform's clock forward, from wherever it is. */
export const later = Effect.gen(function* () {
  const { now, setSkew } = yield* simulator
  const ahead = (yield* now) - (yield* Clock.currentTimeMillis)
  yield* setSkew(ahead + laterMillis)
})

/** The numbers of all cards. */
export const cardNos = Effect.map(
  Effect.flatMap(simulator, ({ cards }) => cards),
  (cards) => cards.map(({ cardNo }) => cardNo)
)

/** The codes that requests for an operation were answered. */
export const codesOf = (operation: NonNullable<KeySecureSimulator.AnsweredRequest["operation"]>) =>
  Effect.map(
    Effect.flatMap(simulator, ({ requests }) => requests),
    (requests) => requests.flatMap((request) => (request.operation === operation ? [request.code] : []))
  )
