import { it } from "@effect/vitest"
import { FastCheck } from "effect"
import { expect } from "vitest"
import { httpDate } from "../../src/internal/text/httpDate.js"

it.prop(
  "a Date header is as JavaScript writes it",
  [FastCheck.integer({ min: 0, max: 253_402_300_799_999 })],
  ([millis]) => {
    expect(httpDate(millis)).toBe(new Date(millis).toUTCString())
  }
)

it("a Date header is written for any number", () => {
  for (const millis of [Number.NaN, -1, Number.POSITIVE_INFINITY, 1e300]) expect(httpDate(millis)).toMatch(/ GMT$/)
})
