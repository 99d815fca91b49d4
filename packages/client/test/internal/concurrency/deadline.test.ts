/** A limit on how long something may take: as `Effect.timeout`, on any clock. */
import { VirtualClock } from "@effect-keysecure/testkit"
import { describe, expect, it } from "@effect/vitest"
import { Cause, Duration, Effect, Either, Exit, FastCheck as fc, Fiber, FiberRef, Option, TestClock } from "effect"
import { withDeadline } from "../../../src/internal/concurrency/deadline.js"

const late = () => Effect.fail("late" as const)

const virtually = <A, E>(effect: Effect.Effect<A, E>): Promise<A> => Effect.runPromise(VirtualClock.run(() => effect))

/** An effect that takes a time, and says whether it was left to end or interrupted; it may take a while over that. */
const taking = (millis: number, endMillis = 0) => {
  const ends: Array<string> = []
  const effect = Effect.sleep(millis).pipe(
    Effect.as("done" as const),
    Effect.onExit((exit) =>
      Effect.delay(
        Effect.sync(() => ends.push(Exit.isSuccess(exit) ? "ended" : "interrupted")),
        endMillis
      )
    )
  )
  return { effect, ends }
}

describe("what is limited", () => {
  it("ends as it would, or at its limit: as under Effect.timeoutFail, and after as long", () =>
    fc.assert(
      fc.asyncProperty(fc.nat(2_000), fc.nat(2_000), fc.nat(500), async (takes, limit, ending) => {
        fc.pre(takes !== limit)
        const timed = <E>(limited: Effect.Effect<string, E>) =>
          virtually(Effect.timed(Effect.either(limited))).then(([took, end]) => [Duration.toMillis(took), end])
        const ours = taking(takes, ending)
        const theirs = taking(takes, ending)
        expect(await timed(withDeadline({ duration: limit, onTimeout: late })(ours.effect))).toEqual(
          await timed(Effect.timeoutFail(theirs.effect, { duration: limit, onTimeout: () => "late" as const }))
        )
        expect(ours.ends).toEqual(theirs.ends)
      })
    ))

  it.live("is limited on the system's clock too", () =>
    Effect.gen(function* () {
      const { effect, ends } = taking(60_000)
      expect(yield* Effect.flip(withDeadline({ duration: 5, onTimeout: late })(effect))).toBe("late")
      expect(ends).toEqual(["interrupted"])
      const quick = taking(1)
      expect(yield* withDeadline({ duration: "1 minute", onTimeout: late })(quick.effect)).toBe("done")
    })
  )

  it.effect("is limited on a test's clock", () =>
    Effect.gen(function* () {
      const { effect } = taking(60_000)
      const fiber = yield* Effect.fork(Effect.either(withDeadline({ duration: "5 seconds", onTimeout: late })(effect)))
      yield* TestClock.adjust("4999 millis")
      expect(yield* Fiber.poll(fiber)).toEqual(Option.none())
      yield* TestClock.adjust("1 millis")
      expect(yield* Fiber.join(fiber)).toMatchObject({ left: "late" })
    })
  )

  it("has no limit if that is further off than a timer can be set", () =>
    virtually(
      Effect.gen(function* () {
        const { effect } = taking(2 ** 32)
        expect(yield* withDeadline({ duration: Duration.infinity, onTimeout: late })(effect)).toBe("done")
      })
    ))

  it("fails and dies as it does", () =>
    virtually(
      Effect.gen(function* () {
        const limited = withDeadline({ duration: "1 second", onTimeout: late })
        const later = <E>(end: Effect.Effect<never, E>) => Effect.zipRight(Effect.sleep(10), end)
        for (const wait of [<E>(end: Effect.Effect<never, E>) => end, later]) {
          expect(yield* Effect.exit(limited(wait(Effect.fail("no"))))).toEqual(Exit.fail("no"))
          expect(yield* Effect.exit(limited(wait(Effect.die("broken"))))).toEqual(Exit.die("broken"))
        }
      })
    ))

  it("has its limit in a region that cannot be interrupted too, where it leaves only its caller alone", () =>
    virtually(
      Effect.gen(function* () {
        const within = (effect: Effect.Effect<string>) =>
          Effect.timed(
            Effect.either(Effect.uninterruptible(withDeadline({ duration: "5 seconds", onTimeout: late })(effect)))
          )
        const long = taking(60_000)
        const [took, end] = yield* within(long.effect)
        expect([Duration.toMillis(took), end, long.ends]).toEqual([5_000, Either.left("late"), ["interrupted"]])

        const short = taking(2_000)
        const fiber = yield* Effect.fork(within(short.effect))
        yield* Effect.sleep(1_000)
        yield* Fiber.interrupt(fiber)
        expect(short.ends).toEqual(["ended"])
      })
    ))

  it("changes no FiberRef of its caller", () =>
    virtually(
      Effect.gen(function* () {
        const ref = yield* FiberRef.make("before")
        yield* withDeadline({ duration: "1 second", onTimeout: late })(FiberRef.set(ref, "after"))
        expect(yield* FiberRef.get(ref)).toBe("before")
      }).pipe(Effect.scoped)
    ))
})

describe("an interruption", () => {
  it("waits until what is limited has ended", () =>
    virtually(
      Effect.gen(function* () {
        const { effect, ends } = taking(60_000, 500)
        const fiber = yield* Effect.fork(withDeadline({ duration: "5 seconds", onTimeout: late })(effect))
        yield* Effect.sleep(1_000)
        const [took, exit] = yield* Effect.timed(Fiber.interrupt(fiber))
        expect(Duration.toMillis(took)).toBe(500)
        expect(Exit.isFailure(exit) && Cause.isInterruptedOnly(exit.cause)).toBe(true)
        expect(ends).toEqual(["interrupted"])
        // And nothing rings afterwards.
        yield* Effect.sleep(60_000)
        expect(ends).toEqual(["interrupted"])
      })
    ))

  it("and a limit wait for nothing that is abandoned, which goes on by itself", () =>
    virtually(
      Effect.gen(function* () {
        const stubborn = taking(10_000)
        const abandoned = withDeadline({ duration: "1 second", awaited: false, onTimeout: late })(
          Effect.uninterruptible(stubborn.effect)
        )
        const [took, error] = yield* Effect.timed(Effect.flip(abandoned))
        expect([Duration.toMillis(took), error]).toEqual([1_000, "late"])
        const fiber = yield* Effect.fork(abandoned)
        yield* Effect.sleep(500)
        expect(Duration.toMillis((yield* Effect.timed(Fiber.interrupt(fiber)))[0])).toBe(0)
        expect(stubborn.ends).toEqual([])
        yield* Effect.sleep(60_000)
        expect(stubborn.ends).toEqual(["ended", "ended"])
      })
    ))
})
