/** Time and tokens through the whole client, against the simulator, on a virtual clock: nothing here waits. */
import { KeySecureClient, RetryPolicy } from "@effect-keysecure/client"
import { KeySecureSimulator, Scenario, VirtualClock } from "@effect-keysecure/testkit"
import { HttpClient } from "@effect/platform"
import { Clock, Effect, Exit, FastCheck as fc, Layer, type Scope } from "effect"
import { describe, expect, it } from "vitest"
import { applicationOf } from "../support/requests.js"
import { apiKey } from "../support/simulated.js"
import { slowly, travel } from "../support/time/network.js"
import { arbitrary, type Call, type World } from "../support/time/world.js"
import { runs } from "../../../testkit/test/support/runs.js"

const { baseUrl } = KeySecureSimulator

/** A request as it left: what it was stamped with, and how far that was behind the server's clock. */
interface Sent {
  readonly operation: string
  readonly behindDate: number
  readonly afterFirstAnswer: boolean
}

interface Network {
  readonly sent: Array<Sent>
  answers: number
}

/** An HTTP client whose requests are written down as they leave. */
const watched = (world: World, network: Network) =>
  Layer.effect(
    HttpClient.HttpClient,
    Effect.gen(function* () {
      const inner = yield* HttpClient.HttpClient
      const start = yield* Clock.currentTimeNanos
      return HttpClient.make((request, url) =>
        Effect.gen(function* () {
          const elapsed = Number((yield* Clock.currentTimeNanos) - start) / 1_000_000
          const server = VirtualClock.defaultStartMillis + world.offset + elapsed * (1 + world.driftPpm / 1_000_000)
          network.sent.push({
            operation: url.pathname,
            behindDate: server + world.lag - Number(request.headers["timestamp"]),
            afterFirstAnswer: network.answers > 0
          })
          const response = yield* inner.execute(request)
          network.answers += 1
          return response
        })
      )
    })
  )

const play = <A, E>(
  world: World,
  rules: Partial<Scenario.Rules>,
  program: (
    network: Network
  ) => Effect.Effect<
    A,
    E,
    KeySecureClient.KeySecureClient | KeySecureSimulator.KeySecureSimulator | HttpClient.HttpClient | Scope.Scope
  >
): Promise<A> =>
  Effect.runPromise(
    VirtualClock.run(() => {
      const network: Network = { sent: [], answers: 0 }
      const simulator = KeySecureSimulator.layerHttpClient({
        scenario: Scenario.rules({ dateSkewMillis: world.lag, ...rules }),
        skewMillis: world.offset,
        driftPpm: world.driftPpm
      })
      const client = KeySecureClient.layer({
        apiKey,
        baseUrl,
        retryPolicy: RetryPolicy.never
      }).pipe(Layer.provide(watched(world, network)), Layer.provide(slowly(world.calls)), Layer.provideMerge(simulator))
      return program(network).pipe(Effect.scoped, Effect.provide(client), Effect.orDie)
    })
  )

/** Applies for a card a call, each after its gap and none waiting for another. All must succeed. */
const applyAll = (calls: ReadonlyArray<Call>) =>
  Effect.gen(function* () {
    const { applyForCard } = yield* KeySecureClient.KeySecureClient
    const fibers = yield* Effect.forEach(calls, ({ gap }, index) =>
      Effect.zipRight(Effect.sleep(gap), Effect.fork(Effect.exit(applyForCard(applicationOf(`order-${index}`)))))
    )
    const exits = yield* Effect.forEach(fibers, (fiber) => Effect.flatten(fiber.await))
    return exits.filter(Exit.isFailure)
  })

const requests = Effect.flatMap(KeySecureSimulator.KeySecureSimulator, (simulator) => simulator.requests)

describe("for any offset, drift, delays and gaps", { timeout: 120_000 }, () => {
  it("no call fails; after the first answer no stamp is refused, and each is 0 to 30 s behind when sent", () =>
    fc.assert(
      fc.asyncProperty(arbitrary, (world) =>
        play(world, {}, (network) =>
          Effect.gen(function* () {
            expect(yield* applyAll(world.calls)).toEqual([])
            const log = yield* requests
            const late = network.sent.filter(({ afterFirstAnswer }) => afterFirstAnswer)
            for (const { behindDate } of late) {
              expect(behindDate - world.lag).toBeGreaterThanOrEqual(0)
              expect(behindDate).toBeLessThanOrEqual(30_000)
            }
            // Requests reach the simulator in another order than they leave; refusals are counted instead.
            const early = network.sent.length - late.length
            expect(log.filter(({ code }) => code === 1005).length).toBeLessThanOrEqual(early)
            expect(network.sent.length).toBeLessThanOrEqual(world.calls.length + 1 + early)
          })
        )
      ),
      { numRuns: runs(1_000) }
    ))
})

