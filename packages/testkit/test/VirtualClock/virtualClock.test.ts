import { Cause, Clock, Deferred, type Duration, Effect, Exit, Fiber, FiberRef, Option, Random, Schedule } from "effect"
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

describe("a program that never ends", () => {
  const poll = Effect.repeat(Effect.void, Schedule.spaced("1 second"))
  const told = async <A, E>(program: Effect.Effect<A, E>, maxJumps = 100) => {
    const exit = await Effect.runPromiseExit(VirtualClock.run(() => program, { maxJumps }))
    return Option.getOrUndefined(Option.flatMap(Exit.causeOption(exit), Cause.dieOption))
  }

  it("dies, and tells who sleeps, since when and where", async () => {
    const other = Effect.withSpan(Effect.sleep("30 days"), "waitForMonth")
    const program = Effect.zipRight(Effect.fork(other), Effect.withSpan(Effect.withSpan(poll, "poll"), "issue"))
    const reason = await told(program)
    expect(reason).toMatchObject({
      _tag: "NeverEnds",
      jumps: 100,
      elapsedMillis: 100_000,
      sleeping: [
        { spans: ["waitForMonth"], forMillis: 2_592_000_000 },
        { spans: ["poll", "issue"], forMillis: 1_000 }
      ]
    })
    expect(String(reason)).toMatch(
      /after 100 jumps of its clock and 100000 ms of virtual time.*\n- fiber #\d+ in waitForMonth, for 2592000000 ms\n- fiber #\d+ in poll < issue, for 1000 ms$/
    )
  })

  it.each<readonly [string, Effect.Effect<unknown>]>([
    ["no time passes", Effect.forever(Effect.sleep(0))],
    ["it catches everything", Effect.forever(Effect.catchAllCause(poll, () => Effect.void))],
    ["it cannot be interrupted", Effect.uninterruptible(poll)],
    ["it waits for one that sleeps", Effect.flatMap(Effect.forkDaemon(poll), Fiber.join)],
    ["it ends by what never ends", Effect.ensuring(Effect.void, poll)]
  ])("dies all the same: %s", async (_, program) => {
    expect(await told(program)).toMatchObject({ _tag: "NeverEnds" })
  })

  it("names twenty sleepers at most", async () => {
    const reason = await told(
      Effect.all(
        Array.from({ length: 25 }, () => poll),
        { concurrency: "unbounded" }
      )
    )
    expect(String(reason).split("\n")).toHaveLength(1 + 20 + 1)
    expect(String(reason)).toMatch(/\n- fiber #\d+, for 1000 ms\n.*\n- and 5 more$/s)
  })

  it("is none with as many jumps as it may have", async () => {
    const sleeps = Effect.repeatN(Effect.sleep("1 second"), 99)
    expect(await told(sleeps)).toBeUndefined()
    expect(await told(sleeps, 99)).toMatchObject({ _tag: "NeverEnds", jumps: 99 })
  })
})

describe("a program", () => {
  it("that is interrupted gives its resources back first", () =>
    run(() =>
      Effect.gen(function* () {
        const given: Array<string> = []
        const resource = Effect.addFinalizer(() =>
          Effect.delay(
            Effect.sync(() => given.push("back")),
            "1 minute"
          )
        )
        const inner = VirtualClock.run(() => Effect.scoped(Effect.zipRight(resource, Effect.never)))
        expect(yield* Effect.timeoutOption(inner, "1 second")).toEqual(Option.none())
        expect(given).toEqual(["back"])
      })
    ))

  it("that ends takes what it forked with it, and passes on what it set", () =>
    run(() =>
      Effect.gen(function* () {
        const set = FiberRef.unsafeMake("before")
        const ended = yield* Deferred.make<string>()
        const forked = Effect.fork(Effect.onInterrupt(Effect.never, () => Deferred.succeed(ended, "ended")))
        yield* VirtualClock.run(() =>
          Effect.zipRight(Effect.zipRight(forked, Effect.yieldNow()), FiberRef.set(set, "after"))
        )
        expect(yield* FiberRef.get(set)).toBe("after")
        expect(yield* Deferred.await(ended)).toBe("ended")
      })
    ))
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
