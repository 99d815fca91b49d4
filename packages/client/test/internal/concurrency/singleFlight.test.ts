/** Work that several ask for is done once, for as long as one of them waits and the scope is open. */
import { VirtualClock } from "@effect-keysecure/testkit"
import { describe, expect, it } from "@effect/vitest"
import { Cause, Clock, Effect, Exit, FastCheck as fc, Fiber, Option, Scope } from "effect"
import * as SingleFlight from "../../../src/internal/concurrency/singleFlight.js"

interface Caller {
  readonly key: string
  /** In ms from the start: when it comes, and when it is interrupted, if it is. */
  readonly at: number
  readonly interruptedAt: number | null
  /** How long its work would take, and whether that would fail. */
  readonly works: number
  readonly fails: boolean
  /** How long its work takes to end, however that comes. */
  readonly ending: number
}

/** In ms. */
const longestEnding = 5

const callers: fc.Arbitrary<ReadonlyArray<Caller>> = fc.array(
  fc.record({
    key: fc.constantFrom("a", "b"),
    at: fc.nat(20),
    interruptedAt: fc.option(fc.nat(40)),
    works: fc.nat(15),
    fails: fc.boolean(),
    ending: fc.nat(longestEnding)
  }),
  { maxLength: 10 }
)

/** A work that was begun: for whom, when, and how and when it was over and began to end. */
interface Work {
  readonly by: number
  readonly key: string
  readonly began: number
  ended: { readonly at: number; readonly how: "done" | "failed" | "interrupted" } | undefined
}

const howOf = (exit: Exit.Exit<unknown, unknown>) => {
  if (Exit.isSuccess(exit)) return "done"
  return Exit.isInterrupted(exit) ? "interrupted" : "failed"
}

/** What happens to callers when the scope closes at a time. */
const happens = (all: ReadonlyArray<Caller>, closesAt: number) =>
  VirtualClock.run(() =>
    Effect.gen(function* () {
      const start = yield* Clock.currentTimeMillis
      const now = Effect.map(Clock.currentTimeMillis, (millis) => millis - start)
      const scope = yield* Scope.make()
      const singleFlight = yield* Scope.extend(SingleFlight.make<number, number | "closed">(), scope)
      const works: Array<Work> = []
      /** What works were told of their ends, which nothing interrupts. */
      const told: Array<{ readonly by: number; readonly how: string }> = []
      const workOf = ({ ending, fails, key, works: millis }: Caller, by: number) =>
        Effect.flatMap(now, (began) => {
          const work: Work = { by, key, began, ended: undefined }
          works.push(work)
          return Effect.sleep(millis).pipe(
            Effect.zipRight(fails ? Effect.fail(by) : Effect.succeed(by)),
            Effect.onExit((exit) => Effect.map(now, (at) => (work.ended = { at, how: howOf(exit) }))),
            Effect.onExit(() => Effect.sleep(ending))
          )
        })
      const fibers = yield* Effect.forEach(all, (caller, by) =>
        Effect.gen(function* () {
          const asked = singleFlight(
            caller.key,
            () => ({ result: workOf(caller, by), ended: (exit) => void told.push({ by, how: howOf(exit) }) }),
            Effect.fail("closed")
          )
          const fiber = yield* Effect.fork(Effect.delay(Effect.zip(Effect.exit(asked), now), caller.at))
          if (caller.interruptedAt !== null) {
            yield* Effect.fork(Effect.delay(Fiber.interrupt(fiber), caller.interruptedAt))
          }
          return fiber
        })
      )
      yield* Effect.fork(Effect.delay(Scope.close(scope, Exit.void), closesAt))
      const ends = yield* Effect.forEach(fibers, Fiber.await)
      yield* Effect.sleep(100)
      return { works, ends, told }
    })
  )

