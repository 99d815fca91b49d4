/** A rejection is what `Schema.TaggedError` would make of it: an error, a value that is yielded, and a schema. */
import { Rejection } from "@effect-keysecure/schema"
import { describe, expect, it } from "@effect/vitest"
import { Arbitrary, Effect, Equal, FastCheck, JSONSchema, Option, ParseResult, Redacted, Schema } from "effect"

const noWords = Redacted.make("")

class Reference extends Schema.TaggedError<Reference>("@effect-keysecure/schema/Rejection/ApiKeyMissing")(
  "ApiKeyMissing",
  {
    code: Schema.Literal(1002),
    // What 0.1.0 stored is read; nothing is written.
    msg: Schema.optionalToRequired(Schema.String, Schema.RedactedFromSelf(Schema.String), {
      decode: Option.match({ onNone: () => noWords, onSome: Redacted.make }),
      encode: Option.none
    }).pipe(Schema.withConstructorDefault(() => noWords)),
    field: Schema.optionalWith(Schema.String, { exact: true })
  },
  { title: "ApiKeyMissing" }
) {}

const Ours = Rejection.ApiKeyMissing

const given = FastCheck.record(
  { code: FastCheck.constant(1002 as const), msg: FastCheck.string().map(Redacted.make), field: FastCheck.string() },
  { requiredKeys: ["code"] }
)

/** Mostly what is nearly right: each part may be missing or wrong. */
const anything = FastCheck.oneof(
  FastCheck.anything(),
  FastCheck.record(
    {
      _tag: FastCheck.constantFrom("ApiKeyMissing", "SystemError", ""),
      code: FastCheck.constantFrom(1002, 1001, "1002", null),
      msg: FastCheck.oneof(FastCheck.string(), FastCheck.integer(), FastCheck.string().map(Redacted.make)),
      field: FastCheck.oneof(FastCheck.string(), FastCheck.constant(null)),
      more: FastCheck.anything()
    },
    { requiredKeys: [] }
  )
)

describe("a rejection, beside what Schema.TaggedError makes", () => {
  it.prop("holds, shows and writes the same", [given], ([facts]) => {
    const ours = new Ours(facts)
    const theirs = new Reference(facts)
    expect({ ...ours }).toStrictEqual({ ...theirs })
    expect(ours.name).toBe(theirs.name)
    expect(Schema.encodeSync(Ours)(ours)).toStrictEqual(Schema.encodeSync(Reference)(theirs))
    // Ours has a message of its own, which is not in what is written.
    expect({ ...JSON.parse(JSON.stringify(ours)), message: 0 }).toStrictEqual({
      ...JSON.parse(JSON.stringify(theirs)),
      message: 0
    })
    expect(Equal.equals(ours, new Ours(facts))).toBe(Equal.equals(theirs, new Reference(facts)))
  })

  it.prop("reads the same, into its own class", [anything], ([input]) => {
    const ours = Schema.decodeUnknownEither(Ours)(input)
    const theirs = Schema.decodeUnknownEither(Reference)(input)
    expect(ours._tag).toBe(theirs._tag)
    if (ours._tag === "Right" && theirs._tag === "Right") {
      expect(ours.right).toBeInstanceOf(Ours)
      expect({ ...ours.right }).toStrictEqual({ ...theirs.right })
    }
    if (ours._tag === "Left" && theirs._tag === "Left") {
      const issues = (error: ParseResult.ParseError) =>
        ParseResult.ArrayFormatter.formatErrorSync(error).map(({ path }) => path)
      expect(issues(ours.left)).toStrictEqual(issues(theirs.left))
    }
  })

  it.prop("refuses the same when it is made", [anything], ([input]) => {
    const isMade = (Class: new (input: never) => unknown): boolean => {
      try {
        return new Class(input as never) instanceof Class
      } catch (error) {
        expect(error).toBeInstanceOf(ParseResult.ParseError)
        return false
      }
    }
    expect(isMade(Ours)).toBe(isMade(Reference))
  })

  it("is of its class, and of no other", () => {
    const one = new Ours({ code: 1002 })
    expect(Schema.is(Ours)(one)).toBe(true)
    expect(Schema.is(Rejection.Rejection)(one)).toBe(true)
    expect(Schema.is(Rejection.SystemError)(one)).toBe(false)
    expect(Schema.is(Ours)({ ...one })).toBe(false)
    expect(one).toBeInstanceOf(Error)
  })

  it("has the same JSON Schema, and makes its own kind by chance", () => {
    expect(JSONSchema.make(Schema.encodedSchema(Ours))).toStrictEqual(JSONSchema.make(Schema.encodedSchema(Reference)))
    for (const one of FastCheck.sample(Arbitrary.make(Ours), 10)) expect(one).toBeInstanceOf(Ours)
  })

  it("is made without a check where that is asked for", () => {
    const some = { code: 1002, msg: 5 } as never
    for (const options of [true, { disableValidation: true }]) expect(new Ours(some, options).msg).toBe(5)
    for (const options of [false, { disableValidation: false }, {}]) {
      expect(() => new Ours(some, options)).toThrow(ParseResult.ParseError)
    }
  })

  it.effect("is an Effect that fails, and is caught by its tag", () =>
    Effect.gen(function* () {
      const caught = yield* Effect.zipRight(Effect.void, new Ours({ code: 1002, msg: Redacted.make("no key") })).pipe(
        Effect.catchTag("ApiKeyMissing", ({ msg }) => Effect.succeed(Redacted.value(msg)))
      )
      expect(caught).toBe("no key")
    })
  )

  it("can be annotated, piped and told in words, as any schema", () => {
    expect(String(Rejection.Rejection)).toContain("ApiKeyMissing")
    expect(Ours.annotations({ title: "other" }).ast.annotations).not.toStrictEqual(Ours.ast.annotations)
    const nothing = Ours.pipe(Schema.NullOr)
    expect(Schema.decodeSync(nothing)(null)).toBeNull()
    expect(Schema.decodeSync(nothing)({ _tag: "ApiKeyMissing", code: 1002, msg: "" })).toBeInstanceOf(Ours)
  })
})
