import { it } from "@effect/vitest"
import { FastCheck as fc } from "effect"
import { describe, expect } from "vitest"
import { show, write } from "../../../src/internal/text/writing.js"
import { showing, writing } from "../../support/rules.js"

/** Texts of all characters: halves of pairs, control characters, combining marks, ligatures, blanks at the ends. */
const text = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.string({
    unit: fc.constantFrom("a", "Z", "7", " ", "\u0000", "\u200b", "\ud83d", "\udc00", "é", "e\u0301", "ﬁ", "１", "ß")
  })
)

describe("a way of writing", () => {
  it.prop("has a text for every text", [writing, text], ([way, given]) => {
    expect(write(way, given)).toBeTypeOf("string")
  })

  it.prop("written twice is as written once", [writing, text], ([way, given]) => {
    const once = write(way, given)
    expect(write(way, once)).toBe(once)
  })

  it.each<readonly [Parameters<typeof write>[0], string, string]>([
    ["asIs", " order-1\u0000", " order-1\u0000"],
    ["upperCase", "order-1", "ORDER-1"],
    ["lowerCase", "Order-1", "order-1"],
    ["trimmed", "\t order 1 ", "order 1"],
    ["nfc", "e\u0301ﬁ", "éﬁ"],
    ["nfkc", "e\u0301ﬁ１", "éfi1"],
    ["printable", "or\u0000der\u200b-1\u007f", "order-1"],
    ["wellFormed", "a\ud83d 😀 \udc00", "a\ufffd 😀 \ufffd"],
    [{ first: 3 }, "a😀bc", "a😀b"],
    [{ first: 0 }, "abc", ""]
  ])("%j writes %j as %j", (way, given, expected) => expect(write(way, given)).toBe(expected))
})

describe("a way of showing", () => {
  it.prop("that is a way of writing shows what that writes", [writing, text], ([way, given]) => {
    expect(show(way, given)).toBe(write(way, given))
  })

  it.prop("shows every text as JSON or not at all", [showing, text], ([way, given]) => {
    const shown = show(way, given)
    expect(shown === undefined || shown === null || typeof shown === "string" || typeof shown === "number").toBe(true)
  })

  it.each<readonly [Parameters<typeof show>[0], string, ReturnType<typeof show>]>([
    ["absent", "order-1", undefined],
    ["null", "order-1", null],
    ["empty", "order-1", ""],
    ["masked", "order-1", "or***-1"],
    ["masked", "or-1", "***"],
    ["prefixed", "order-1", "M1-order-1"],
    ["number", "0042", 42],
    ["number", "order-1", "order-1"],
    ["number", "", ""]
  ])("%j shows %j as %j", (way, given, expected) => expect(show(way, given)).toBe(expected))
})
