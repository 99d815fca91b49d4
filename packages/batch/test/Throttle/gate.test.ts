/** So many are inside at once, whoever of them is interrupted. */
import { VirtualClock } from "@effect-keysecure/testkit"
import { describe, expect, it } from "@effect/vitest"
import { Clock, Effect, FastCheck as fc, Fiber, FiberId } from "effect"
import * as Gate from "../../src/internal/throttle/gate.js"

interface Visitor {
  /** In ms from the start: when it comes, how long it works, and when it is interrupted, if it is. */
  readonly at: number
  readonly works: number
  readonly interruptedAt: number | null
}

interface Change {
  readonly at: number
  readonly limit: number
  /** Who is interrupted right after, before anybody goes on. */
  readonly interrupts: number | null
}

const visitors: fc.Arbitrary<ReadonlyArray<Visitor>> = fc.array(
  fc.record({ at: fc.nat(20), works: fc.nat(10), interruptedAt: fc.option(fc.nat(60)) }),
  { maxLength: 20 }
)

const changes: fc.Arbitrary<ReadonlyArray<Change>> = fc.array(
  fc.record({ at: fc.nat(40), limit: fc.integer({ min: 1, max: 4 }), interrupts: fc.option(fc.nat(19)) }),
  { maxLength: 4 }
)

/** What happens: who begins and who ends, in order, and how many may be inside when somebody begins. */
const happens = (first: number, all: ReadonlyArray<Visitor>, changes: ReadonlyArray<Change>) =>
  VirtualClock.run(() =>
    Effect.gen(function* () {
      let limit = first
      const gate = Gate.make(() => limit)
      const events: Array<{ readonly who: number; readonly what: "begins" | "ends"; readonly limit: number }> = []
      const fibers = yield* Effect.forEach(all, ({ at, interruptedAt, works }, who) =>
        Effect.gen(function* () {
          const work = Effect.acquireUseRelease(
            Effect.sync(() => void events.push({ who, what: "begins", limit })),
            () => Effect.sleep(works),
            () => Effect.sync(() => void events.push({ who, what: "ends", limit }))
          )
          const fiber = yield* Effect.fork(Effect.delay(gate.within(work), at))
          if (interruptedAt !== null) yield* Effect.fork(Effect.delay(Fiber.interrupt(fiber), interruptedAt))
          return fiber
        })
      )
      const changing = yield* Effect.forEach(changes, (change) =>
        Effect.fork(
          Effect.delay(
            Effect.sync(() => {
              limit = change.limit
              gate.admit()
              if (change.interrupts !== null) fibers[change.interrupts]?.unsafeInterruptAsFork(FiberId.none)
            }),
            change.at
          )
        )
      )
      yield* Effect.forEach([...fibers, ...changing], Fiber.await)
      // All places are free again: so many get in at once, and nobody else.
      let inside = 0
      const free = yield* Effect.forEach(Array.from({ length: limit + 1 }), () =>
        Effect.fork(
          gate.within(
            Effect.zipRight(
              Effect.sync(() => inside++),
              Effect.never
            )
          )
        )
      )
      yield* Effect.sleep(1)
      yield* Fiber.interruptAll(free)
      return { events, free: inside, limit }
    })
  )

const lawful = (first: number, all: ReadonlyArray<Visitor>, changes: ReadonlyArray<Change> = []) =>
  Effect.map(happens(first, all, changes), ({ events, free, limit }) => {
    expect(free).toBe(limit)
    let inside = 0
    for (const event of events) {
      inside += event.what === "begins" ? 1 : -1
      // A caller begins only in a place that is free.
      if (event.what === "begins") expect(inside).toBeLessThanOrEqual(event.limit)
    }
    expect(inside).toBe(0)
    // They begin in the order in which they came.
    const began = events.flatMap(({ what, who }) => (what === "begins" ? [all[who]?.at ?? 0] : []))
    expect(began).toEqual(began.toSorted((one, other) => one - other))
    const interrupted = new Set(changes.map(({ interrupts }) => interrupts))
    const left = all.flatMap(({ interruptedAt }, who) =>
      interruptedAt === null && !interrupted.has(who) && !events.some((event) => event.who === who) ? [who] : []
    )
    expect(left).toEqual([])
  })

describe("a gate", () => {
  it.live.prop(
    "lets so many in at once, in turn, and nobody waits for ever",
    [fc.integer({ min: 1, max: 3 }), visitors, changes],
    ([limit, all, changes]) => lawful(limit, all, changes),
    { fastCheck: { numRuns: 500 } }
  )

  it.live("gives a place on, if it came to somebody who was interrupted at the same moment", () =>
    lawful(
      1,
      [
        { at: 0, works: 10, interruptedAt: null },
        { at: 1, works: 10, interruptedAt: null },
        { at: 2, works: 10, interruptedAt: null }
      ],
      [{ at: 5, limit: 2, interrupts: 1 }]
    )
  )

  it.live("costs a work as much among 10,000 as among 1,000", () =>
    Effect.gen(function* () {
      const nanosPerWork = (count: number) =>
        Effect.gen(function* () {
          const gate = Gate.make(() => 64)
          const start = yield* Clock.currentTimeNanos
          const works = Array.from({ length: count }, () => gate.within(Effect.yieldNow()))
          yield* Effect.all(works, { concurrency: "unbounded", discard: true })
          return Number((yield* Clock.currentTimeNanos) - start) / count
        })
      const few = yield* Effect.replicateEffect(nanosPerWork(1_000), 4)
      const many = yield* nanosPerWork(10_000)
      // With a semaphore of Effect 3.22 it is ten times as much.
      expect(many / Math.min(...few)).toBeLessThan(5)
    })
  )
})