const token = "/open-api/v1/merchant/token"
const fetched = (log: ReadonlyArray<{ operation: string | undefined; code: number | undefined }>) =>
  log.filter(({ code, operation }) => operation === "getToken" && code === 0).length

/** Lives from 60 s to 24 h with delays up to 5 s each way, and lives from 5 s with delays up to life/50. */
const tokenWorld = fc
  .oneof(
    fc.record({ life: fc.integer({ min: 60_000, max: 86_400_000 }), delay: fc.constant(5_000) }),
    fc.integer({ min: 5_000, max: 60_000 }).map((life) => ({ life, delay: Math.floor(life / 50) }))
  )
  .chain(({ delay, life }) =>
    fc.record({
      life: fc.constant(life),
      offset: fc.integer({ min: -600_000, max: 600_000 }),
      driftPpm: fc.integer({ min: -200, max: 200 }),
      lag: fc.constant(0),
      calls: fc.array(
        fc.record({
          gap: fc.oneof(
            fc.constant(0),
            fc.integer({ min: 0, max: life }),
            fc.integer({ min: 0, max: Math.ceil(life / 8) })
          ),
          out: fc.integer({ min: 0, max: delay }),
          back: fc.integer({ min: 0, max: delay })
        }),
        { minLength: 2, maxLength: 16 }
      )
    })
  )

describe("for any life of a token", { timeout: 120_000 }, () => {
  it("no call arrives with a token past its expiry, and fetches come no more often than needed", () =>
    fc.assert(
      fc.asyncProperty(tokenWorld, ({ life, ...world }) =>
        play(world, { tokenLifeMillis: life }, (network) =>
          Effect.gen(function* () {
            const start = yield* Clock.currentTimeMillis
            expect(yield* applyAll(world.calls)).toEqual([])
            const duration = (yield* Clock.currentTimeMillis) - start
            const log = yield* requests
            expect(log.filter(({ code }) => code === 1007)).toEqual([])
            const largestOut = Math.max(...world.calls.map(({ out }) => out))
            expect(fetched(log)).toBeLessThanOrEqual(1 + Math.floor(duration / (0.75 * life - 1_000 - largestOut)))
            expect(network.sent.some(({ operation }) => operation === token)).toBe(true)
          })
        )
      ),
      { numRuns: runs(1_000) }
    ))

  it("a new token that ends the old one costs each call in flight one more try, and no fetch", () =>
    fc.assert(
      fc.asyncProperty(tokenWorld, ({ life, ...world }) =>
        play(world, { tokenLifeMillis: life, newTokenEndsOld: true }, () =>
          Effect.gen(function* () {
            const start = yield* Clock.currentTimeMillis
            expect(yield* applyAll(world.calls)).toEqual([])
            const duration = (yield* Clock.currentTimeMillis) - start
            const log = yield* requests
            const refusals = log.filter(({ code }) => code === 1007).length
            const largestOut = Math.max(...world.calls.map(({ out }) => out))
            expect(fetched(log)).toBeLessThanOrEqual(1 + Math.floor(duration / (0.75 * life - 1_000 - largestOut)))
            expect(refusals).toBeLessThanOrEqual(world.calls.length)
          })
        )
      ),
      { numRuns: runs(1_000) }
    ))

  it("a token that another has ended is refused once to each call with it, and costs all of them one fetch", () =>
    fc.assert(
      fc.asyncProperty(fc.array(travel(5_000), { minLength: 1, maxLength: 20 }), (travels) => {
        const calls = travels.map((each) => ({ ...each, gap: 0 }))
        return play({ offset: 0, driftPpm: 0, lag: 0, calls }, { newTokenEndsOld: true }, () =>
          Effect.gen(function* () {
            const apply = (cardUniqueNo: string) =>
              Effect.flatMap(KeySecureClient.KeySecureClient, (client) =>
                client.applyForCard(applicationOf(cardUniqueNo))
              )
            yield* apply("before")
            yield* Effect.provide(apply("another"), KeySecureClient.layer({ apiKey, baseUrl }))
            const before = fetched(yield* requests)
            expect(yield* applyAll(calls)).toEqual([])
            const log = yield* requests
            expect(fetched(log) - before).toBe(1)
            expect(log.filter(({ code }) => code === 1007)).toHaveLength(calls.length)
          })
        )
      }),
      { numRuns: runs(250) }
    ))
})
