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
    ["accessToken", { ...wire, access_token: "Bearer token 108108108" }],
    ["accessToken", { ...wire, access_token: "Bearer " }],
    ["accessToken", { ...wire, access_token: " token-108108108" }],
    ["accessToken", { ...wire, access_token: "token-108108108\n" }],
    ["accessToken", { ...wire, access_token: 108_108_108 }],
    ["accessToken", { ...wire, access_token: null }],
    ["accessToken", { expired_time: 1 }]
  ])("is refused at %s, and the error does not tell the token", (path, value) => {
    const error = Either.getOrThrow(Either.flip(decode(value)))
    expect(ParseResult.ArrayFormatter.formatErrorSync(error).map((issue) => issue.path.join("."))).toStrictEqual([path])
    expect(`${String(error)} ${JSON.stringify(error)}`).not.toContain("108108108")
  })
})

describe("the end of a token", () => {
  const endOf = (...end: ReadonlyArray<unknown>) =>
    Either.getOrThrow(
      decode({ access_token: "token-108108108", ...(end.length === 0 ? {} : { expired_time: end[0] }) })
    ).expiredTime.epochMillis
  const moment = FastCheck.integer({ min: 1_000_000_000, max: 99_999_999_999 })

  it.prop("is read from ms and from seconds, as numbers and as text", [moment, FastCheck.nat(999)], ([second, ms]) => {
    expect(endOf(second)).toBe(second * 1_000)
    expect(endOf(String(second))).toBe(second * 1_000)
    const millis = second * 1_000 + ms
    expect(endOf(millis)).toBe(millis)
    expect(endOf(` ${millis} `)).toBe(millis)
  })

  it.prop(
    "is read from RFC 3339 with a zone",
    [FastCheck.date({ min: new Date(1e12), max: new Date(4e12) })],
    ([date]) => {
      expect(endOf(date.toISOString())).toBe(date.getTime())
      expect(endOf(date.toISOString().replace("Z", "+00:00"))).toBe(date.getTime())
    }
  )

  it.each([8.64e15 + 2, 1e300, Infinity, 2 ** 63, "9223372036854775807"])(
    "too far is the last moment that a date holds: %s",
    (end) => {
      expect(endOf(end)).toBe(8.64e15)
    }
  )

  it.each([
    "",
    "soon",
    "2026-01-01 00:00:00",
    "2026-13-01T00:00:00Z",
    null,
    0,
    -1,
    -1e300,
    Number.NaN,
    86_400,
    true,
    {},
    []
  ])("that cannot be read is the beginning of 1970: %j", (end) => {
    expect(endOf(end)).toBe(0)
  })

  it("that is absent is the beginning of 1970", () => {
    expect(endOf()).toBe(0)
  })
})

it("a token with a word before it is kept as it came", () => {
  expect(Redacted.value(Either.getOrThrow(decode({ ...wire, access_token: "Bearer abc" })).accessToken)).toBe(
    "Bearer abc"
  )
})
