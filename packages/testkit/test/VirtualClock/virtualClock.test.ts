import { Clock, Deferred, type Duration, Effect, Fiber, Random, Schedule } from "effect"
import { describe, expect, it } from "vitest"
import { KeySecureSimulator, Scenario, VirtualClock } from "../../src/index.js"
import { tokenRequest } from "../support/session.js"

const run = <A, E>(
  program: (clock: VirtualClock.VirtualClock) => Effect.Effect<A, E>,
  options?: VirtualClock.Options
) => Effect.runPromise(VirtualClock.run(program, options))

const read = Effect.zip(Clock.currentTimeMillis, Clock.currentTimeNanos)

describe("a virtual clock", () => {
  it("starts where it is told, and passes only by sleeping", () =>
    run(
      () =>
        Effect.gen(function* () {
          expect(yield* read).toEqual([1_000, 0n])
          yield* Effect.sleep("1 hour")
          expect(yield* read).toEqual([3_601_000, 3_600_000_000_000n])
        }),
      { startMillis: 1_000 }
    ))

  it("wakes sleepers in the order of their times, those that were set late too", () =>
    run(() =>
      Effect.gen(function* () {
        const woken: Array<string> = []
        const sleeper = (name: string, duration: Duration.DurationInput) =>
          Effect.delay(
            Effect.sync(() => void woken.push(name)),
            duration
          )
        yield* Effect.all(
          [
            sleeper("three", "3 hours"),
            Effect.zipRight(sleeper("one", "1 hour"), sleeper("two", "30 minutes")),
            sleeper("now", 0)
          ],
          { concurrency: "unbounded" }
        )
        expect(woken).toEqual(["now", "one", "two", "three"])
        expect(yield* Clock.currentTimeMillis).toBe(VirtualClock.defaultStartMillis + 3 * 3_600_000)
      })
    ))

  it("does not jump while a fiber can run, or past a promise that settles", () =>
    run(() =>
      Effect.gen(function* () {
        const timer = yield* Effect.fork(Effect.sleep("1 minute"))
        yield* Effect.repeatN(Effect.yieldNow(), 5_000)
        yield* Effect.promise(() => Promise.all([1, 2]).then(() => Promise.all([3, 4])))
        expect(yield* Clock.currentTimeMillis).toBe(VirtualClock.defaultStartMillis)
        yield* Fiber.join(timer)
        expect(yield* Clock.currentTimeMillis).toBe(VirtualClock.defaultStartMillis + 60_000)
      })
    ))

  it("forgets a sleep that is interrupted", () =>
    run(() =>
      Effect.gen(function* () {
        const done = yield* Deferred.make<string>()
        yield* Effect.fork(Effect.delay(Deferred.succeed(done, "done"), "1 second"))
        expect(yield* Effect.timeout(Deferred.await(done), "1 day")).toBe("done")
        yield* Effect.sleep("1 second")
        expect(yield* Clock.currentTimeMillis).toBe(VirtualClock.defaultStartMillis + 2_000)
      })
    ))

  it("lets wall and monotonic time part", () =>
    run((clock) =>
      Effect.gen(function* () {
        yield* clock.setWallForward(-90_000)
        expect(yield* read).toEqual([VirtualClock.defaultStartMillis - 90_000, 0n])
        yield* Effect.sleep("1 second")
        expect(yield* read).toEqual([VirtualClock.defaultStartMillis - 89_000, 1_000_000_000n])
      })
    ))

  it("ends with its program, though a fiber repeats for ever", () =>
    run(() => Effect.asVoid(Effect.forkDaemon(Effect.repeat(Effect.void, Schedule.spaced("1 second"))))))

  it("seeds Random: the same seed, the same numbers", async () => {
    const numbers = (seed: number) => run(() => Effect.replicateEffect(Random.next, 5), { seed })
    expect(await numbers(7)).toEqual(await numbers(7))
    expect(await numbers(7)).not.toEqual(await numbers(8))
  })
})

describe("the simulator on it", () => {
  it("takes its time where the rules say so", () =>
    run(() =>
      Effect.gen(function* () {
        const simulator = yield* KeySecureSimulator.make({
          scenario: Scenario.rules({ delayMillis: { getToken: 2_500 } })
        })
        const { body } = yield* simulator.handle(tokenRequest(Scenario.creditApiKey, VirtualClock.defaultStartMillis))
        expect(JSON.parse(body)).toMatchObject({ code: 0 })
        expect((yield* simulator.requests).map(({ time }) => time)).toEqual([VirtualClock.defaultStartMillis + 2_500])
      })
    ))

  it("drifts from the caller's clock, and jumps", () =>
    run(() =>
      Effect.gen(function* () {
        const simulator = yield* KeySecureSimulator.make({ driftPpm: 200, skewMillis: 1_000 })
        yield* Effect.sleep(1_000_000)
        expect(yield* simulator.now).toBe(VirtualClock.defaultStartMillis + 1_000_000 + 1_000 + 200)
        yield* simulator.setSkew(-5_000)
        expect(yield* simulator.now).toBe(VirtualClock.defaultStartMillis + 1_000_000 - 5_000 + 200)
      })
    ))
})
