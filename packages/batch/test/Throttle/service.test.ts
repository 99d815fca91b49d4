/** The throttle as a service: what it counts, and what may be changed while it runs. */
import { RateLimit, Throttle } from "@effect-keysecure/batch"
import { Rejection } from "@effect-keysecure/schema"
import { it } from "@effect-keysecure/testkit/vitest"
import { Cause, Clock, Effect, Exit, Fiber, Metric } from "effect"
import { describe, expect } from "vitest"

const refused = Effect.fail(Rejection.TooManyRequests.from({}))

/** How many calls are under way if each of them waits for ever. */
const underWay = (throttle: Throttle.Service, calls: number) =>
  Effect.gen(function* () {
    let begun = 0
    const call = throttle.run(
      Effect.zipRight(
        Effect.sync(() => begun++),
        Effect.never
      )
    )
    const fibers = yield* Effect.replicateEffect(Effect.fork(call), calls)
    yield* Effect.sleep(60_000)
    yield* Fiber.interruptAll(fibers)
    return begun
  })

const counted = "counts its width and its refusals"

describe("a throttle", () => {
  it.virtual("lets eight calls be under way at the start, and no more than it may", () =>
    Effect.gen(function* () {
      expect(yield* underWay(yield* Throttle.make(), 20)).toBe(8)
      expect(yield* underWay(yield* Throttle.make({ maxWidth: 3 }), 20)).toBe(3)
    })
  )

  it.virtual("grows to the most and not beyond it, as long as all goes well", () =>
    Effect.gen(function* () {
      const throttle = yield* Throttle.make({ maxWidth: 10 })
      for (let call = 0; call < 8; call++) yield* throttle.run(Effect.void)
      expect(yield* throttle.width).toBe(9)
      for (let call = 0; call < 100; call++) yield* throttle.run(Effect.void)
      expect(yield* throttle.width).toBe(10)
    })
  )

  it.virtual("fails as the call failed, and learns from 1009 alone", () =>
    Effect.gen(function* () {
      const throttle = yield* Throttle.make()
      const other = Rejection.CardholderUnknown.from({})
      expect(yield* Effect.flip(throttle.run(Effect.fail(other)))).toBe(other)
      expect(yield* throttle.width).toBe(8)
      expect((yield* Effect.flip(throttle.run(refused)))._tag).toBe("TooManyRequests")
      expect(yield* throttle.width).toBe(5)
    })
  )

  it.virtual("is told by the caller which failures mean that too many came", () =>
    Effect.gen(function* () {
      const throttle = yield* Throttle.make()
      yield* Effect.ignore(throttle.run(Effect.fail("slow down"), (error) => error === "slow down"))
      expect(yield* throttle.width).toBe(5)
    })
  )

  it.virtual("uses a place four times a second at most, for a minute after a refusal", () =>
    Effect.gen(function* () {
      const throttle = yield* Throttle.make({ maxWidth: 1 })
      yield* Effect.ignore(throttle.run(refused))
      const start = yield* Clock.currentTimeMillis
      for (let call = 0; call < 5; call++) yield* throttle.run(Effect.void)
      expect((yield* Clock.currentTimeMillis) - start).toBe(500 + 4 * 250)
      yield* Effect.sleep(60_000)
      const later = yield* Clock.currentTimeMillis
      for (let call = 0; call < 5; call++) yield* throttle.run(Effect.void)
      expect(yield* Clock.currentTimeMillis).toBe(later)
    })
  )

  it.virtual("takes another width and another limit while it runs", () =>
    Effect.gen(function* () {
      const throttle = yield* Throttle.make()
      const waiting = yield* Effect.fork(underWay(throttle, 20))
      yield* Effect.sleep(1000)
      yield* throttle.change({ maxWidth: 2 })
      expect(yield* throttle.width).toBe(2)
      expect(yield* Fiber.join(waiting)).toBe(8)
      expect(yield* underWay(throttle, 20)).toBe(2)

      yield* throttle.change({ rateLimit: yield* RateLimit.make({ perSecond: 2 }) })
      const start = yield* Clock.currentTimeMillis
      for (let call = 0; call < 5; call++) yield* throttle.run(Effect.void)
      expect((yield* Clock.currentTimeMillis) - start).toBe(2000)
      yield* throttle.change({ rateLimit: "none" })
      for (let call = 0; call < 5; call++) yield* throttle.run(Effect.void)
      expect((yield* Clock.currentTimeMillis) - start).toBe(2000)
    })
  )

  it.virtual("refuses a width that is none", () =>
    Effect.gen(function* () {
      const isFault = (exit: Exit.Exit<unknown>) =>
        Exit.isFailure(exit) && Cause.isIllegalArgumentException(Cause.squash(exit.cause))
      for (const maxWidth of [0, -1, 1.5, Number.NaN]) {
        expect(isFault(yield* Effect.exit(Throttle.make({ maxWidth })))).toBe(true)
      }
      const throttle = yield* Throttle.make()
      expect(isFault(yield* Effect.exit(throttle.change({ maxWidth: 0 })))).toBe(true)
      expect(isFault(yield* Effect.exit(RateLimit.make({ perSecond: 0 })))).toBe(true)
      expect(isFault(yield* Effect.exit(RateLimit.make({ perSecond: 1, burst: 0 })))).toBe(true)
    })
  )

  it.virtual(counted, () =>
    Effect.gen(function* () {
      const throttle = yield* Throttle.make()
      yield* Effect.ignore(throttle.run(refused))
      yield* Effect.ignore(throttle.run(refused))
      const states = (yield* Metric.snapshot).flatMap(({ metricKey, metricState }) =>
        [...metricKey.tags].some(({ value }) => value === counted) ? [[metricKey.name, metricState]] : []
      )
      expect(states).toHaveLength(2)
      expect(Object.fromEntries(states)).toMatchObject({
        keysecure_batch_width: { value: 5 },
        keysecure_batch_rejections: { count: 2 }
      })
    }).pipe(Effect.tagMetrics("test", counted))
  )
})
