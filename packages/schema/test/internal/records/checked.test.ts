/** A checked record is what `Schema.filter` makes of it, in one pass. */
import { describe, expect, it } from "@effect/vitest"
import { Arbitrary, Either, FastCheck, JSONSchema, ParseResult, Schema } from "effect"
import { checked } from "../../../src/internal/records/checked.js"
import * as Wire from "../../../src/internal/records/wire.js"

const Span = Wire.struct("Bounds", {
  from: Wire.required("from_time", Schema.NumberFromString),
  to: Wire.required("to_time", Schema.NumberFromString)
})

const message = "expected a number after from"
const isSpan = ({ from, to }: typeof Span.Type): boolean => to > from

const arbitrary = () => (fc: typeof FastCheck) =>
  fc.tuple(fc.nat(100), fc.integer({ min: 1, max: 100 })).map(([from, width]) => ({ from, to: from + width }))

const Ours = checked(Span, (span) => (isSpan(span) ? Either.right(span) : Either.left([{ field: "to", message }])), {
  identifier: "Span",
  description: "a span",
  arbitrary
})

const Theirs = Span.pipe(
  Schema.filter((span) => (isSpan(span) ? undefined : { path: ["to"], message }), {
    identifier: "Span",
    description: "a span",
    arbitrary
  })
)

const numbers = FastCheck.oneof(FastCheck.integer({ min: -3, max: 3 }), FastCheck.constant("no number"))
const encoded = FastCheck.record({ from_time: numbers.map(String), to_time: numbers.map(String) }, { requiredKeys: [] })
const values = FastCheck.record({ from: numbers, to: numbers }, { requiredKeys: [] })

/** Where something is wrong, or the result. */
const outcome = <A>(result: Either.Either<A, ParseResult.ParseIssue>) =>
  Either.mapLeft(result, (issue) => ParseResult.ArrayFormatter.formatIssueSync(issue).map(({ path }) => path))

describe("a checked record, beside a filtered one", () => {
  it.prop("reads the same", [FastCheck.oneof(encoded, FastCheck.anything())], ([input]) => {
    for (const errors of ["first", "all"] as const) {
      expect(outcome(ParseResult.decodeUnknownEither(Ours, { errors })(input))).toStrictEqual(
        outcome(ParseResult.decodeUnknownEither(Theirs, { errors })(input))
      )
    }
  })

  it.prop("writes the same", [FastCheck.oneof(values, FastCheck.anything())], ([value]) => {
    for (const errors of ["first", "all"] as const) {
      expect(outcome(ParseResult.encodeUnknownEither(Ours, { errors })(value))).toStrictEqual(
        outcome(ParseResult.encodeUnknownEither(Theirs, { errors })(value))
      )
    }
  })

  it.prop("takes the same values as they are", [FastCheck.oneof(values, FastCheck.anything())], ([value]) => {
    expect(Schema.is(Ours)(value)).toBe(Schema.is(Theirs)(value))
  })

  it.prop("is encoded as without the check", [FastCheck.oneof(encoded, FastCheck.anything())], ([input]) => {
    expect(Schema.is(Schema.encodedSchema(Ours))(input)).toBe(Schema.is(Schema.encodedSchema(Span))(input))
  })

  it("says what was expected, at the field", () => {
    const issue = Either.flip(ParseResult.decodeUnknownEither(Ours)({ from_time: "2", to_time: "1" }))
    expect(Either.map(issue, (found) => ParseResult.ArrayFormatter.formatIssueSync(found))).toMatchObject({
      right: [{ path: ["to"], message }]
    })
  })

  it("has the same JSON Schema, and makes values that pass", () => {
    expect(JSONSchema.make(Schema.encodedSchema(Ours))).toStrictEqual(JSONSchema.make(Schema.encodedSchema(Span)))
    expect(JSONSchema.make(Schema.typeSchema(Ours))).toMatchObject({ $defs: { Span: { required: ["from", "to"] } } })
    for (const span of FastCheck.sample(Arbitrary.make(Ours), 50)) expect(isSpan(span)).toBe(true)
  })
})
