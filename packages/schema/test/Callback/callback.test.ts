/** Callbacks: which fields must be there, and that numbers and texts are not taken for each other. */
import { Callback } from "@effect-keysecure/schema"
import { BigDecimal, DateTime, Either, Schema } from "effect"
import { describe, expect, it } from "vitest"

const number = (text: string): Callback.JsonNumber => ({ _tag: "JsonNumber", text })
const decode = Schema.decodeUnknownEither(Callback.Callback)
const isRead = (action: string, data: unknown): boolean => Either.isRight(decode({ action, data }))

const auth = { consume_no: "T1", card_no: "C1", amount: number("100.00") }
const consumption = { consume_no: "T1", card_no: "C1" }
const cardUpdate = { card_no: "C1", after_status: "Frozen" }

describe("a callback", () => {
  it("needs no more than what is relied on", () => {
    expect(isRead("Auth", auth)).toBe(true)
    expect(isRead("Consumption", consumption)).toBe(true)
    expect(isRead("Card_update", cardUpdate)).toBe(true)
  })

  it.each([
    ["Auth", auth],
    ["Consumption", consumption],
    ["Card_update", cardUpdate]
  ])("of %s needs all that is relied on", (action, data) => {
    for (const name of Object.keys(data)) {
      for (const nothing of [undefined, null, ""]) expect(isRead(action, { ...data, [name]: nothing })).toBe(false)
    }
  })

  it("has the documented fields", () => {
    const whole = decode({
      id: "cb-1",
      action: "Consumption",
      data: {
        consume_no: "T1",
        consume_relate_no: "",
        card_no: "C1",
        cardholder_no: "U1",
        type: "Refund",
        amount: number("-0.10"),
        local_amount: number("1E+2"),
        local_currency: "CNY",
        fee: number("1.50"),
        fee_detail: [{ fee_type: "Refund_fee", amount: number("1.50") }, { fee_type: "New_fee" }],
        remark: "r",
        detail: null,
        merchant_info: { merchant_name: "M", merchant_mcc: number("5814"), city: "Paris", country: "FR" },
        status: "Success",
        time: number("1767225600000"),
        brand_new: true
      }
    })
    expect(Either.getOrThrow(whole)).toEqual({
      id: "cb-1",
      action: "Consumption",
      data: {
        consumeNo: "T1",
        cardNo: "C1",
        cardholderNo: "U1",
        type: "Refund",
        amount: BigDecimal.unsafeFromString("-0.10"),
        localAmount: BigDecimal.unsafeFromString("1E+2"),
        localCurrency: "CNY",
        fee: BigDecimal.unsafeFromString("1.50"),
        feeDetail: [{ feeType: "Refund_fee", amount: BigDecimal.unsafeFromString("1.50") }, { feeType: "New_fee" }],
        remark: "r",
        merchantInfo: { merchantName: "M", merchantMcc: "5814", city: "Paris", country: "FR" },
        status: "Success",
        time: DateTime.unsafeMake(1_767_225_600_000)
      }
    })
  })

  it.each(["amount", "local_amount", "time"])("takes no other value for the number %s, nor JavaScript's", (name) => {
    for (const value of ["x", " 100", "1,00", 100, true, {}, { text: "100" }, { _tag: "JsonNumber", text: 100 }]) {
      expect(isRead("Auth", { ...auth, [name]: value })).toBe(false)
    }
    expect(isRead("Auth", { ...auth, [name]: number("100") })).toBe(true)
    expect(isRead("Auth", { ...auth, [name]: "100" })).toBe(true)
  })

  it.each(["1767225600123", "1767225600"])("has a time in ms or in seconds, as a number or in digits: %s", (text) => {
    const millis = text.length === 10 ? 1_767_225_600_000 : 1_767_225_600_123
    for (const time of [number(text), text]) {
      const { data } = Either.getOrThrow(decode({ action: "Auth", data: { ...auth, time } }))
      expect(data.time).toEqual(DateTime.unsafeMake(millis))
    }
  })

  it.each(["consume_no", "card_no", "cardholder_no", "type", "local_currency", "status"])(
    "takes no number for the text %s",
    (name) => {
      for (const value of [number("17"), 17, true, ["17"]])
        expect(isRead("Auth", { ...auth, [name]: value })).toBe(false)
    }
  )

  it("has a time that is one", () => {
    for (const text of ["1.5", "1e400", "-", "9".repeat(16), "9".repeat(400)]) {
      expect(isRead("Auth", { ...auth, time: number(text) })).toBe(false)
    }
  })

  it("has money that is no larger than money", () => {
    expect(isRead("Auth", { ...auth, amount: number("1e999999999") })).toBe(false)
    expect(isRead("Auth", { ...auth, amount: number("9".repeat(41)) })).toBe(false)
  })

  it("is of a documented action", () => {
    expect(isRead("Card_create", cardUpdate)).toBe(false)
    expect(isRead("Card_update", auth)).toBe(false)
  })
})
