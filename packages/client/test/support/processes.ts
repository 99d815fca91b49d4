/** Processes of one merchant that share tokens through a store, on a platform where a new token ends the old one. */
import {
  AccessTokens,
  KeySecureClient,
  KeySecureConfig,
  RetryPolicy,
  ServerTime,
  TokenStore
} from "@effect-keysecure/client"
import { KeySecureSimulator, Scenario, VirtualClock } from "@effect-keysecure/testkit"
import { Error as PlatformError, HttpClient, KeyValueStore } from "@effect/platform"
import { Context, Effect, Exit, Layer, Scope } from "effect"
import { query } from "./requests.js"
import { apiKey } from "./simulated.js"
import { slowly, type Travel } from "./time/network.js"

/** One step of the store: how long it takes in ms, and whether it fails then. */
export interface StoreStep {
  readonly takes: number
  readonly fails: boolean
}

/** What is done, and what happens meanwhile. */
export interface Schedule {
  /** How many processes call. */
  readonly processes: number
  /** How many calls each of them makes at the same time, again and again. */
  readonly width: number
  /** How many calls each of them makes. */
  readonly calls: number
  /** When each process starts, in ms; the last of them is for the rest. */
  readonly starts: ReadonlyArray<number>
  /** How the requests of a process travel, over and over again. */
  readonly travels: ReadonlyArray<Travel>
  /** How long tokens live, in ms. */
  readonly life: number
  /** The steps of the store, over and over again. */
  readonly store: ReadonlyArray<StoreStep>
  /** When another process, which starts at once, ends without a word; never without it. */
  readonly crashAt?: number | undefined
}

const at = <A>(all: ReadonlyArray<A>, index: number, otherwise: A): A =>
  all[Math.min(index, all.length - 1)] ?? otherwise

const broken = new TokenStore.TokenStoreFailed({ detail: "broken" })

type Step = <A, E>(use: Effect.Effect<A, E>) => Effect.Effect<A, E | TokenStore.TokenStoreFailed>

/** Steps of a store that take their time and fail. A step that fails was made or not. */
const troubled = (steps: ReadonlyArray<StoreStep>): Step => {
  let made = 0
  return <A, E>(use: Effect.Effect<A, E>) =>
    Effect.suspend((): Effect.Effect<A, E | TokenStore.TokenStoreFailed> => {
      const number = made++
      const { fails, takes } = steps[number % steps.length] ?? { takes: 0, fails: false }
      if (!fails) return Effect.delay(use, takes)
      const isMade = number % 2 === 0
      return Effect.zipRight(Effect.delay(isMade ? Effect.exit(use) : Effect.void, takes), broken)
    })
}

const failure = () => new PlatformError.SystemError({ module: "KeyValueStore", method: "get", reason: "Unknown" })

/** The stores that processes may share. */
export const stores = {
  /** Looking and writing are one step. */
  compareAndSwap: (step: Step): Effect.Effect<TokenStore.Service> =>
    Effect.sync(() => {
      const { compareAndSwap, find } = TokenStore.makeMemory()
      return {
        find: (key) => step(find(key)),
        compareAndSwap: (key, expected, next) => step(compareAndSwap(key, expected, next))
      }
    }),
  /** Looking and writing are two. */
  keyValueStore: (step: Step): Effect.Effect<TokenStore.Service> =>
    Effect.gen(function* () {
      const { get, set } = yield* KeyValueStore.KeyValueStore
      return yield* Effect.provideService(
        TokenStore.makeKeyValueStore,
        KeyValueStore.KeyValueStore,
        KeyValueStore.makeStringOnly({
          get: (key) => Effect.mapError(step(get(key)), failure),
          set: (key, value) => Effect.mapError(step(Effect.asVoid(set(key, value))), failure),
          remove: () => Effect.void,
          clear: Effect.void,
          size: Effect.succeed(0)
        })
      )
    }).pipe(Effect.provide(KeyValueStore.layerMemory))
}

/** What a process that has ended begins or waits for never ends. */
const mortal = (isAlive: () => boolean) => {
  const whileAlive = <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> => {
    const check = Effect.suspend(() => (isAlive() ? Effect.void : Effect.never))
    return Effect.zipLeft(Effect.zipRight(check, effect), check)
  }
  return {
    http: (client: HttpClient.HttpClient) => HttpClient.make((request) => whileAlive(client.execute(request))),
    store: ({ compareAndSwap, find }: TokenStore.Service): TokenStore.Service => ({
      find: (key) => whileAlive(find(key)),
      compareAndSwap: (key, expected, next) => whileAlive(compareAndSwap(key, expected, next))
    })
  }
}

