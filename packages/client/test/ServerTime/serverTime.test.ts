import { KeySecureClient, KeySecureConfig, AccessTokens, RetryPolicy, ServerTime } from "@effect-keysecure/client"
import { KeySecureSimulator, Scenario, VirtualClock } from "@effect-keysecure/testkit"
import { describe, expect, it } from "@effect/vitest"
import { Effect, FastCheck as fc, Layer, Metric, Option, Redacted, TestClock } from "effect"
import { applicationOf, query } from "../support/requests.js"
import { apiKey, simulated } from "../support/simulated.js"
import { runs } from "../../../testkit/test/support/runs.js"

const { KeySecureClient: Client } = KeySecureClient
const { KeySecureSimulator: Simulator } = KeySecureSimulator

const codes = Effect.map(
  Effect.flatMap(Simulator, (simulator) => simulator.requests),
  (requests) => requests.map(({ code, operation }) => `${operation} ${code}`)
)

const now = 1_790_000_000_000

describe("a timestamp that is refused", () => {
  it.effect("teaches the time and is stamped anew, once, for reads, writes and the token alike", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(now)
      const client = yield* Client
      const simulator = yield* Simulator
      yield* client.applyForCard(applicationOf("order-1"))
      yield* simulator.setSkew(-600_000)
      yield* client.applyForCard(applicationOf("order-2"))
      yield* simulator.setSkew(600_000)
      yield* client.listCards(query)
      expect(yield* codes).toEqual([
        "getToken 0",
        "applyForCard 0",
        "applyForCard 1005",
        "applyForCard 0",
        "listCards 1005",
        "listCards 0"
      ])
    }).pipe(Effect.provide(simulated()))
  )

  it.effect("four times in a call is the caller's, with the offset seen", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(now)
      const client = yield* Client
      const error = yield* Effect.flip(client.listCards(query))
      expect(error).toMatchObject({ _tag: "TimestampRejected", offsetMillis: -120_000 })
      expect(error.message).toContain("120000 ms behind")
      expect((yield* codes).filter((code) => code === "listCards 1005")).toHaveLength(4)
    }).pipe(
      Effect.provide(
        KeySecureClient.layer({ apiKey, baseUrl: KeySecureSimulator.baseUrl }).pipe(
          Layer.provideMerge(
            KeySecureSimulator.layerHttpClient({
              scenario: Scenario.rules({ answers: { listCards: 1005 } }),
              skewMillis: -120_000
            })
          )
        )
      )
    )
  )

  it.effect("sets the gauge of the bound to what was seen", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(now)
      const simulator = yield* Simulator
      yield* simulator.setSkew(90_000)
      yield* Effect.flatMap(Client, (client) => client.listCards(query))
      const gauge = Metric.gauge("keysecure_clock_offset_ms", {
        description: "The earliest that the platform's clock can read, less our own clock, in ms"
      })
      expect((yield* Metric.value(gauge)).value).toBeCloseTo(90_000, -1)
    }).pipe(Effect.provide(simulated()))
  )

  it.effect("is counted", () =>
    Effect.gen(function* () {
      const refused = Metric.counter("keysecure_timestamps_refused", {
        description: "Timestamps that the platform refused (1005)",
        incremental: true
      })
      const before = yield* Metric.value(refused)
      yield* Effect.flatMap(Client, (client) => client.listCards(query))
      expect((yield* Metric.value(refused)).count).toBeGreaterThan(before.count)
    }).pipe(Effect.provide(simulated()))
  )

  it.effect("without a Date in the answer teaches nothing, and a client that is right all along goes on", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(now)
      const client = yield* Client
      yield* client.applyForCard(applicationOf("order-1"))
      yield* TestClock.adjust("2 hours")
      yield* client.applyForCard(applicationOf("order-2"))
      expect((yield* codes).every((code) => code.endsWith(" 0"))).toBe(true)
    }).pipe(Effect.provide(simulated(Scenario.rules({ dateHeader: false }))))
  )

  it.effect("without a Date makes the client step back until it is behind", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(now)
      const client = yield* Client
      const simulator = yield* Simulator
      yield* simulator.setSkew(-12_000)
      yield* client.applyForCard(applicationOf("order-1"))
      expect((yield* codes).at(-1)).toBe("applyForCard 0")
    }).pipe(Effect.provide(simulated(Scenario.rules({ dateHeader: false }))))
  )
})

