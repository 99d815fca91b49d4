/**
 * The simulated platform as a service, with two doors: an `HttpClient` in memory, in the caller's fiber and on its
 * `Clock`; and an app served by any `HttpServer`. Both give the same answers, byte for byte.
 *
 * One layer is one platform: tests in parallel share nothing.
 *
 * @since 0.1.0
 */
import type { Endpoints } from "@effect-keysecure/schema"
import { HttpClient, HttpServer } from "@effect/platform"
import { Clock, Context, Effect, Layer } from "effect"
import { makeClient } from "./internal/clientDoor.js"
import { exchange } from "./internal/exchange.js"
import { makeRing } from "./internal/ring.js"
import { route } from "./internal/route.js"
import { makeServerClock } from "./internal/serverClock.js"
import { makeApp } from "./internal/serverDoor.js"
import * as Scenario from "./Scenario.js"
import * as Simulation from "./Simulation.js"

/**
 * A request that the simulator answered.
 *
 * @since 0.1.0
 * @category models
 */
export interface RecordedRequest {
  /** The request as it came. */
  readonly request: Simulation.Request
  /** When it was answered by the server's clock, in Unix ms. */
  readonly time: number
  /** The operation; none where the path or its method is not known. */
  readonly operation: Endpoints.EndpointName | undefined
  /** The HTTP status of the answer. */
  readonly status: number
  /** The `code` of the answer's envelope; none where it has none (404, 405). */
  readonly code: number | undefined
}

/**
 * The simulated platform of a test: its state, what it was asked, and its clock.
 *
 * @since 0.1.0
 * @category models
 */
export interface Service {
  /** The platform's state now. */
  readonly state: Effect.Effect<Simulation.State>
  /** Changes the state at once, such as by a `Scenario`. No request comes in between. */
  readonly update: (f: (state: Simulation.State) => Simulation.State) => Effect.Effect<void>
  /** Every card of every merchant, the oldest first. */
  readonly cards: Effect.Effect<ReadonlyArray<Simulation.Card>>
  /** The last requests, the oldest first; how many are kept is an option. */
  readonly requests: Effect.Effect<ReadonlyArray<RecordedRequest>>
  /** The server's time, in Unix ms. */
  readonly now: Effect.Effect<number>
  /** Sets what the server's clock reads beyond the caller's, in ms, so that it jumps. */
  readonly setSkew: (millis: number) => Effect.Effect<void>
  /** Answers a request, as both doors do. */
  readonly handle: (request: Simulation.Request) => Effect.Effect<Simulation.Response>
}

/**
 * The simulated platform.
 *
 * @since 0.1.0
 * @category tags
 */
export class KeySecureSimulator extends Context.Tag("@effect-keysecure/testkit/KeySecureSimulator")<
  KeySecureSimulator,
  Service
>() {}

/**
 * How a simulator starts.
 *
 * @since 0.1.0
 * @category options
 */
export interface Options {
  /** What it is set up with. Default `Scenario.initial`. */
  readonly scenario?: Simulation.State
  /**
   * What is added to the caller's clock, in ms. Default 0 when that reads 2001-09-09 (13 digits) or later, else
   * 2026-01-01T00:00:00Z, so that a test which never sets its `TestClock` works.
   */
  readonly epochMillis?: number
  /** What the server's clock reads beyond that, in ms. Default 0; `setSkew` changes it. */
  readonly skewMillis?: number
  /** How much faster the server's clock runs since the layer was built, in parts per million. Default 0. */
  readonly driftPpm?: number
  /** How many requests are kept. Default 10,000: more than a test looks at, in about 10 MB. */
  readonly requestsKept?: number
}

/**
 * The base URL for a client of the in-memory door, which looks at no host and no port.
 *
 * @since 0.1.0
 * @category constants
 */
export const baseUrl = "http://127.0.0.1"

/**
 * Makes a simulator. The state is in one place and changes only synchronously, so that concurrent requests are carried
 * out one after the other and none is lost.
 *
 * @since 0.1.0
 * @category constructors
 */
export const make = (options: Options = {}): Effect.Effect<Service> =>
  Effect.map(Clock.currentTimeMillis, (builtAt) => {
    const { driftPpm = 0, epochMillis, requestsKept = 10_000, scenario = Scenario.initial, skewMillis = 0 } = options
    const clock = makeServerClock(builtAt, { epochMillis, skewMillis, driftPpm })
    const answered = makeRing<RecordedRequest>(requestsKept)
    let state = scenario

    const now = Effect.map(Clock.currentTimeMillis, clock.at)
    const answer = (request: Simulation.Request, time: number): Simulation.Response => {
      const { code, operation, response, state: next } = exchange(state, request, time)
      state = next
      answered.add({ request, time, operation, code, status: response.status })
      return response
    }
    return KeySecureSimulator.of({
      state: Effect.sync(() => state),
      update: (f) =>
        Effect.sync(() => {
          state = f(state)
        }),
      cards: Effect.sync(() => Simulation.cards(state)),
      requests: Effect.sync(answered.toArray),
      now,
      setSkew: (millis) => Effect.sync(() => clock.setSkew(millis)),
      handle: (request) =>
        Effect.suspend(() => {
          const operation = route(request.method, request.path)
          const delay = (typeof operation === "string" ? state.rules.delayMillis[operation] : undefined) ?? 0
          const answered = Effect.map(now, (time) => answer(request, time))
          return delay > 0 ? Effect.delay(answered, delay) : answered
        })
    })
  })

/**
 * A simulator without a door: for both doors of one platform, or for calls of `handle`.
 *
 * @since 0.1.0
 * @category layers
 */
export const layer = (options?: Options): Layer.Layer<KeySecureSimulator> =>
  Layer.effect(KeySecureSimulator, make(options))

/**
 * A simulator behind an `HttpClient` in memory: requests are answered in the caller's fiber, on its `Clock`, without
 * sockets. Give the client under test `baseUrl`.
 *
 * @since 0.1.0
 * @category layers
 */
export const layerHttpClient = (options?: Options): Layer.Layer<HttpClient.HttpClient | KeySecureSimulator> =>
  Layer.effect(
    HttpClient.HttpClient,
    Effect.map(KeySecureSimulator, ({ handle }) => makeClient(handle))
  ).pipe(Layer.provideMerge(layer(options)))

/**
 * A simulator served over HTTP, by the `HttpServer` of any platform, on the `Clock` that the layer is built with.
 *
 * @since 0.1.0
 * @category layers
 */
export const layerServer = (options?: Options): Layer.Layer<KeySecureSimulator, never, HttpServer.HttpServer> =>
  Layer.unwrapEffect(Effect.map(KeySecureSimulator, ({ handle }) => HttpServer.serve(makeApp(handle)))).pipe(
    Layer.provideMerge(layer(options))
  )
