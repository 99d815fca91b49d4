/** Over a socket, and in memory: the same answers. */
import { Callbacks } from "@effect-keysecure/client"
import { CallbackDelivery } from "@effect-keysecure/testkit"
import { FetchHttpClient, HttpRouter, HttpServer } from "@effect/platform"
import { NodeHttpServer } from "@effect/platform-node"
import { describe, expect, it } from "@effect/vitest"
import { BigDecimal, Clock, Effect, Layer, Logger, LogLevel } from "effect"
import { createServer } from "node:http"
import { apiSecret, appId, counting, layerOf } from "../support/callbacks.js"

const signer = Effect.map(Clock.currentTimeMillis, (timestamp) => ({ appId, apiSecret, timestamp }))

const auth: CallbackDelivery.CallbackEvent = {
  id: "cb-1",
  action: "Auth",
  data: {
    consume_no: "T0000000001",
    card_no: "C0000000001",
    amount: BigDecimal.make(10_000n, 2),
    merchant_info: { merchant_name: "Café & Söhne", merchant_mcc: "5814" }
  }
}

const cardUpdate: CallbackDelivery.CallbackEvent = {
  id: "cb-2",
  action: "Card_update",
  data: { card_no: "C0000000001", before_status: null, after_status: "Frozen", time: 1_767_225_600_000 }
}

const path = "/hooks/keysecure"

/** What is delivered, and what is changed in it on the way. */
const cases: ReadonlyArray<
  readonly [
    string,
    CallbackDelivery.CallbackEvent,
    (request: CallbackDelivery.SignedRequest) => CallbackDelivery.SignedRequest
  ]
> = [
  ["an Auth", auth, (request) => request],
  ["the same again", auth, (request) => request],
  ["a Card_update", cardUpdate, (request) => request],
  ["another amount", auth, (request) => ({ ...request, body: request.body.replace("100.00", "100.01") })],
  ["no JSON", auth, (request) => ({ ...request, body: "{" })],
  ["nothing", auth, (request) => ({ ...request, body: "" })],
  ["no headers", auth, ({ body }) => ({ headers: {}, body })],
  ["2 MiB", auth, (request) => ({ ...request, body: request.body + " ".repeat(2 * 1024 * 1024) })],
  ["deep nesting", auth, (request) => ({ ...request, body: "[".repeat(10_000) })]
]

const answers = (
  deliver: (request: CallbackDelivery.SignedRequest) => Effect.Effect<unknown, CallbackDelivery.DeliveryFailed>
) =>
  Effect.flatMap(signer, (by) =>
    Effect.forEach(cases, ([_, event, change]) => deliver(change(CallbackDelivery.request(event, by))))
  )

const inMemory = Effect.gen(function* () {
  const { handlers } = counting()
  const context = yield* Effect.context<Callbacks.Callbacks>()
  const router = HttpRouter.empty.pipe(Callbacks.route(path, handlers))
  return yield* answers((request) => Effect.provide(CallbackDelivery.deliver(router, request, path), context))
}).pipe(Effect.provide(layerOf()))

const overHttp = Effect.gen(function* () {
  const { handlers } = counting()
  yield* HttpServer.serveEffect(HttpRouter.empty.pipe(Callbacks.route(path, handlers)))
  const { address } = yield* HttpServer.HttpServer
  const port = address._tag === "TcpAddress" ? address.port : 0
  return yield* answers((request) =>
    Effect.provide(CallbackDelivery.deliverOver(`http://127.0.0.1:${port}${path}`, request), FetchHttpClient.layer)
  )
}).pipe(
  Effect.scoped,
  Effect.provide(
    Layer.merge(
      layerOf(),
      NodeHttpServer.layer(() => createServer(), { host: "127.0.0.1", port: 0 })
    )
  )
)

describe("an app", () => {
  it.live("answers over a socket what it answers in memory", () =>
    Effect.gen(function* () {
      const memory = yield* inMemory
      expect(memory).toEqual([
        ...Array.from({ length: 3 }, () => ({ code: 0, message: "OK" })),
        ...Array.from({ length: cases.length - 3 }, () => ({ code: 1, message: "not accepted" }))
      ])
      expect(yield* overHttp).toEqual(memory)
    }).pipe(Effect.provide(Logger.minimumLogLevel(LogLevel.None)))
  )
})
