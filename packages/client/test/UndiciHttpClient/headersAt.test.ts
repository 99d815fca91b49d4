/** The lean transport gives an answer as a whole; what it tells of the time was known when its headers came. */
import { AccessTokens, KeySecureClient, KeySecureConfig, RetryPolicy, ServerTime } from "@effect-keysecure/client"
import * as UndiciHttpClient from "@effect-keysecure/client/UndiciHttpClient"
import { HttpClient } from "@effect/platform"
import * as Undici from "@effect/platform-node/Undici"
import { expect, it } from "@effect/vitest"
import { Effect, Layer, Redacted, Runtime, TestClock } from "effect"
import { application } from "../support/requests.js"
import { apiKey } from "../support/simulated.js"

const start = 1_767_225_600_000

/** An answer whose headers come `headersAfter` ms after the request and whose body `bodyAfter` ms after them. */
class Slow extends Undici.Dispatcher {
  readonly wait: (millis: number, then: () => void) => void
  readonly headersAfter: number
  constructor(wait: Slow["wait"], headersAfter: number) {
    super()
    this.wait = wait
    this.headersAfter = headersAfter
  }
  override dispatch(_: Undici.Dispatcher.DispatchOptions, handler: Undici.Dispatcher.DispatchHandler): boolean {
    const controller = {
      aborted: false,
      paused: false,
      reason: null,
      abort: () => {},
      pause: () => {},
      resume: () => {}
    }
    handler.onRequestStart?.(controller, null)
    this.wait(this.headersAfter, () => {
      const headers = { date: new Date(start + this.headersAfter).toUTCString(), "content-type": "application/json" }
      handler.onResponseStart?.(controller, 200, headers, "OK")
      this.wait(20_000, () => {
        handler.onResponseData?.(controller, Buffer.from(`{"code":1009,"msg":"too many requests"}`))
        handler.onResponseEnd?.(controller, {})
      })
    })
    return true
  }
}

it.effect.each([
  ["traced", true],
  ["not traced", false]
] as const)("the earliest bound is that of the headers, however late the body ends, %s", ([, isTraced]) =>
  Effect.gen(function* () {
    yield* TestClock.setTime(start)
    const runtime = yield* Effect.runtime()
    const wait = (millis: number, then: () => void) =>
      void Runtime.runFork(runtime)(Effect.zipRight(Effect.sleep(millis), Effect.sync(then)))
    const time = yield* ServerTime.make()
    const layer = KeySecureClient.layerWithoutDependencies({ retryPolicy: RetryPolicy.never }).pipe(
      Layer.provide(
        Layer.mergeAll(
          AccessTokens.layerStatic(Redacted.make("token")),
          Layer.succeed(ServerTime.ServerTime, time),
          KeySecureConfig.layer({ apiKey, baseUrl: "http://127.0.0.1:1" }),
          Layer.succeed(HttpClient.HttpClient, UndiciHttpClient.make(new Slow(wait, 3_000)))
        )
      )
    )
    const call = yield* Effect.fork(
      Effect.flatMap(KeySecureClient.KeySecureClient, (client) => client.applyForCard(application)).pipe(
        Effect.provide(layer),
        Effect.flip,
        Effect.withTracerEnabled(isTraced)
      )
    )
    yield* TestClock.adjust(3_000)
    yield* TestClock.adjust(20_000)
    expect((yield* call)._tag).toBe("TooManyRequests")
    // The platform's clock is ours; by the body's end the bound would be 20 s behind.
    expect(yield* time.earliest).toBeGreaterThan(start + 23_000 - 100)
  })
)
