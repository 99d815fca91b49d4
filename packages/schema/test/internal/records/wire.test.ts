/** The records of `internal/records/wire`: domain names inside, the vendor's outside, and each field checked once. */
import { describe, expect, it } from "@effect/vitest"
import { Arbitrary, Either, FastCheck, JSONSchema, ParseResult, Schema } from "effect"
import * as Wire from "../../../src/internal/records/wire.js"

const fields = {
  needed: Wire.required("needed_wire", Schema.NumberFromString),
  maybe: Wire.optional("maybe_wire", Schema.NumberFromString)
} as const
const Record = Wire.struct("Record", fields)
const Outer = Wire.struct("Outer", {
  kind: Wire.required("kind_wire", Schema.Literal("outer")),
  inner: Wire.optional("inner_wire", Record)
})

const decode = Schema.decodeUnknownEither(Record, { errors: "all" })
const encode = Schema.encodeUnknownEither(Record, { errors: "all" })
const issues = (result: Either.Either<unknown, ParseResult.ParseError>) =>
  Either.match(result, {
    onRight: () => [],
    onLeft: (error) =>
      ParseResult.ArrayFormatter.formatErrorSync(error).map(({ message, path }) => [path.join("."), message])
  })
const pathsOf = (result: Either.Either<unknown, ParseResult.ParseError>) => issues(result).map(([path]) => path)

describe("a record", () => {
  it("is renamed and converted, both ways", () => {
    expect(Either.getOrThrow(decode({ needed_wire: "1", maybe_wire: "2" }))).toStrictEqual({ needed: 1, maybe: 2 })
    expect(Either.getOrThrow(encode({ needed: 1, maybe: 2 }))).toStrictEqual({ needed_wire: "1", maybe_wire: "2" })
  })

  it("has its fields in the order in which they are declared, whatever the order of the value's", () => {
    expect(Object.keys(Either.getOrThrow(encode({ maybe: 2, needed: 1 })))).toStrictEqual(["needed_wire", "maybe_wire"])
  })

  it("nests", () => {
    const wire = { kind_wire: "outer", inner_wire: { needed_wire: "1" } }
    expect(Schema.decodeUnknownSync(Outer)(wire)).toStrictEqual({ kind: "outer", inner: { needed: 1 } })
    expect(Schema.encodeSync(Outer)({ kind: "outer", inner: { needed: 1 } })).toStrictEqual(wire)
  })

  it("ignores fields that it does not know, the domain's own names among them", () => {
    expect(Either.getOrThrow(decode({ needed_wire: "1", maybe: "2", other: [] }))).toStrictEqual({ needed: 1 })
    expect(Either.getOrThrow(encode({ needed: 1, maybe_wire: 2 }))).toStrictEqual({ needed_wire: "1" })
  })

  it.each([null, undefined, "text", 7, true, [], [{ needed_wire: "1" }]])(
    "is not %j, and does not repeat it",
    (value) => {
      expect(issues(decode(value))).toStrictEqual([["", "expected a JSON object"]])
    }
  )

  it.each([null, undefined, "text", 7, true])("is not written from %j, and does not repeat it", (value) => {
    expect(issues(encode(value))).toStrictEqual([["", "expected Record"]])
  })
})

describe("a required field", () => {
  it("is missed under its domain name", () => {
    expect(issues(decode({ maybe_wire: "2" }))).toStrictEqual([["needed", "is missing"]])
    expect(issues(encode({ maybe: 2 }))).toStrictEqual([["needed", "is missing"]])
  })

  it("is not null", () => {
    expect(pathsOf(decode({ needed_wire: null }))).toStrictEqual(["needed"])
  })
})

describe("an optional field", () => {
  const nothing = FastCheck.constantFrom(undefined, null, "")

  it.prop("is absent when it says nothing", [nothing], ([maybe_wire]) => {
    expect(Either.getOrThrow(decode({ needed_wire: "1", maybe_wire }))).toStrictEqual({ needed: 1 })
  })

  it("is left out when it is absent", () => {
    expect(Either.getOrThrow(encode({ needed: 1 }))).toStrictEqual({ needed_wire: "1" })
  })

  it("is there when it is false or 0", () => {
    const Loose = Wire.struct("Loose", { maybe: Wire.optional("maybe", Schema.Unknown) })
    for (const maybe of [false, 0, [], {}, " "]) {
      expect(Schema.decodeUnknownSync(Loose)({ maybe })).toStrictEqual({ maybe })
    }
  })

  it("is absent and not undefined in a value", () => {
    expect(pathsOf(encode({ needed: 1, maybe: undefined }))).toStrictEqual(["maybe"])
  })

  it("that is wrong is refused, like one that is required", () => {
    expect(pathsOf(decode({ needed_wire: "x", maybe_wire: "y" }))).toStrictEqual(["needed", "maybe"])
  })
})

it("a union picks its member by the literals on the wire, and tells only what is wrong with that one", () => {
  const Other = Wire.struct("Other", { kind: Wire.required("kind_wire", Schema.Literal("other")) })
  const either = Schema.decodeUnknownEither(Schema.Union(Other, Outer), { errors: "all" })
  expect(pathsOf(either({ kind_wire: "outer", inner_wire: {} }))).toStrictEqual(["inner.needed"])
  expect(Either.getOrThrow(either({ kind_wire: "other", inner_wire: {} }))).toStrictEqual({ kind: "other" })
})

it("a JSON Schema of a record describes its wire form", () => {
  expect(JSONSchema.make(Record)).toMatchObject({
    $defs: { Record: { type: "object", required: ["needed_wire"], properties: { maybe_wire: { type: "string" } } } }
  })
})

it.prop("an arbitrary makes records with and without what is optional", [Arbitrary.make(Record)], ([value]) => {
  expect(Schema.is(Record)(value)).toBe(true)
  expect(Object.keys(value).every((key) => key in fields)).toBe(true)
})

describe("an open enum", () => {
  const Colour = Wire.open("Red", "Green")
  const is = Schema.is(Colour)

  it.prop("takes its members and any other text", [FastCheck.string({ minLength: 1 })], ([text]) => {
    expect(["Red", "Green", text].every(is)).toBe(true)
  })

  it.each(["", null, undefined, 7, {}])("does not take %j, and does not repeat it", (value) => {
    expect(issues(Schema.decodeUnknownEither(Colour)(value))).toStrictEqual([
      ["", "expected one of Red, Green, or a newer member"]
    ])
  })

  it("makes members and others", () => {
    const made = FastCheck.sample(Arbitrary.make(Colour), { numRuns: 500, seed: 1 })
    expect(made).toEqual(expect.arrayContaining(["Red", "Green"]))
    expect(made.some((colour) => colour !== "Red" && colour !== "Green")).toBe(true)
  })
})