const processOver = (http: HttpClient.HttpClient, store: TokenStore.Service) =>
  Effect.map(
    Layer.build(
      KeySecureClient.layerWithoutDependencies({ retryPolicy: RetryPolicy.never }).pipe(
        Layer.provide(AccessTokens.layerStore({ retryPolicy: RetryPolicy.never })),
        Layer.provide([
          ServerTime.layer(),
          KeySecureConfig.layer({ apiKey, baseUrl: KeySecureSimulator.baseUrl }),
          Layer.succeed(HttpClient.HttpClient, http),
          Layer.succeed(TokenStore.TokenStore, store)
        ])
      )
    ),
    (context) => Context.get(context, KeySecureClient.KeySecureClient)
  )

/** Calls of a client; how many of them failed. */
const calling = (client: KeySecureClient.Service, { calls, width }: Schedule) =>
  Effect.map(
    Effect.forEach(
      Array.from({ length: calls }),
      () => Effect.zipLeft(Effect.isFailure(client.listCards(query)), Effect.sleep(50)),
      { concurrency: width }
    ),
    (failed) => failed.filter(Boolean).length
  )

/** What it came to. */
export interface Report {
  readonly lost: number
  readonly fetches: number
  readonly refusals: number
  readonly elapsed: number
}

/** Lets what is not on a virtual clock go on: the runner of the tests wants to be heard of. */
const breathe = Effect.async<void>((resume) => {
  setImmediate(() => resume(Effect.void))
})

/** Plays a schedule over such a store. */
export const play = (schedule: Schedule, kind: keyof typeof stores): Promise<Report> =>
  Effect.zipRight(
    breathe,
    VirtualClock.run(
      () =>
        Effect.gen(function* () {
          const store = yield* stores[kind](troubled(schedule.store))
          const platform = yield* HttpClient.HttpClient
          const http = Context.get(
            yield* Layer.build(Layer.provide(slowly(schedule.travels), Layer.succeed(HttpClient.HttpClient, platform))),
            HttpClient.HttpClient
          )
          const began = yield* Effect.clockWith((clock) => clock.currentTimeMillis)
          if (schedule.crashAt !== undefined) {
            let isAlive = true
            const { http: itsHttp, store: itsStore } = mortal(() => isAlive)
            const scope = yield* Scope.make()
            const doomed = yield* Scope.extend(processOver(itsHttp(http), itsStore(store)), scope)
            yield* Effect.forkScoped(calling(doomed, schedule))
            yield* Effect.forkScoped(
              Effect.delay(
                Effect.sync(() => void (isAlive = false)),
                schedule.crashAt
              )
            )
            yield* Effect.addFinalizer(() => Effect.sync(() => void (isAlive = true)))
            yield* Effect.addFinalizer(() => Scope.close(scope, Exit.void))
          }
          const lost = yield* Effect.forEach(
            Array.from({ length: schedule.processes }, (_, index) => at(schedule.starts, index, 0)),
            (start) =>
              Effect.flatMap(processOver(http, store), (client) => Effect.delay(calling(client, schedule), start)),
            { concurrency: "unbounded" }
          )
          const elapsed = (yield* Effect.clockWith((clock) => clock.currentTimeMillis)) - began
          const { requests } = yield* KeySecureSimulator.KeySecureSimulator
          const seen = yield* requests
          return {
            lost: lost.reduce((sum, each) => sum + each, 0),
            fetches: seen.filter(({ code, operation }) => operation === "getToken" && code === 0).length,
            refusals: seen.filter(({ code }) => code === 1007).length,
            elapsed
          }
        }).pipe(
          Effect.scoped,
          Effect.provide(
            KeySecureSimulator.layerHttpClient({
              scenario: Scenario.rules({
                newTokenEndsOld: true,
                tokenLifeMillis: schedule.life
              })
            })
          ),
          Effect.orDie
        ),
      { maxJumps: 10_000_000 }
    )
  ).pipe(Effect.runPromise)
