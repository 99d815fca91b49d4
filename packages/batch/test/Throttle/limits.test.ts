/** Throttles that share a platform which permits so many calls per second. */
import { RateLimit, Throttle } from "@effect-keysecure/batch"
import { Rejection } from "@effect-keysecure/schema"
import { VirtualClock } from "@effect-keysecure/testkit"
import { describe, expect, it } from "@effect/vitest"
import { Clock, Effect, FastCheck as fc } from "effect"

interface Platform {
  readonly perSecond: number
  /** How many calls may come at once, in seconds of the permitted rate. */
  readonly burstSeconds: number
  readonly answersAfterMillis: number
}

const platforms: fc.Arbitrary<Platform> = fc.record({
  perSecond: fc.integer({ min: 30, max: 120 }),
  burstSeconds: fc.constantFrom(0.2, 1),
  answersAfterMillis: fc.constantFrom(0, 2, 50, 200)
})

const seconds = 30
const throttles = 2
const workers = 80

/** What they reach on a platform of 100 per second that answers after 50 ms. */
const usual = { perSecond: 100, burstSeconds: 0.2, answersAfterMillis: 50 }

/** What part of the permitted calls were made, and what part of all calls were refused. */
const measure = ({ answersAfterMillis, burstSeconds, perSecond }: Platform, make: Effect.Effect<Throttle.Service>) =>
  VirtualClock.run(() =>
    Effect.gen(function* () {
      const interval = 1000 / perSecond
      const burst = perSecond * burstSeconds
      let due = 0
      let accepted = 0
      let refused = 0
      const call = Effect.gen(function* () {
        yield* Effect.sleep(answersAfterMillis / 2)
        const now = yield* Clock.currentTimeMillis
        const permitted = Math.max(due, now) - now <= (burst - 1) * interval
        if (permitted) due = Math.max(due, now) + interval
        yield* Effect.sleep(answersAfterMillis / 2)
        if (!permitted) {
          refused++
          return yield* Rejection.TooManyRequests.from({})
        }
        accepted++
      })
      const work = Effect.flatMap(make, ({ run }) =>
        Effect.replicateEffect(Effect.forever(Effect.ignore(run(call))), workers, { concurrency: "unbounded" })
      )
      yield* Effect.timeout(Effect.replicateEffect(work, throttles, { concurrency: "unbounded" }), seconds * 1000).pipe(
        Effect.ignore
      )
      return { rate: accepted / (perSecond * seconds + burst), refused: refused / (accepted + refused) }
    })
  )

describe("two throttles on one platform", () => {
  it.live.prop(
    "make 85 % of the permitted calls, with 25 % refused at the most, where they find the limit by trying",
    [platforms],
    ([platform]) =>
      Effect.map(measure(platform, Throttle.make()), ({ rate, refused }) => {
        expect(rate).toBeGreaterThanOrEqual(0.85)
        expect(refused).toBeLessThanOrEqual(0.25)
      }),
    { fastCheck: { numRuns: 10 } }
  )

  it.live.prop(
    "make 85 % of the permitted calls, with 5 % refused at the most, where the limit is told",
    [platforms],
    ([platform]) =>
      Effect.gen(function* () {
        const half = RateLimit.make({ perSecond: platform.perSecond / throttles })
        const { rate, refused } = yield* measure(
          platform,
          Effect.flatMap(half, (rateLimit) => Throttle.make({ rateLimit }))
        )
        expect(rate).toBeGreaterThanOrEqual(0.85)
        expect(refused).toBeLessThanOrEqual(0.05)
      }),
    { fastCheck: { numRuns: 10 } }
  )

  it.live("make 95 % of 100 calls per second, with 6 % refused, where they find it by trying", () =>
    Effect.map(measure(usual, Throttle.make()), ({ rate, refused }) => {
      expect(rate).toBeGreaterThan(0.95)
      expect(refused).toBeLessThan(0.06)
    })
  )
})
