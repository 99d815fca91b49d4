import * as Fs from "node:fs"
import * as Os from "node:os"
import * as Path from "node:path"
import { AccessTokens, KeySecureClient, KeySecureConfig, RetryPolicy, ServerTime } from "@effect-keysecure/client"
import { KeySecureSimulator, Sample, Scenario, VirtualClock } from "@effect-keysecure/testkit"
import { Error as PlatformError, KeyValueStore } from "@effect/platform"
import * as NodeKeyValueStore from "@effect/platform-node/NodeKeyValueStore"
import { describe, expect, it } from "@effect/vitest"
import { Context, Effect, FastCheck as fc, Layer, Option, Redacted, TestClock } from "effect"
import { capturing, type Output, renderings } from "../support/output.js"
import { applicationOf, query } from "../support/requests.js"
import { apiKey } from "../support/simulated.js"
import { slowly, travel } from "../support/time/network.js"
import type { World } from "../support/time/world.js"
import { runs } from "../../../testkit/test/support/runs.js"

const { KeySecureSimulator: Simulator } = KeySecureSimulator

/** One process of a merchant: a client of its own, over a store and a simulator that others use too. */
const processOf = (key: string, baseUrl: string) =>
  Effect.map(
    Layer.build(
      KeySecureClient.layerWithoutDependencies({ retryPolicy: RetryPolicy.never }).pipe(
        Layer.provide(AccessTokens.layerKeyValueStore({ retryPolicy: RetryPolicy.never })),
        Layer.provide(Layer.merge(ServerTime.layer(), KeySecureConfig.layer({ apiKey: Redacted.make(key), baseUrl })))
      )
    ),
    (context) => Context.get(context, KeySecureClient.KeySecureClient)
  )

const process = processOf(Scenario.creditApiKey, KeySecureSimulator.baseUrl)

const simulator = (rules: Partial<Scenario.Rules> = {}, { driftPpm = 0, offset = 0 }: Partial<World> = {}) =>
  KeySecureSimulator.layerHttpClient({
    scenario: Scenario.rules(rules),
    skewMillis: offset,
    driftPpm
  })

const counted = Effect.map(
  Effect.flatMap(Simulator, (simulator) => simulator.requests),
  (requests) => ({
    fetches: requests.filter(({ code, operation }) => operation === "getToken" && code === 0).length,
    refusals: requests.filter(({ code }) => code === 1007 || code === 1006).length
  })
)

const setTime = TestClock.setTime(1_790_000_000_000)

const temporaryFolder = Effect.acquireRelease(
  Effect.sync(() => Fs.mkdtempSync(Path.join(Os.tmpdir(), "keysecure-"))),
  (folder) => Effect.sync(() => Fs.rmSync(folder, { recursive: true }))
)

const stores: ReadonlyArray<readonly [string, Layer.Layer<KeyValueStore.KeyValueStore>]> = [
  ["memory", KeyValueStore.layerMemory],
  [
    "the file system",
    Layer.unwrapScoped(Effect.map(temporaryFolder, (folder) => NodeKeyValueStore.layerFileSystem(folder))).pipe(
      Layer.orDie
    )
  ]
]

describe.each(stores)("processes that share a token through %s", (_, store) => {
  it.live("fetch once, and take what another has fetched", () =>
    Effect.gen(function* () {
      const one = yield* process
      yield* one.applyForCard(applicationOf("order-1"))
      const other = yield* process
      yield* other.applyForCard(applicationOf("order-2"))
      expect(yield* counted).toEqual({ fetches: 1, refusals: 0 })
    }).pipe(Effect.scoped, Effect.provide(Layer.merge(store, simulator())))
  )

  it.live("agree after a refusal, on a platform where a new token ends the old one", () =>
    Effect.gen(function* () {
      const one = yield* process
      const other = yield* process
      yield* one.applyForCard(applicationOf("order-1"))
      yield* other.applyForCard(applicationOf("order-2"))
      // A third one fetches without the store and ends the shared token.
      const stranger = yield* Effect.map(
        Layer.build(KeySecureClient.layer({ apiKey, baseUrl: KeySecureSimulator.baseUrl })),
        (context) => Context.get(context, KeySecureClient.KeySecureClient)
      )
      yield* stranger.applyForCard(applicationOf("order-3"))
      expect((yield* counted).fetches).toBe(2)
      yield* one.applyForCard(applicationOf("order-4"))
      yield* other.applyForCard(applicationOf("order-5"))
      yield* one.applyForCard(applicationOf("order-6"))
      // One was refused and fetched; the other was refused and took that from the store.
      expect(yield* counted).toEqual({ fetches: 3, refusals: 2 })
    }).pipe(Effect.scoped, Effect.provide(Layer.merge(store, simulator({ newTokenEndsOld: true }))))
  )
})

