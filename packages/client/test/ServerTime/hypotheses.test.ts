/** A `Date` by another clock than the one that checks: calls go on, by another hypothesis about the time. */
import { KeySecureClient, RetryPolicy } from "@effect-keysecure/client"
import { KeySecureSimulator, Scenario, VirtualClock } from "@effect-keysecure/testkit"
import { it } from "@effect/vitest"
import { Effect, Either, FastCheck as fc, Layer, Metric } from "effect"
import { describe, expect } from "vitest"
import { runs } from "../../../testkit/test/support/runs.js"
import { applicationOf } from "../support/requests.js"
import { apiKey } from "../support/simulated.js"

interface World {
  /** The platform's clock less our own, in ms. */
  readonly skewMillis: number
  /** The clocks that write `Date` less the one that checks, in ms. */
  readonly dateSkewMillis: Scenario.Rules["dateSkewMillis"] | undefined
  /** How long after one another the calls are made, in ms. */
  readonly gaps: ReadonlyArray<number>
}

/** What became of calls, one after the other: whether each succeeded, how often it was refused, and what was recorded. */
const play = ({ dateSkewMillis, gaps, skewMillis }: World) => {
  const rules = dateSkewMillis === undefined ? { dateHeader: false } : { dateSkewMillis }
  const client = KeySecureClient.layer({
    apiKey,
    baseUrl: KeySecureSimulator.baseUrl,
    retryPolicy: RetryPolicy.never
  }).pipe(Layer.provideMerge(KeySecureSimulator.layerHttpClient({ scenario: Scenario.rules(rules), skewMillis })))
  return Effect.promise(() =>
    Effect.runPromise(
      VirtualClock.run(() =>
        Effect.gen(function* () {
          const { applyForCard } = yield* KeySecureClient.KeySecureClient
          const { requests } = yield* KeySecureSimulator.KeySecureSimulator
          return yield* Effect.forEach(gaps, (gap, index) =>
            Effect.gen(function* () {
              yield* Effect.sleep(gap)
              const recorded: Array<number> = []
              const before = (yield* requests).length
              const result = yield* Effect.either(
                applyForCard(applicationOf(`order-${index}`), {
                  beforeSending: (stamp) => Effect.sync(() => void recorded.push(stamp))
                })
              )
              const sent = (yield* requests).slice(before).filter(({ operation }) => operation === "applyForCard")
              return {
                isMade: Either.isRight(result),
                recorded: recorded.length,
                codes: sent.map(({ code }) => code)
              }
            })
          )
        }).pipe(Effect.provide(client))
      )
    )
  )
}

const gaps = fc.array(fc.integer({ min: 1, max: 100_000 }), { minLength: 2, maxLength: 8 })
const anyHost = fc.oneof(fc.constantFrom(0, -70_000, 70_000), fc.integer({ min: -3_600_000, max: 3_600_000 }))
const rightHost = fc.integer({ min: -4_000, max: 50_000 })
const numRuns = runs(200)

const pair = fc
  .tuple(fc.integer({ min: -50_000, max: 8_000 }), fc.integer({ min: 1_000, max: 12_000 }))
  .map(([first, apart]) => [first, first + apart])

