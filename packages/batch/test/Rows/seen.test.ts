/** Which texts were seen. */
import { expect, it } from "@effect/vitest"
import { FastCheck as fc } from "effect"
import * as Seen from "../../src/internal/rows/seen.js"

it.prop("a text is new once, as in a set", [fc.array(fc.oneof(fc.string(), fc.nat(50).map(String)))], ([texts]) => {
  const isNew = Seen.make()
  const set = new Set<string>()
  for (const text of texts) {
    expect(isNew(text)).toBe(!set.has(text))
    set.add(text)
  }
})

it("20,000 texts are new, and none of them is a second time", () => {
  const isNew = Seen.make()
  const texts = Array.from({ length: 20_000 }, (_, index) => `order-${index}`)
  expect(texts.filter((text) => !isNew(text))).toEqual([])
  expect(texts.filter((text) => isNew(text))).toEqual([])
})