describe("merchants and hosts that share a store", () => {
  it.live("do not meet: each has an entry and a token of its own", () =>
    Effect.gen(function* () {
      const { baseUrl } = KeySecureSimulator
      const credit = yield* processOf(Scenario.creditApiKey, baseUrl)
      const authorization = yield* processOf(Scenario.authorizationApiKey, baseUrl)
      const elsewhere = yield* processOf(Scenario.creditApiKey, "http://localhost")
      yield* credit.applyForCard(Sample.virtualApplication)
      yield* authorization.applyForCard(Sample.virtualApplicationByBin)
      yield* elsewhere.applyForCard({ ...Sample.virtualApplication, cardUniqueNo: Sample.cardUniqueNo(3) })
      expect(yield* counted).toEqual({ fetches: 3, refusals: 0 })
      expect(yield* Effect.flatMap(KeyValueStore.KeyValueStore, (store) => store.size)).toBe(3)
    }).pipe(Effect.scoped, Effect.provide(Layer.merge(KeyValueStore.layerMemory, simulator())))
  )
})

interface Use {
  /** Which process calls. */
  readonly process: number
  /** How long after the call before, in ms. */
  readonly gap: number
}

/** Each call is made by its process after its gap, and waits for none. All must succeed. */
const applyAll = (processes: ReadonlyArray<KeySecureClient.Service>, uses: ReadonlyArray<Use>) =>
  Effect.gen(function* () {
    const fibers = yield* Effect.forEach(uses, ({ gap, process }, index) =>
      Effect.zipRight(
        Effect.sleep(gap),
        Effect.fork(
          Effect.forEach(
            processes.slice(process, process + 1),
            (client) => client.applyForCard(applicationOf(`order-${index}`)),
            { discard: true }
          )
        )
      )
    )
    for (const fiber of fibers) yield* fiber
  })

interface Moment {
  readonly process: number
  readonly at: number
}

/** The second process comes shortly before the first token ends, when the journey of a request counts. */
const atTheEnd = (life: number): fc.Arbitrary<Moment> =>
  fc.record({
    process: fc.constant(1),
    at: fc.oneof(fc.integer({ min: life - 20_000, max: life - 10_000 }), fc.integer({ min: life - 6_000, max: life }))
  })

const anyTime = (life: number): fc.Arbitrary<Moment> =>
  fc.record({ process: fc.integer({ min: 0, max: 1 }), at: fc.integer({ min: 0, max: 3 * life }) })

/** A first call at once by the first process, then calls at these moments. */
const usesAt = (moments: ReadonlyArray<Moment>): ReadonlyArray<Use> => {
  const sorted = [{ process: 0, at: 0 }, ...moments].sort((one, other) => one.at - other.at)
  return sorted.map(({ at, process }, index) => ({ process, gap: at - (sorted[index - 1]?.at ?? 0) }))
}

/** Two processes that share tokens of some life. Their clocks are exact, or they have learned the time. */
const sharing = fc
  .tuple(
    fc.integer({ min: 60_000, max: 86_400_000 }),
    fc.oneof(
      fc.constant({ learned: false, offset: 0, driftPpm: 0 }),
      fc.record({
        learned: fc.constant(true),
        offset: fc.integer({ min: -600_000, max: 600_000 }),
        driftPpm: fc.integer({ min: -200, max: 200 })
      })
    )
  )
  .chain(([life, clocks]) =>
    fc.record({
      life: fc.constant(life),
      clocks: fc.constant(clocks),
      travels: fc.array(travel(5_000), { minLength: 1, maxLength: 12 }),
      uses: fc
        .array(fc.oneof(atTheEnd(life), atTheEnd(life), anyTime(life)), { minLength: 2, maxLength: 8 })
        .map(usesAt)
    })
  )