describe("no call is lost", () => {
  it.effect.each([
    ["56 s behind", -56_000],
    ["59 s behind", -59_000],
    ["an hour behind", -3_600_000],
    ["an hour ahead", 3_600_000],
    ["of two servers 2 s apart, the checker 8 s behind", [8_000, 10_000]],
    ["of two servers that are an hour off either way", [-3_600_000, 3_600_000]],
    ["of three servers that are off", [-3_600_000, 70_000, 9_000]]
  ] as const)("where our own clock is right and Date is %s", ([, dateSkewMillis]) =>
    Effect.gen(function* () {
      const fates = yield* play({ skewMillis: 0, dateSkewMillis, gaps: [1, 2, 1_001, 60_000, 3, 3_600_001, 4, 5, 6] })
      expect(fates.filter(({ isMade }) => !isMade)).toEqual([])
      // What works is kept: after some calls none is refused.
      expect(fates.slice(-4).flatMap(({ codes }) => codes)).toEqual([0, 0, 0, 0])
    })
  )

  it.effect.prop(
    "where our own clock is right, whatever Date says",
    [
      fc.record({
        skewMillis: rightHost,
        dateSkewMillis: fc.oneof(
          fc.integer({ min: -7_200_000, max: 7_200_000 }),
          fc.array(fc.integer({ min: -7_200_000, max: 7_200_000 }), { minLength: 2, maxLength: 4 })
        ),
        gaps
      })
    ],
    ([world]) =>
      Effect.map(play(world), (fates) => {
        expect(fates.filter(({ isMade }) => !isMade)).toEqual([])
      }),
    { fastCheck: { numRuns } }
  )

  it.effect.prop(
    "where Date is up to 98 s behind or 24 s ahead, whatever our own clock says",
    [
      fc.record({
        skewMillis: anyHost,
        dateSkewMillis: fc.oneof(fc.integer({ min: -98_000, max: 24_000 }), fc.constant(-98_000), pair),
        gaps
      })
    ],
    ([world]) =>
      Effect.map(play(world), (fates) => {
        expect(fates.filter(({ isMade }) => !isMade)).toEqual([])
      }),
    { fastCheck: { numRuns } }
  )

  it.effect.prop(
    "where there is no Date and our own clock is up to 49 s ahead or 99 s behind",
    [
      fc.record({ skewMillis: fc.integer({ min: -49_000, max: 99_000 }), dateSkewMillis: fc.constant(undefined), gaps })
    ],
    ([world]) =>
      Effect.map(play(world), (fates) => {
        expect(fates.filter(({ isMade }) => !isMade)).toEqual([])
      }),
    { fastCheck: { numRuns } }
  )
})

describe("a call", () => {
  it.effect.prop(
    "is sent four times at most, each copy recorded first, and where one hypothesis works only few are lost",
    [
      fc.record({
        skewMillis: anyHost,
        dateSkewMillis: fc.oneof(fc.constant(undefined), fc.integer({ min: -7_200_000, max: 7_200_000 })),
        gaps
      })
    ],
    ([world]) =>
      Effect.map(play(world), (fates) => {
        for (const { codes, isMade, recorded } of fates) {
          expect(codes.length).toBeLessThanOrEqual(4)
          expect(codes).toEqual([...codes.slice(0, -1).map(() => 1005), ...(isMade ? [0] : codes.slice(-1))])
          expect(recorded).toBe(codes.length)
        }
        // The next call begins where the last ended, so once one was made all are.
        const made = fates.findIndex(({ isMade }) => isMade)
        if (made >= 0) expect(fates.slice(made).every(({ isMade }) => isMade)).toBe(true)
        const isNear = world.skewMillis >= -49_000 && world.skewMillis <= 99_000
        const isDateNear =
          world.dateSkewMillis !== undefined && world.dateSkewMillis >= -99_000 && world.dateSkewMillis <= 49_000
        if ((isNear || isDateNear) && fates.length > 3) expect(made).toBeGreaterThanOrEqual(0)
      }),
    { fastCheck: { numRuns } }
  )
})

describe("the hypothesis in use", () => {
  it.effect("is a metric", () =>
    Effect.gen(function* () {
      const gauge = (hypothesis: string) =>
        Effect.map(
          Metric.value(
            Metric.tagged(
              Metric.gauge("keysecure_clock_hypothesis", {
                description: "1 for the hypothesis about the platform's time in use, 0 for those that were given up"
              }),
              "hypothesis",
              hypothesis
            )
          ),
          ({ value }) => value
        )
      yield* play({ skewMillis: 0, dateSkewMillis: 0, gaps: [1] })
      expect(yield* gauge("date")).toBe(1)
      yield* play({ skewMillis: 0, dateSkewMillis: -3_600_000, gaps: [1, 1] })
      expect([yield* gauge("date"), yield* gauge("own_clock")]).toEqual([0, 1])
    })
  )
})
