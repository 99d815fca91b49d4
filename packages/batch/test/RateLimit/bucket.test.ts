/** A limit of calls per second. */
import { RateLimit } from "@effect-keysecure/batch"
import { it } from "@effect-keysecure/testkit/vitest"
import { Clock, Effect, FastCheck as fc } from "effect"
import { describe, expect } from "vitest"

/** When calls start that are made at the given moments, each after a wait in ms. */
const starts = (limit: RateLimit.RateLimit, pauses: ReadonlyArray<number>) =>
  Effect.forEach(pauses, (pause) =>
    Effect.gen(function* () {
      yield* Effect.sleep(pause)
      const now = yield* Clock.currentTimeMillis
      return now + (yield* limit.take)
    })
  )

describe("a limit of calls per second", () => {
  it.virtual.prop(
    "lets no more calls start in any span than it permits",
    [
      fc.integer({ min: 1, max: 200 }),
      fc.integer({ min: 1, max: 20 }),
      fc.array(fc.oneof(fc.constant(0), fc.nat(300)), { minLength: 1, maxLength: 100 })
    ],
    ([perSecond, burst, pauses]) =>
      Effect.gen(function* () {
        const times = yield* starts(yield* RateLimit.make({ perSecond, burst }), pauses)
        for (const [first, from] of times.entries()) {
          for (const [more, to] of times.slice(first).entries()) {
            expect(more + 1).toBeLessThanOrEqual(burst + ((to - from) * perSecond) / 1000 + 0.01)
          }
        }
      })
  )

  it.virtual("lets calls start evenly, and after a pause as many at once as it may", () =>
    Effect.gen(function* () {
      const start = yield* Clock.currentTimeMillis
      const even = yield* starts(yield* RateLimit.make({ perSecond: 10 }), [0, 0, 0])
      expect(even.map((at) => Math.round(at - start))).toEqual([0, 100, 200])
      const atOnce = yield* starts(yield* RateLimit.make({ perSecond: 10, burst: 2 }), [0, 0, 0])
      expect(atOnce.map((at) => Math.round(at - start))).toEqual([0, 0, 100])
    })
  )
})
