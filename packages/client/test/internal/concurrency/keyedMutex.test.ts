/** Works of one key exclude each other, whoever of them is interrupted. */
import { VirtualClock } from "@effect-keysecure/testkit"
import { describe, expect, it } from "@effect/vitest"
import { Effect, FastCheck as fc, Fiber } from "effect"
import * as KeyedMutex from "../../../src/internal/concurrency/keyedMutex.js"

interface Visitor {
  readonly key: string
  /** In ms from the start: when it comes, how long it works, and when it is interrupted, if it is. */
  readonly at: number
  readonly works: number
  readonly interruptedAt: number | null
}

const visitors: fc.Arbitrary<ReadonlyArray<Visitor>> = fc.array(
  fc.record({
    key: fc.constantFrom("a", "b"),
    at: fc.nat(20),
    works: fc.nat(10),
    interruptedAt: fc.option(fc.nat(60))
  }),
  { maxLength: 12 }
)

/** What happens: who begins and who ends, in order. */
const happens = (all: ReadonlyArray<Visitor>) =>
  VirtualClock.run(() =>
    Effect.gen(function* () {
      const turns = KeyedMutex.make()
      const events: Array<{ readonly who: number; readonly what: "begins" | "ends" }> = []
      const fibers = yield* Effect.forEach(all, ({ at, interruptedAt, key, works }, who) =>
        Effect.gen(function* () {
          const work = Effect.acquireUseRelease(
            Effect.sync(() => void events.push({ who, what: "begins" })),
            () => Effect.sleep(works),
            () => Effect.sync(() => void events.push({ who, what: "ends" }))
          )
          const fiber = yield* Effect.fork(Effect.delay(KeyedMutex.inTurn(turns, key)(work), at))
          if (interruptedAt !== null) yield* Effect.fork(Effect.delay(Fiber.interrupt(fiber), interruptedAt))
          return fiber
        })
      )
      yield* Effect.forEach(fibers, Fiber.await)
      // The keys are free again.
      const free = yield* Effect.forEach(["a", "b"], (key) =>
        Effect.fork(KeyedMutex.inTurn(turns, key)(Effect.succeed(key)))
      )
      return { events, free: yield* Effect.forEach(free, Fiber.join) }
    })
  )

const lawful = (all: ReadonlyArray<Visitor>) =>
  Effect.map(happens(all), ({ events, free }) => {
    expect(free).toEqual(["a", "b"])
    for (const key of ["a", "b"]) {
      const ofKey = events.filter(({ who }) => all[who]?.key === key)
      const pairs = ofKey.filter((_, index) => index % 2 === 0).map(({ who }) => who)
      // Nobody begins before who began before has ended …
      expect(ofKey).toEqual(
        pairs.flatMap((who) => [
          { who, what: "begins" },
          { who, what: "ends" }
        ])
      )
      // … and they begin in the order in which they came.
      expect(pairs.map((who) => all[who]?.at)).toEqual(pairs.map((who) => all[who]?.at ?? 0).toSorted((a, b) => a - b))
    }
    const begun = new Set(events.map(({ who }) => who))
    const left = all.flatMap(({ interruptedAt }, who) => (interruptedAt === null && !begun.has(who) ? [who] : []))
    expect(left).toEqual([])
  })

describe("a lock by keys", () => {
  it.live.prop("lets one work at a time, in turn, and nobody waits for ever", [visitors], ([all]) => lawful(all), {
    fastCheck: { numRuns: 500 }
  })

  it.live("gives no turn to somebody who has left the queue", () =>
    Effect.gen(function* () {
      const turns = KeyedMutex.make()
      const [first, second, third] = [turns("a"), turns("a"), turns("a")]
      second.end()
      const waiting = yield* Effect.fork(third.come)
      yield* Effect.yieldNow()
      expect(waiting.unsafePoll()).toBeNull()
      first.end()
      yield* Fiber.join(waiting)
      third.end()
      yield* turns("a").come
    })
  )

  it.live("gives the turn on, if it came to somebody who was interrupted at the same moment", () =>
    lawful([
      { key: "a", at: 0, works: 10, interruptedAt: null },
      { key: "a", at: 1, works: 10, interruptedAt: 10 },
      { key: "a", at: 2, works: 10, interruptedAt: null }
    ])
  )
})
