import { CardUniqueNo } from "@effect-keysecure/client"
import { Card } from "@effect-keysecure/schema"
import { FastCheck as fc, Schema } from "effect"
import { describe, expect, it } from "vitest"

const text = fc.oneof(
  fc.string(),
  fc.string({ unit: "binary" }),
  fc.constantFrom("", "a", "1", "1:", "\ud800", "\ud801")
)

describe("a number from a business key", () => {
  it("is one that the platform takes: 43 characters of [A-Za-z0-9_-]", () =>
    fc.assert(
      fc.property(text, text, (namespace, id) => {
        const no = CardUniqueNo.fromBusinessId(namespace, id)
        expect(no).toMatch(/^[A-Za-z0-9_-]{43}$/)
        expect(Schema.is(Card.CardUniqueNo)(no)).toBe(true)
      }),
      { numRuns: 2_000 }
    ))

  it("is the same for the same key, and another for every other", () =>
    fc.assert(
      fc.property(fc.tuple(text, text), fc.tuple(text, text), (one, other) => {
        const same = one[0] === other[0] && one[1] === other[1]
        expect(CardUniqueNo.fromBusinessId(...one) === CardUniqueNo.fromBusinessId(...other)).toBe(same)
        expect(CardUniqueNo.fromBusinessId(...one)).toBe(CardUniqueNo.fromBusinessId(...one))
      }),
      { numRuns: 10_000 }
    ))

  it("tells where the namespace ends", () =>
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), fc.nat(), (whole, at) => {
        const cut = at % whole.length
        const numbers = [cut, whole.length].map((end) =>
          CardUniqueNo.fromBusinessId(whole.slice(0, end), whole.slice(end))
        )
        expect(new Set(numbers).size).toBe(2)
      })
    ))

  it("stays as it is from one version to the next", () => {
    expect(CardUniqueNo.fromBusinessId("payroll-cards", "employee-1067")).toBe(
      "FLGAtL7vs5dgnohcjg8ZSPsHTzA0Upfdr7wgUdGFfIc"
    )
  })
})
