/** The limit of requests, from what was taken and refused: the bounds always hold the limit that there is. */
import { FastCheck as fc } from "effect"
import { expect, it } from "vitest"
import { bucketsFor, hullOf, onlyWhole, type Sent } from "../../../src/internal/probe/rateBounds.js"

/** Requests as a bucket that fills evenly takes them, each at some moment between when it was sent and answered. */
const sentTo = (
  limit: { burst: number; perSecond: number },
  steps: ReadonlyArray<readonly [number, number, number]>
) => {
  let [held, at, now] = [limit.burst, 1e12, 1e12]
  return steps.map(([pause, way, back]): Sent => {
    const from = now + pause
    const arrived = from + way
    held = Math.min(limit.burst, held + ((arrived - at) * limit.perSecond) / 1000)
    at = arrived
    now = arrived + back
    const isTaken = held >= 1
    if (isTaken) held -= 1
    return { from: Math.floor(from), to: Math.floor(now), outcome: isTaken ? "taken" : "refused" }
  })
}

const travel = fc.oneof(fc.constant(0), fc.double({ min: 0, max: 40, noNaN: true }))
const pause = fc.oneof({ weight: 4, arbitrary: fc.constant(0) }, fc.double({ min: 0, max: 900, noNaN: true }))

it("the limit that there is always lies within the bounds, whatever was sent when", () => {
  fc.assert(
    fc.property(
      fc.record({ burst: fc.integer({ min: 1, max: 12 }), perSecond: fc.double({ min: 0.5, max: 60, noNaN: true }) }),
      fc.array(fc.tuple(pause, travel, travel), { minLength: 5, maxLength: 60 }),
      fc.double({ min: 0, max: 0.1, noNaN: true }),
      (limit, steps, lost) => {
        const all = sentTo(limit, steps).map((one, index) =>
          one.outcome === "taken" && (index * 7919) % 100 < lost * 100 ? { ...one, outcome: "unclear" as const } : one
        )
        const buckets = bucketsFor({
          taken: all.filter(({ outcome }) => outcome === "taken"),
          perhaps: all.filter(({ outcome }) => outcome !== "refused"),
          refusals: all.filter(({ outcome }) => outcome === "refused")
        })
        const found = buckets.find(({ burst }) => burst === limit.burst)
        // A bucket of one more than was ever sent cannot be told from larger ones.
        if (limit.burst > all.length) return
        expect(found?.perSecond.from).toBeLessThanOrEqual(limit.perSecond)
        expect(found?.perSecond.to).toBeGreaterThanOrEqual(limit.perSecond)
      }
    ),
    { numRuns: 150 }
  )
})

it("bounds that hold one whole number tell it, and others do not", () => {
  const even = sentTo(
    { burst: 3, perSecond: 10 },
    Array.from({ length: 120 }, (_, index) => [index % 4 === 3 ? 90 : 0, 1, 1] as const)
  )
  const hull = hullOf(
    bucketsFor({
      taken: even.filter(({ outcome }) => outcome === "taken"),
      perhaps: even.filter(({ outcome }) => outcome === "taken"),
      refusals: even.filter(({ outcome }) => outcome === "refused")
    })
  )
  expect(hull?.burst).toEqual({ from: 3, to: 3 })
  expect(onlyWhole(hull?.perSecond ?? { from: 0, to: 0 })).toBe(10)
  expect(onlyWhole({ from: 9.2, to: 11.3 })).toBeUndefined()
  expect(onlyWhole({ from: 9.2, to: 9.8 })).toBeUndefined()
  expect(hullOf([])).toBeUndefined()
})