const lawful = (all: ReadonlyArray<Caller>, closesAt: number) =>
  Effect.map(happens(all, closesAt), ({ ends, told, works }) => {
    // Each work is told of its end, once. It may be interrupted after it was over.
    expect(told).toHaveLength(works.length)
    for (const { by, ended } of works) {
      expect(["interrupted", ended?.how]).toContain(told.find((one) => one.by === by)?.how)
    }
    for (const [index, end] of ends.entries()) {
      const caller = all[index]
      if (caller === undefined || Exit.isFailure(end)) {
        // Only who is interrupted gets nothing.
        expect(caller?.interruptedAt).not.toBeNull()
        continue
      }
      const [exit, at] = end.value
      // A failure may come with an interruption, where the scope closed while the work ended; never one alone.
      const given = Exit.match(exit, {
        onFailure: (cause) => Option.getOrUndefined(Cause.failureOption(cause)),
        onSuccess: (by) => by
      })
      if (given === undefined) return expect.fail("an interruption is nobody's result")
      if (given === "closed") {
        // Nobody is told so early, and nobody waits longer than works take to end.
        expect(at).toBeGreaterThanOrEqual(closesAt)
        expect(at).toBeLessThanOrEqual(Math.max(closesAt + longestEnding, caller.at))
        continue
      }
      expect(works.find(({ by }) => by === given)).toMatchObject({
        key: caller.key,
        ended: { at: at - (all[given]?.ending ?? 0), how: Exit.isSuccess(exit) ? "done" : "failed" }
      })
    }
    for (const { by, ended, key } of works) {
      // Nothing goes on when nobody waits any more, or the scope is closed.
      expect(ended?.at).toBeLessThanOrEqual(Math.max(closesAt, all[by]?.at ?? 0))
      if (ended?.how !== "interrupted" || ended.at === closesAt) continue
      const leaves = all.filter((one) => one.key === key && one.interruptedAt === ended.at)
      expect(leaves.length).toBeGreaterThan(0)
    }
    // Who comes while the work of its key goes on, and nobody left it, begins none.
    for (const { began, by, ended, key } of works) {
      if (ended === undefined || ended.how === "interrupted") continue
      const begunMeanwhile = works.filter(
        (other) => other.by !== by && other.key === key && other.began > began && other.began < ended.at
      )
      expect(begunMeanwhile).toEqual([])
    }
  })

describe("shared work", () => {
  it("is done once for all who wait, ends when the last one leaves, and is over when the scope closes", () =>
    fc.assert(fc.asyncProperty(callers, fc.nat(50), (all, closesAt) => Effect.runPromise(lawful(all, closesAt)))))

  it("of a key is done once for two, one of whom leaves, and anew for who comes after its end", () =>
    Effect.runPromise(
      Effect.map(
        happens(
          [
            { key: "a", at: 0, interruptedAt: 5, works: 10, fails: false, ending: 0 },
            { key: "a", at: 1, interruptedAt: null, works: 10, fails: false, ending: 0 },
            { key: "a", at: 11, interruptedAt: null, works: 3, fails: true, ending: 0 }
          ],
          50
        ),
        ({ works }) =>
          expect(works).toEqual([
            { by: 0, key: "a", began: 0, ended: { at: 10, how: "done" } },
            { by: 2, key: "a", began: 11, ended: { at: 14, how: "failed" } }
          ])
      )
    ))

  it("that everybody has left is not joined while it ends", () =>
    Effect.runPromise(
      Effect.map(
        happens(
          [
            { key: "a", at: 0, interruptedAt: 5, works: 10, fails: false, ending: 5 },
            { key: "a", at: 7, interruptedAt: null, works: 10, fails: false, ending: 0 }
          ],
          50
        ),
        ({ ends, works }) => {
          expect(works.map(({ ended }) => ended?.how)).toEqual(["interrupted", "done"])
          expect(ends[1]).toMatchObject({ value: [{ value: 1 }, 17] })
        }
      )
    ))

  it("is not begun once the scope has closed", () =>
    Effect.runPromise(
      Effect.map(
        happens([{ key: "a", at: 10, interruptedAt: null, works: 10, fails: false, ending: 0 }], 5),
        ({ ends, works }) => {
          expect(works).toEqual([])
          expect(ends).toMatchObject([
            { _tag: "Success", value: [{ _tag: "Failure", cause: { error: "closed" } }, 10] }
          ])
        }
      )
    ))
})
