/** The reader of JSON, against `JSON.parse`. */
import { Either, FastCheck as fc } from "effect"
import { describe, expect, it } from "vitest"
import { type Json, read } from "../../../src/internal/encoding/json.js"

/** What `JSON.parse` would have made of it. */
const plain = (json: Json): unknown => {
  switch (json._tag) {
    case "Number":
      return Number(json.compact)
    case "List":
      return json.items.map(plain)
    case "Record":
      return Object.fromEntries([...json.fields].map(([name, field]) => [name, plain(field)]))
    default:
      return json.value
  }
}

const parsed = (text: string): Either.Either<unknown, unknown> => Either.try((): unknown => JSON.parse(text))

/** What only our reader refuses. */
const isStricter = (text: string): boolean =>
  Either.match(read(text), { onLeft: (fault) => fault !== "it is not JSON", onRight: () => false })

const agree = (text: string): void => {
  if (isStricter(text)) return
  const ours = read(text)
  const theirs = parsed(text)
  expect(Either.isRight(ours), text).toBe(Either.isRight(theirs))
  if (Either.isRight(ours) && Either.isRight(theirs)) {
    expect(plain(ours.right)).toStrictEqual(theirs.right)
    expect(plain(ours.right)).toStrictEqual(JSON.parse(ours.right.compact))
  }
}

const json = fc.jsonValue({ stringUnit: "binary" })
const spaced = fc
  .tuple(json, fc.constantFrom(undefined, 1, "\t", "\r\n", 4))
  .map(([value, indent]) => JSON.stringify(value, null, indent))
const nearly = fc
  .tuple(
    spaced,
    fc.nat(),
    fc.constantFrom("", '"', "\\", ",", "]", "}", "{", "0", "-", ".", "e", "\u0000", " ", "u", "\u00a0")
  )
  .map(([text, at, put]) => {
    const index = at % (text.length + 1)
    return text.slice(0, index) + put + text.slice(index + 1)
  })

describe("the reader", () => {
  it("agrees with JSON.parse on JSON", () => {
    fc.assert(
      fc.property(spaced, (text) => {
        expect(Either.isRight(read(text)) || isStricter(text)).toBe(true)
        agree(text)
      }),
      { numRuns: 1_000 }
    )
  })

  it("agrees with JSON.parse on what is nearly JSON", () => {
    fc.assert(fc.property(nearly, agree), { numRuns: 5_000 })
  })

  it("agrees with JSON.parse on any text of JSON's characters", () => {
    const character = fc.constantFrom(...'{}[]:,"\\ \n0123456789+-.eEtrufalsn/bx')
    fc.assert(fc.property(fc.string({ unit: character, maxLength: 12 }), agree), { numRuns: 5_000 })
  })

  it.each([
    "01",
    "-",
    "+1",
    ".5",
    "1.",
    "1e",
    "0x1",
    "NaN",
    "Infinity",
    "-0",
    "1E+2",
    "1e-400",
    "'a'",
    '"\t"',
    '"\\x"',
    '"\\u12"'
  ])("agrees with JSON.parse on %s", agree)

  it.each([
    "nul",
    "[1,]",
    "[,]",
    "{,}",
    '{"a":1,}',
    '{"a"}',
    "{a:1}",
    "1 2",
    "//",
    "\u00a01",
    "\f1",
    "\ufeff1",
    "[1}",
    "tru e"
  ])("agrees with JSON.parse on %j", agree)

  it("keeps the text of numbers, and of texts inside others", () => {
    const text = ` { "a" : [ 100.00 , 1E+2,-0 ] , "b c" : "\\u0041 \\/" } `
    const found = read(text)
    expect(Either.map(found, ({ compact }) => compact)).toEqual(
      Either.right(`{"a":[100.00,1E+2,-0],"b c":"\\u0041 \\/"}`)
    )
  })

  it("is not tricked by names of what objects have", () => {
    const found = Either.getOrThrow(read(`{"constructor":1,"toString":2,"hasOwnProperty":3}`))
    expect(plain(found)).toStrictEqual({ constructor: 1, toString: 2, hasOwnProperty: 3 })
    expect(read(`{"__proto__":1}`)).toEqual(Either.left("a field is called __proto__"))
    expect(read(`{"\\u005f_proto__":1}`)).toEqual(Either.left("a field is called __proto__"))
    expect(read(`{"a":1,"\\u0061":2}`)).toEqual(Either.left("a field is there twice"))
  })

  it("reads 64 levels, not more", () => {
    expect(Either.isRight(read("[".repeat(64) + "]".repeat(64)))).toBe(true)
    expect(read("[".repeat(65) + "]".repeat(65))).toEqual(Either.left("it is nested too deeply"))
    expect(read(`{"a":`.repeat(100_000))).toEqual(Either.left("it is nested too deeply"))
  })

  it.each([
    ["a text", `"${"a".repeat(1_000_000)}"`],
    ["escapes", `"${"\\u0041".repeat(160_000)}"`],
    ["digits", "9".repeat(1_000_000)],
    ["white space", `${" ".repeat(1_000_000)}1`],
    ["items", `[${"1,".repeat(500_000)}1]`],
    ["fields", `{${Array.from({ length: 60_000 }, (_, index) => `"f${index}":1`).join(",")}}`],
    ["a text that never ends", `"${"\\\\".repeat(500_000)}`]
  ])("reads a megabyte of %s without trouble", (_fact, text) => {
    const before = performance.now()
    read(text)
    expect(performance.now() - before).toBeLessThan(2_000)
  })
})