describe("after a jump", () => {
  it(
    "of either clock, or a silence, a call costs at most one more round trip and never an error",
    () =>
      fc.assert(
        fc.asyncProperty(
          fc.array(
            fc.oneof(
              fc.record({ kind: fc.constant("server" as const), by: fc.integer({ min: -600_000, max: 600_000 }) }),
              fc.record({ kind: fc.constant("wall" as const), by: fc.integer({ min: -600_000, max: 600_000 }) }),
              fc.record({ kind: fc.constant("silence" as const), by: fc.integer({ min: 0, max: 72 * 3_600_000 }) })
            ),
            { minLength: 1, maxLength: 8 }
          ),
          (jumps) =>
            Effect.runPromise(
              VirtualClock.run((clock) =>
                Effect.gen(function* () {
                  const client = yield* Client
                  const simulator = yield* Simulator
                  let skew = 0
                  yield* client.applyForCard(applicationOf("order-0"))
                  for (const [index, { by, kind }] of jumps.entries()) {
                    if (kind === "silence") yield* Effect.sleep(by)
                    else {
                      // The server's clock is the caller's wall clock plus the skew: a wall clock that is set must not move it.
                      skew += kind === "server" ? by : -by
                      if (kind === "wall") yield* clock.setWallForward(by)
                      yield* simulator.setSkew(skew)
                    }
                    const before = (yield* simulator.requests).length
                    yield* client.applyForCard(applicationOf(`order-${index + 1}`))
                    const sent = (yield* simulator.requests).slice(before)
                    expect(sent.filter(({ code }) => code === 1005).length).toBeLessThanOrEqual(1)
                  }
                }).pipe(Effect.provide(simulated(undefined, { retryPolicy: RetryPolicy.never })), Effect.orDie)
              )
            )
        ),
        { numRuns: runs(1_000) }
      ),
    120_000
  )
})

describe("the services", () => {
  it.effect("learn both bounds, and say by how much the platform is ahead", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(now)
      const time = yield* ServerTime.make()
      expect(yield* time.offset).toEqual(Option.none())
      expect(yield* time.timestamp).toBe(now - 5_000)
      yield* time.observe({ sent: now - 300, received: now - 100, date: now + 60_000 })
      expect(yield* time.earliest).toBeCloseTo(now + 60_100, 0)
      expect(yield* time.latest).toBeCloseTo(now + 61_300, 0)
      expect(Option.getOrThrow(yield* time.offset)).toBeCloseTo(60_100, 0)
      expect(yield* time.timestamp).toBe(now + 60_100 - 5_500 - 1)
    })
  )

  it.effect("layerSystemClock stamps with the raw clock, 13 digits even in 1970", () =>
    Effect.gen(function* () {
      const time = yield* ServerTime.ServerTime
      expect(yield* time.timestamp).toBe(1_000_000_000_000)
      yield* TestClock.setTime(now)
      yield* time.observe({ sent: 0, received: 0, date: now + 60_000 })
      expect(yield* time.timestamp).toBe(now)
      expect(yield* time.latest).toBe(now)
    }).pipe(Effect.provide(ServerTime.layerSystemClock))
  )

  it.effect("can be put together by hand: a fixed token, the raw clock", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(now)
      const client = yield* Client
      const error = yield* Effect.flip(client.listCards(query))
      expect(error._tag).toBe("AccessTokenRejected")
      expect(yield* codes).toEqual(["listCards 1007"])
    }).pipe(
      Effect.provide(
        KeySecureClient.layerWithoutDependencies({ retryPolicy: RetryPolicy.never }).pipe(
          Layer.provide(
            Layer.mergeAll(
              AccessTokens.layerStatic(Redacted.make("not-a-token")),
              ServerTime.layerSystemClock,
              KeySecureConfig.layer({ apiKey, baseUrl: KeySecureSimulator.baseUrl })
            )
          ),
          Layer.provideMerge(KeySecureSimulator.layerHttpClient())
        )
      )
    )
  )
})
