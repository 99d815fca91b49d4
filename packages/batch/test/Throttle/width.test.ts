/** The width as values: what it may be, and how fast it changes. */
import { describe, expect, it } from "@effect/vitest"
import { FastCheck as fc } from "effect"
import * as Width from "../../src/internal/throttle/width.js"

type Event = { readonly at: number } & (
  { readonly happens: "succeeded" | "refused" } | { readonly happens: "limited"; readonly max: number }
)

const events: fc.Arbitrary<ReadonlyArray<Event>> = fc.array(
  fc.oneof(
    fc.record({ at: fc.nat(3000), happens: fc.constantFrom("succeeded" as const, "refused" as const) }),
    fc.record({ at: fc.nat(3000), happens: fc.constant("limited" as const), max: fc.integer({ min: 1, max: 80 }) })
  ),
  { maxLength: 200 }
)

const follow = (start: number, max: number, all: ReadonlyArray<Event>) => {
  let width = Width.limited(Width.initial(start), max)
  let most = max
  const seen = [{ at: 0, most, width }]
  for (const event of [...all].sort((one, other) => one.at - other.at)) {
    if (event.happens === "limited") {
      most = event.max
      width = Width.limited(width, most)
    } else {
      width = event.happens === "refused" ? Width.refused(width, event.at) : Width.succeeded(width, most)
    }
    seen.push({ at: event.at, most, width })
  }
  return seen
}

describe("the width", () => {
  it.prop("is a whole number from 1 to the most", [fc.integer({ min: 1, max: 80 }), events], ([start, all]) => {
    for (const { most, width } of follow(start, 64, all)) {
      expect(Number.isInteger(width.value)).toBe(true)
      expect(width.value).toBeGreaterThanOrEqual(1)
      expect(width.value).toBeLessThanOrEqual(most)
    }
  })

  it.prop("shrinks for a refusal at most once a second", [events], ([all]) => {
    const only = all.filter(({ happens }) => happens !== "limited")
    const seen = follow(64, 64, only)
    const shrunk = seen.filter(({ width }, index) => width.value < (seen[index - 1]?.width.value ?? 0))
    for (const [index, { at }] of shrunk.entries()) {
      if (index > 0) expect(at - (shrunk[index - 1]?.at ?? 0)).toBeGreaterThanOrEqual(1000)
    }
  })

  it("grows by one for each width of successes", () => {
    let width = Width.initial(8)
    for (let count = 1; count <= 8; count++) width = Width.succeeded(width, 64)
    expect(width.value).toBe(9)
    for (let count = 1; count < 9; count++) width = Width.succeeded(width, 64)
    expect(width.value).toBe(9)
    expect(Width.succeeded(width, 64).value).toBe(10)
  })

  it("is 0.7 times as much after a refusal, in whole numbers", () => {
    expect(Width.refused(Width.initial(64), 0).value).toBe(44)
    expect(Width.refused(Width.initial(1), 0).value).toBe(1)
  })
})
