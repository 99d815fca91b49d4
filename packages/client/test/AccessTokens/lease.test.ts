/** Processes that share a token where a new one ends the old one: one fetches, and no call is lost. */
import { FastCheck as fc } from "effect"
import { describe, expect, it } from "vitest"
import { play, type Schedule, type StoreStep, type stores } from "../support/processes.js"
import { travel } from "../support/time/network.js"
import { runs } from "../../../testkit/test/support/runs.js"

const steps = (longest: number, failing: fc.Arbitrary<boolean>): fc.Arbitrary<ReadonlyArray<StoreStep>> =>
  fc.array(fc.record({ takes: fc.integer({ min: 0, max: longest }), fails: failing }), { minLength: 1, maxLength: 8 })

const sound = steps(20, fc.constant(false))
const together = fc.constant([0])
const apart = fc.array(fc.integer({ min: 0, max: 500 }), { minLength: 5, maxLength: 5 })

type Trouble = Pick<Schedule, "starts" | "store" | "crashAt">

/** What may go wrong, besides the start. */
const troubles: ReadonlyArray<readonly [string, fc.Arbitrary<Trouble>]> = [
  ["start together", fc.record({ starts: together, store: sound, crashAt: fc.constant(undefined) })],
  ["start one after the other", fc.record({ starts: apart, store: sound, crashAt: fc.constant(undefined) })],
  ["lose the one that fetches", fc.record({ starts: apart, store: sound, crashAt: fc.integer({ min: 0, max: 600 }) })],
  [
    "have a slow store",
    fc.record({ starts: together, store: steps(900, fc.constant(false)), crashAt: fc.constant(undefined) })
  ],
  [
    "have a store that fails now and then",
    fc.record({
      starts: together,
      store: steps(20, fc.boolean()).map((all) => all.flatMap((step) => [{ takes: 5, fails: false }, step])),
      crashAt: fc.constant(undefined)
    })
  ]
]

/** Five processes, and tokens that live for a few hundred calls or longer. */
const scheduleOf = (trouble: fc.Arbitrary<Trouble>, calls: number): fc.Arbitrary<Schedule> =>
  fc
    .tuple(
      trouble,
      fc.record({
        travels: fc.array(travel(400), { minLength: 1, maxLength: 12 }),
        life: fc.integer({ min: 30_000, max: 600_000 })
      })
    )
    .map(([given, rest]) => ({ processes: 5, width: 10, calls, ...rest, ...given }))

const noneIsLost = (trouble: fc.Arbitrary<Trouble>, kind: keyof typeof stores, calls: number) =>
  fc.asyncProperty(scheduleOf(trouble, calls), async (schedule) => {
    const { lost } = await play(schedule, kind)
    return lost === 0
  })

describe("five processes on one store", { timeout: 300_000 }, () => {
  it.each(troubles)("that %s lose none of 200 calls, whatever the schedule", (_, trouble) =>
    fc.assert(noneIsLost(trouble, "compareAndSwap", 40), { numRuns: runs(100) })
  )

  it.each(troubles)("that %s lose none of 5,000 calls", (_, trouble) =>
    fc.assert(noneIsLost(trouble, "compareAndSwap", 1_000), { numRuns: runs(10) })
  )

  it("that cannot compare and swap are seen to lose some", async () => {
    const slow = fc.record({
      starts: together,
      store: steps(900, fc.constant(false)),
      crashAt: fc.constant(undefined)
    })
    const found = await fc.check(noneIsLost(slow, "keyValueStore", 40), { numRuns: 200, seed: 1, endOnFailure: true })
    expect(found.failed).toBe(true)
  })
})
