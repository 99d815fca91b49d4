/** The answer of get token: a secret, and when it expires. */
import { AccessToken } from "@effect-keysecure/schema"
import { addEqualityTesters, describe, expect, it } from "@effect/vitest"
import { DateTime, Either, FastCheck, ParseResult, Redacted, Schema } from "effect"
import { printed } from "../support/secrets.js"

addEqualityTesters()

const wire = { access_token: "token-108108108", expired_time: 1_716_393_600_000 }
const decode = Schema.decodeUnknownEither(AccessToken.IssuedToken, { errors: "all" })
const issued = Either.getOrThrow(decode(wire))

it("an issued token is the token and the moment when it expires", () => {
  expect(Redacted.value(issued.accessToken)).toBe("token-108108108")
  expect(issued.expiredTime).toEqual(DateTime.unsafeMake("2024-05-22T16:00:00Z"))
  expect(Schema.encodeSync(AccessToken.IssuedToken)(issued)).toStrictEqual(wire)
})

it("a token never shows", () => {
  expect(printed(issued)).not.toContain("108108108")
  expect(printed(issued)).toContain("<redacted>")
})

describe("a header text", () => {
  const is = Schema.is(AccessToken.HeaderText)

  it.prop("is printable ASCII without spaces, not empty", [FastCheck.fullUnicodeString()], ([text]) => {
    expect(is(text)).toBe(/^[!-~]+$/.test(text))
  })

  it.prop("is any printable ASCII without spaces", [FastCheck.stringMatching(/^[!-~]{1,64}$/)], ([text]) => {
    expect(is(text)).toBe(true)
  })

  it.each(["", " ", "a b", "a\n", "a\r\nb: c", "\u0000", "\u007f", "é", "\u00a0", 4815, null])("is not %j", (text) => {
    expect(is(text)).toBe(false)
  })
})

describe("an answer that is wrong", () => {
  it.each([
    ["accessToken", { ...wire, access_token: "" }],
    ["accessToken", { ...wire, access_token: "token 108108108" }],
    ["accessToken", { ...wire, access_token: 108_108_108 }],
    ["accessToken", { ...wire, access_token: null }],
    ["accessToken", { expired_time: 1 }],
    ["expiredTime", { ...wire, expired_time: "1716393600000" }],
    ["expiredTime", { ...wire, expired_time: 1e300 }],
    ["expiredTime", { ...wire, expired_time: null }],
    ["expiredTime", { access_token: "token-108108108" }]
  ])("is refused at %s, and the error does not tell the token", (path, value) => {
    const error = Either.getOrThrow(Either.flip(decode(value)))
    expect(ParseResult.ArrayFormatter.formatErrorSync(error).map((issue) => issue.path.join("."))).toStrictEqual([path])
    expect(`${String(error)} ${JSON.stringify(error)}`).not.toContain("108108108")
  })
})
