/** Money: exact both ways, and no answer is unreadable for the way in which an amount is written. */
import { Account, CardProduct } from "@effect-keysecure/schema"
import { BigDecimal, Either, FastCheck as fc, Option, Schema } from "effect"
import { describe, expect, it } from "vitest"

const order = { cardholder_no: "U0001", transfer_unique_no: "t-1", type: "In" } as const
const encodeOrder = Schema.encodeEither(Account.TransferOrder)
const orderOf = (balance: BigDecimal.BigDecimal) =>
  Schema.decodeSync(Schema.typeSchema(Account.TransferOrder))({
    ...Schema.decodeSync(Account.TransferOrder)({ ...order, balance: "1.00" }),
    balance
  })
const written = (balance: BigDecimal.BigDecimal) => Either.map(encodeOrder(orderOf(balance)), (wire) => wire.balance)
const readBalance = Schema.decodeUnknownEither(Account.AccountBalance)
const balanceOf = (balance: unknown) => Either.map(readBalance({ balance }), (read) => read.balance)

describe("an amount that is sent", () => {
  it("has two decimals, whatever its scale", () =>
    fc.assert(
      fc.property(fc.bigInt({ min: 1n, max: 10n ** 20n }), fc.integer({ min: 0, max: 20 }), (cents, zeros) => {
        const text = cents.toString().padStart(3, "0")
        const expected = `${text.slice(0, -2)}.${text.slice(-2)}`
        expect(written(BigDecimal.make(cents * 10n ** BigInt(zeros), 2 + zeros))).toEqual(Either.right(expected))
      })
    ))

  it.each(["0", "-1", "0.001", "1.005"])("is not %s", (text) => {
    expect(() => orderOf(BigDecimal.unsafeFromString(text))).toThrow("an amount of more than 0 with at most 2 decimals")
  })

  it("is not so large that writing it would take all memory", () => {
    expect(() => orderOf(BigDecimal.make(1n, -2_000_000_000))).toThrow("at most 2 decimals")
  })
})

describe("an amount that is read", () => {
  it("is what was written, as text or as a JSON number", () =>
    fc.assert(
      fc.property(fc.integer({ min: -(10 ** 12), max: 10 ** 12 }), (cents) => {
        const digits = Math.abs(cents).toString().padStart(3, "0")
        const text = `${cents < 0 ? "-" : ""}${digits.slice(0, -2)}.${digits.slice(-2)}`
        const amount = BigDecimal.make(BigInt(cents), 2)
        const isSame = (wire: unknown) =>
          Option.exists(
            Either.getRight(balanceOf(wire)),
            (read) => read !== undefined && BigDecimal.equals(read, amount)
          )
        expect([text, JSON.parse(text)].map(isSame)).toEqual([true, true])
      })
    ))

  it.each([".5", "0E-8", "1e3", "+1.0", "-0.00"])("may be written %s", (text) => {
    expect(Either.isRight(balanceOf(text))).toBe(true)
  })

  it.each(["1,5", "1.2.3", "one", " 1", "1e1000", 0.1 + 0.2, 1 / 3, true, {}])(
    "is not %j, which counts as absent",
    (wire) => {
      expect(readBalance({ balance: wire })).toEqual(Either.right({}))
    }
  )
})

describe("what is not documented and cannot be read", () => {
  it("is absent, and makes nothing else unreadable", () => {
    const read = Schema.decodeUnknownSync(CardProduct.BinPage)
    expect(
      read({
        list: [
          {
            card_bin_no: "B1",
            support_virtual: "Y",
            support_physical: "perhaps",
            balance_limit: { limit_balance: "much" }
          }
        ]
      })
    ).toEqual({ list: [{ cardBinNo: "B1", supportVirtual: true, balanceLimit: {} }] })
    const fees = Schema.decodeUnknownSync(CardProduct.FeeDetail)
    expect(fees({ open_cost: "1%", decline_fee: "0.50", consume_cancle_fee: "2" })).toEqual({
      declineFee: BigDecimal.unsafeFromString("0.50"),
      consumeCancelFee: BigDecimal.unsafeFromString("2")
    })
    const transferred = Schema.decodeUnknownSync(Account.TransferResult)
    expect(transferred({ transfer_no: "T1", transfer_unique_no: "t-1", after_balance: "none" })).toEqual({
      transferNo: "T1",
      transferUniqueNo: "t-1"
    })
  })
})
