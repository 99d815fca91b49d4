/** Whatever JSON comes, in an answer or for a request: it is read, or refused by a typed failure. Nothing throws. */
import * as KeySecure from "@effect-keysecure/schema"
import * as StrictAddress from "@effect-keysecure/schema/StrictAddress"
import { describe, expect, it } from "@effect/vitest"
import { BigDecimal, Either, Schema } from "effect"
import { odd, oddlyPlaced, schemasOf, withoutText } from "../support/oddJson.js"

const { Account, CardApplication, CardProduct, Endpoints, Envelope } = KeySecure

const deep = (depth: number): unknown => {
  let value: unknown = 1
  for (let level = 0; level < depth; level++) value = level % 2 === 0 ? [value] : { list: value }
  return value
}

const schemas: ReadonlyArray<readonly [string, Schema.Schema.AnyNoContext]> = Object.values(Endpoints.all).flatMap(
  ({ name, payload, success }) => [
    [`the answer of ${name}`, success] as const,
    [`the request of ${name}`, payload] as const
  ]
)

describe.each(schemas)("%s", (_, schema) => {
  const decode = Schema.decodeUnknownEither(schema)
  const encode = Schema.encodeUnknownEither(schema)

  it.prop("is read or refused, whatever JSON it is", [odd], ([json]) => {
    for (const value of [json, { list: [json] }, { list: json }]) {
      expect(["Left", "Right"]).toContain(decode(value)._tag)
      expect(["Left", "Right"]).toContain(encode(value)._tag)
    }
  })

  it("is read or refused, however deep it is", () => {
    for (const value of [deep(100_000), { list: [deep(100_000)] }]) {
      expect(["Left", "Right"]).toContain(decode(value)._tag)
      expect(["Left", "Right"]).toContain(encode(value)._tag)
    }
  })
})

const exported = schemasOf({ ...KeySecure, StrictAddress })

it("every exported schema is among those that are tried", () => {
  expect(exported.map(([name]) => name)).toEqual(
    expect.arrayContaining(["Rejection.Rejection", "Callback.Callback", "Envelope.Envelope", "Card.CardPage"])
  )
  expect(exported.length).toBeGreaterThan(150)
})

it.each(exported)("%s reads or refuses what it knows with anything in the place of a field", (_, schema) => {
  oddlyPlaced(schema)
})

it.prop("an envelope is read or refused, whatever it holds", [odd], ([json]) => {
  expect(["Left", "Right"]).toContain(Schema.decodeUnknownEither(Envelope.Envelope)(json)._tag)
})

it.prop("an application of plain texts is parsed or refused, whatever it holds", [odd], ([json]) => {
  expect(["Left", "Right"]).toContain(CardApplication.parse(json)._tag)
})

it("an application whose type has no text is refused", () => {
  const encoded = Schema.encodeUnknownEither(CardApplication.CardApplication)
  const decoded = Schema.decodeUnknownEither(CardApplication.CardApplication)
  expect(decoded({ card_type: withoutText })._tag).toBe("Left")
  expect(decoded({ card_type: [withoutText] })._tag).toBe("Left")
  expect(encoded({ cardType: withoutText })._tag).toBe("Left")
  expect(CardApplication.parse({ cardType: withoutText })._tag).toBe("Left")
})

it("a field that is an object without words is absent", () => {
  const bin = Schema.decodeUnknownSync(CardProduct.Bin)({ card_bin_no: "B1", support_physical: { toString: 1 } })
  expect(bin).toEqual({ cardBinNo: "B1" })
})

describe("an amount", () => {
  const read = (balance: unknown) =>
    Schema.decodeUnknownSync(Account.AccountBalance)({ symbol: "USD", balance }).balance !== undefined
  const order = (balance: BigDecimal.BigDecimal) =>
    Either.isRight(
      Schema.encodeUnknownEither(Account.TransferOrder)({
        cardholderNo: "U1",
        transferUniqueNo: "t-1",
        type: "In",
        balance
      })
    )

  it.each(["1e99", "-1e99", "1e40", "1e-41", "1e-99", 1e99, 1e-99, 1e300])(
    "of too many digits is not read: %s",
    (text) => {
      expect(read(text)).toBe(false)
    }
  )

  it.each(["0", "1e39", "9e-40", "1E-8", "0e-99", "0.00", 12.5, `${"9".repeat(40)}.${"9".repeat(40)}`])(
    "of as many digits as money has is read: %s",
    (text) => {
      expect(read(text)).toBe(true)
    }
  )

  it("of too many digits is not sent", () => {
    for (const scale of [-40, -99, -1_000_000_000]) expect(order(BigDecimal.make(1n, scale))).toBe(false)
    expect(order(BigDecimal.make(10n ** 5_000n, 0))).toBe(false)
    expect(order(BigDecimal.make(1n, -39))).toBe(true)
  })
})