describe("processes that share a token", { timeout: 60_000 }, () => {
  it("under any schedule: no call fails, and they never fall into a loop of ending each other's tokens", () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ process: fc.integer({ min: 0, max: 2 }), gap: fc.integer({ min: 0, max: 40_000 }) }), {
          minLength: 1,
          maxLength: 20
        }),
        fc.integer({ min: 0, max: 2_000 }),
        (uses, slow) =>
          Effect.runPromise(
            VirtualClock.run(() =>
              Effect.gen(function* () {
                const processes = yield* Effect.all([process, process, process])
                const start = yield* Effect.clockWith((clock) => clock.currentTimeMillis)
                yield* applyAll(processes, uses)
                const duration = (yield* Effect.clockWith((clock) => clock.currentTimeMillis)) - start
                const { fetches, refusals } = yield* counted
                // Each renewal may be done by all three at once; each fetch ends the token of at most two others in flight.
                expect(fetches).toBeLessThanOrEqual(3 * (1 + Math.floor(duration / 44_000)) + refusals)
                expect(refusals).toBeLessThanOrEqual(2 * uses.length)
              }).pipe(
                Effect.scoped,
                Effect.provide(
                  Layer.merge(
                    KeyValueStore.layerMemory,
                    simulator({ tokenLifeMillis: 60_000, newTokenEndsOld: true, delayMillis: { getToken: slow } })
                  )
                ),
                Effect.orDie
              )
            )
          )
      ),
      { numRuns: runs(500) }
    ))

  it("with requests up to 5 s on their way: none arrives with a token past its end, wherever the token came from", () =>
    fc.assert(
      fc.asyncProperty(sharing, ({ clocks: { learned, ...clocks }, life, travels, uses }) =>
        Effect.runPromise(
          VirtualClock.run(() =>
            Effect.gen(function* () {
              const distant = Effect.provide(process, slowly(travels))
              const processes = yield* Effect.all([distant, distant])
              if (learned) {
                yield* Effect.forEach(processes, (client) => client.listCards(query), { concurrency: "unbounded" })
              }
              yield* applyAll(processes, uses)
              expect((yield* counted).refusals).toBe(0)
            }).pipe(
              Effect.scoped,
              Effect.provide(Layer.merge(KeyValueStore.layerMemory, simulator({ tokenLifeMillis: life }, clocks))),
              Effect.orDie
            )
          )
        )
      ),
      { numRuns: runs(300) }
    ))
})

const failure = new PlatformError.SystemError({ module: "KeyValueStore", method: "get", reason: "Unknown" })

/** Stores that are of no use, each in its way. */
const uselessStores: ReadonlyArray<readonly [string, Partial<KeyValueStore.KeyValueStore>]> = [
  ["fails", { get: () => Effect.fail(failure), set: () => Effect.fail(failure) }],
  [
    "throws",
    {
      get: () => {
        throw new Error("broken")
      },
      set: () => {
        throw new Error("broken")
      }
    }
  ],
  ["dies", { get: () => Effect.die("broken"), set: () => Effect.die("broken") }],
  ["never answers", { get: () => Effect.never, set: () => Effect.never }],
  ["holds rubbish", { get: () => Effect.succeedSome("rubbish") }],
  ["holds another's JSON", { get: () => Effect.succeedSome(`{"access_token":1}`) }],
  ["holds an ended token", { get: () => Effect.succeedSome(`{"access_token":"old","expired_time":1000000000000}`) }],
  [
    "holds a token that the platform never gave",
    { get: () => Effect.succeedSome(`{"access_token":"forged","expired_time":9000000000000}`) }
  ]
]

describe("a store that", () => {
  it.effect.each(uselessStores)("%s is done without", ([, useless]) =>
    Effect.gen(function* () {
      yield* setTime
      const client = yield* process
      const card = yield* Effect.fork(client.applyForCard(applicationOf("order-1")))
      yield* TestClock.adjust("5 seconds")
      expect((yield* card).cardUniqueNo).toBe("order-1")
      expect((yield* counted).fetches).toBe(1)
    }).pipe(
      Effect.scoped,
      Effect.provide(
        Layer.merge(
          Layer.effect(
            KeyValueStore.KeyValueStore,
            Effect.map(KeyValueStore.KeyValueStore, (store) => KeyValueStore.make({ ...store, ...useless }))
          ).pipe(Layer.provide(KeyValueStore.layerMemory)),
          simulator()
        )
      )
    )
  )
})

describe("the entry", () => {
  it.effect("is under a digest that shows neither key nor host, and nothing of it is in a log or a span", () => {
    const keys: Array<string> = []
    const output: Output = { spans: [], logs: [] }
    return Effect.gen(function* () {
      yield* setTime
      yield* Effect.flatMap(process, (client) => client.applyForCard(applicationOf("order-1")))
      expect(new Set(keys).size).toBe(1)
      expect(keys[0]).toMatch(/^keysecure\/access-token\/[0-9a-f]{64}$/)
      expect(output.spans).not.toEqual([])
      expect(renderings(output)).not.toContain("sim_")
    }).pipe(
      Effect.scoped,
      Effect.provide(
        Layer.mergeAll(
          capturing(output),
          Layer.succeed(
            KeyValueStore.KeyValueStore,
            KeyValueStore.makeStringOnly({
              get: (key) =>
                Effect.as(
                  Effect.sync(() => keys.push(key)),
                  Option.none()
                ),
              set: (key) => Effect.sync(() => void keys.push(key)),
              remove: () => Effect.void,
              clear: Effect.void,
              size: Effect.succeed(0)
            })
          ),
          simulator()
        )
      )
    )
  })
})
