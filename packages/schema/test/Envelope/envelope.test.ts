/** The envelope of every answer: accepted or refused, read leniently. */
import { AccessToken, CardApplication, Envelope } from "@effect-keysecure/schema"
import { describe, expect, it } from "@effect/vitest"
import { Either, FastCheck, ParseResult, Schema } from "effect"
import { golden } from "../support/goldens.js"

const decode = Schema.decodeUnknownSync(Envelope.Envelope)
const encode = Schema.encodeSync(Envelope.Envelope)
const reads = (wire: unknown): boolean => Either.isRight(Schema.decodeUnknownEither(Envelope.Envelope)(wire))

const pathsOf = (schema: Schema.Schema.AnyNoContext, wire: unknown): ReadonlyArray<string> =>
  Either.match(Schema.decodeUnknownEither(schema, { errors: "all" })(wire), {
    onRight: () => [],
    onLeft: (error) => ParseResult.ArrayFormatter.formatErrorSync(error).map(({ path }) => path.join("."))
  })

describe("the vendor's samples", () => {
  const accepted = golden("card-apply.response")
  const refused = golden("error-1003.response")

  it("a success is read as accepted, and written as it came", () => {
    const envelope = decode(accepted)
    expect(envelope).toStrictEqual({ _tag: "Accepted", msg: "Success", data: { card_no: "", card_unique_no: "" } })
    expect(JSON.stringify(encode(envelope))).toBe(JSON.stringify(accepted))
  })

  it("its empty strings are neither a card number nor a unique number", () => {
    const envelope = decode(accepted)
    expect(
      envelope._tag === "Accepted" && pathsOf(CardApplication.AppliedCard, envelope.data).toSorted()
    ).toStrictEqual(["cardNo", "cardUniqueNo"])
  })

  it("a failure is read as refused, and written as it came", () => {
    const envelope = decode(refused)
    expect(envelope).toStrictEqual({ _tag: "Rejected", code: 1003, msg: "IP address not allowed" })
    expect(JSON.stringify(encode(envelope))).toBe(JSON.stringify(refused))
  })
})

describe("code", () => {
  it.prop("0 is success and any other whole number is a refusal", [FastCheck.maxSafeInteger()], ([code]) => {
    expect(decode({ code, msg: "" })._tag).toBe(code === 0 ? "Accepted" : "Rejected")
  })

  it.each([undefined, null, "0", "1003", "", 0.5, true, [0], {}])("%j is none", (code) => {
    expect(pathsOf(Envelope.Envelope, { code, msg: "" })).toContain("code")
  })

  it("is never 0 in a refusal that is written", () => {
    expect(() => encode({ _tag: "Rejected", code: 0, msg: "" })).toThrow()
  })
})

describe("msg", () => {
  it("reads as empty where it is null or missing", () => {
    for (const wire of [{ code: 1003 }, { code: 1003, msg: null }]) {
      expect(decode(wire)).toStrictEqual({ _tag: "Rejected", code: 1003, msg: "" })
    }
    expect(decode({ code: 0 })).toStrictEqual({ _tag: "Accepted", msg: "", data: undefined })
  })

  it("is a text", () => {
    expect(pathsOf(Envelope.Envelope, { code: 0, msg: 7 })).toContain("msg")
  })
})

describe("data", () => {
  it.prop("is kept as it came", [FastCheck.jsonValue()], ([data]) => {
    expect(decode({ code: 0, msg: "", data })).toStrictEqual({ _tag: "Accepted", msg: "", data })
  })

  it("is left out when there is none, and null when it is null", () => {
    expect(encode({ _tag: "Accepted", msg: "Success", data: undefined })).toStrictEqual({ code: 0, msg: "Success" })
    expect(encode({ _tag: "Accepted", msg: "", data: null })).toStrictEqual({ code: 0, msg: "", data: null })
  })

  it("of a refusal is ignored", () => {
    expect(decode({ code: 1003, msg: "", data: { secret: 1 } })).toStrictEqual({
      _tag: "Rejected",
      code: 1003,
      msg: ""
    })
  })
})

it("other fields are ignored", () => {
  expect(decode({ code: 1003, msg: "", trace_id: "x", success: false })).toStrictEqual(decode({ code: 1003, msg: "" }))
})

it.each([null, undefined, 0, "", "{}", true, [], [{ code: 0 }], {}])("%j is no envelope", (wire) => {
  expect(reads(wire)).toBe(false)
})

it("an envelope of one operation is not the answer of another", () => {
  expect(pathsOf(AccessToken.IssuedToken, { card_no: "C1", card_unique_no: "order-1" }).toSorted()).toStrictEqual([
    "accessToken"
  ])
})
