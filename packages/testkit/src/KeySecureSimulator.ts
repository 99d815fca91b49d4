/**
 * The simulated platform as a service, with two transports: an `HttpClient` in memory, in the caller's fiber and on its
 * `Clock`; and an app served by any `HttpServer`. Both give the same answers, byte for byte.
 *
 * One layer is one platform: tests in parallel share nothing.
 *
 * @module KeySecureSimulator
 * @since 0.1.0
 */
import * as HttpClient from "@effect/platform/HttpClient"
import * as HttpServer from "@effect/platform/HttpServer"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import type * as CallbackDelivery from "./CallbackDelivery.js"
import type * as Fault from "./Fault.js"
import { makeClient } from "./internal/keySecureSimulator/clientTransport.js"
import { makeNetwork } from "./internal/keySecureSimulator/network.js"
import { makePlatform, type Platform, type AnsweredRequest } from "./internal/simulation/platform.js"
import { makeApp } from "./internal/keySecureSimulator/serverTransport.js"
import { signedFor } from "./internal/keySecureSimulator/signed.js"
import * as Scenario from "./Scenario.js"
import * as Simulation from "./Simulation.js"

export type { AnsweredRequest } from "./internal/simulation/platform.js"

/**
 * An event for which a merchant is to be called back.
 *
 * @since 0.1.0
 * @category models
 */
export interface DueCallback {
  /** The event. */
  readonly event: Simulation.Event
  /** The request, signed with the merchant's `appId` and `apiSecret` at the server's time. */
  readonly request: CallbackDelivery.SignedRequest
}

/**
 * The simulated platform of a test: its state, its requests, and its clock.
 *
 * @since 0.1.0
 * @category models
 */
export interface Service {
  /** The platform's state now. Everything that is due by now has happened in it. */
  readonly state: Effect.Effect<Simulation.State>
  /** Changes the state at once, such as by a `Scenario`. No request comes in between. */
  readonly update: (f: (state: Simulation.State) => Simulation.State) => Effect.Effect<void>
  /** Every card of every merchant, the oldest first. */
  readonly cards: Effect.Effect<ReadonlyArray<Simulation.Card>>
  /**
   * The events for which the merchants are to be called back and have not been, the oldest first, each as a signed
   * request that is ready for `CallbackDelivery`. Each is given once.
   */
  readonly takeCallbacks: Effect.Effect<ReadonlyArray<DueCallback>>
  /** The last requests, the oldest first; how many are kept is an option. */
  readonly requests: Effect.Effect<ReadonlyArray<AnsweredRequest>>
  /**
   * Every request that was handed to the transport in memory, as its caller saw it, if the layer was given `faults`. A
   * request that a fault met has the fault in it.
   */
  readonly requestRecords: Effect.Effect<ReadonlyArray<Fault.RequestRecord>>
  /** The server's time, in Unix ms. */
  readonly now: Effect.Effect<number>
  /** Sets how many ms the server's clock is ahead of the caller's, so that it jumps. */
  readonly setSkew: (millis: number) => Effect.Effect<void>
  /** Answers a request, as both transports do without faults. */
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
  /**
   * The change of `Scenario.initial`, with which it is set up by default. Give `() => state` for a state of your own,
   * such as one that begins with `Scenario.empty`.
   */
  readonly scenario?: Scenario.Scenario
  /**
   * The ms that are added to the caller's clock. Default 0 if that reads 2001-09-09 (13 digits) or later, else
   * 2026-01-01T00:00:00Z, so that a test which never sets its `TestClock` works.
   */
  readonly epochMillis?: number
  /** The ms that the server's clock reads beyond that. Default 0; `setSkew` changes it. */
  readonly skewMillis?: number
  /** How much faster the server's clock runs since the layer was built, in parts per million. Default 0. */
  readonly driftPpm?: number
  /** How many requests are kept. Default 10,000: more than a test looks at, in about 10 MB. */
  readonly requestsKept?: number
}

/**
 * The base URL for a client of the transport in memory, which looks at no host and no port.
 *
 * @since 0.1.0
 * @category constants
 */
export const baseUrl = "http://127.0.0.1"

const platformOf = ({
  driftPpm = 0,
  epochMillis,
  requestsKept = 10_000,
  scenario = (initial) => initial,
  skewMillis = 0
}: Options) => makePlatform({ driftPpm, epochMillis, requestsKept, initial: scenario(Scenario.initial), skewMillis })

const serviceOf = (platform: Platform, requestRecords: () => ReadonlyArray<Fault.RequestRecord>): Service => ({
  state: platform.caughtUp,
  update: (f) => Effect.sync(() => platform.update(f)),
  cards: Effect.map(platform.caughtUp, Simulation.cards),
  takeCallbacks: Effect.zipWith(platform.caughtUp, platform.now, (caughtUp, time) => {
    platform.update((state) => ({ ...state, events: [] }))
    return caughtUp.events.flatMap((event) =>
      Option.toArray(Option.map(signedFor(caughtUp, event, time), (request) => ({ event, request })))
    )
  }),
  requests: Effect.sync(platform.requests),
  requestRecords: Effect.sync(requestRecords),
  now: platform.now,
  setSkew: (millis) => Effect.sync(() => platform.setSkew(millis)),
  handle: (request) => Effect.map(platform.answer(request), ({ response }) => response)
})

/**
 * Makes a simulator. The state is in one place and changes only synchronously, so that concurrent requests are carried
 * out one after the other and none is lost.
 *
 * @since 0.1.0
 * @category constructors
 */
export const make = (options: Options = {}): Effect.Effect<Service> =>
  Effect.map(platformOf(options), (platform) => serviceOf(platform, () => []))

/**
 * A simulator without a transport: for both transports of one platform, or for calls of `handle`.
 *
 * @since 0.1.0
 * @category layers
 */
export const layer = (options?: Options): Layer.Layer<KeySecureSimulator> =>
  Layer.effect(KeySecureSimulator, make(options))

/**
 * How a simulator in memory starts.
 *
 * @since 0.1.0
 * @category options
 */
export interface MemoryOptions extends Options {
  /**
   * Which requests meet which faults. Default none. With a schedule, even an empty one, there is a network between
   * caller and platform: a request that was handed over is carried out even if its caller is interrupted.
   */
  readonly faults?: Fault.Schedule
}

/**
 * A simulator behind an `HttpClient` in memory: requests are answered in the caller's fiber, on its `Clock`, without
 * sockets. Give the client under test `baseUrl`.
 *
 * @since 0.1.0
 * @category layers
 */
export const layerHttpClient = ({ faults, ...options }: MemoryOptions = {}): Layer.Layer<
  HttpClient.HttpClient | KeySecureSimulator
> =>
  Layer.scopedContext(
    Effect.gen(function* () {
      const platform = yield* platformOf(options)
      if (faults === undefined) {
        const service = serviceOf(platform, () => [])
        return Context.make(KeySecureSimulator, service).pipe(
          Context.add(HttpClient.HttpClient, makeClient(service.handle))
        )
      }
      const network = makeNetwork(platform, faults, yield* Effect.scope)
      return Context.make(KeySecureSimulator, serviceOf(platform, network.requestRecords)).pipe(
        Context.add(HttpClient.HttpClient, makeClient(network.handleFor(1)))
      )
    })
  )

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
