/** When a parameter error says for certain that nothing was carried out (decision 0013). */
import { KeySecureClient, RetryPolicy } from "@effect-keysecure/client"
import { Endpoint, Endpoints } from "@effect-keysecure/schema"
import { Scenario } from "@effect-keysecure/testkit"
import { describe, expect, it } from "@effect/vitest"
import { Effect, FastCheck as fc } from "effect"
import { namesAnotherField } from "../../../src/internal/call/namedField.js"
import { applicationOf } from "../../support/requests.js"
import { simulated } from "../../support/simulated.js"

const { applyForCard, setCardPin, transfer } = Endpoints

/** Judges a message about an application under this number. */
const certain = (message: string, cardUniqueNo = "Order-771") =>
  namesAnotherField(applyForCard, message, { card_unique_no: cardUniqueNo, package_no: "P0001" })

describe("it is certain", () => {
  it.each([
    "package_no P0001 does not exist",
    "package_no: unknown",
    "packageNo is unknown",
    "package_no不存在",
    "'phone_code' is not a number",
    "[address_line1] too long",
    "  postal_code does not match state / city",
    "address_info.postalCode does not match",
    "country",
    "card_bin_no or package_no is required"
  ])("where the message begins with a field of the request: %s", (message) => {
    expect(certain(message)).toBe(true)
  })
})

describe("it is open", () => {
  it.each([
    "",
    "Invalid parameter",
    "Invalid parameter: package_no",
    "unknown: package_no",
    "参数错误package_no",
    "Package_no is unknown",
    "package_number is unknown",
    "package_no2 is unknown",
    "transfer_no is unknown",
    "constructor is unknown",
    "请求参数无效"
  ])("where it begins with anything else: %s", (message) => {
    expect(certain(message)).toBe(false)
  })

  it.each([
    "card_unique_no: used before",
    "cardUniqueNo: used before",
    "package_no is given, card_unique_no exists",
    "package_no is given, CARD UNIQUE NO exists",
    "package_no is given, merchantCardUniqueNo exists",
    "package_no is given, merchant-card-unique-no exists",
    "package_no is given, ｃａｒｄ＿ｕｎｉｑｕｅ＿ｎｏ exists",
    "package_no is given, the unique number exists",
    "package_no: 商户侧卡唯一单号已存在",
    "package_no: 卡唯一编号重复",
    "package_no was used with Order-771",
    "package_no was used with ORDER 771",
    "package_no was used with xorder_771x",
    'package_no was used in {"no":"\\u004frder-771"}'
  ])("where it speaks of the own number: %s", (message) => {
    expect(certain(message)).toBe(false)
  })

  it("where the number is made of signs alone, and stands there", () => {
    expect(certain("package_no was used with ***", "***")).toBe(false)
    expect(certain("package_no was used with **", "***")).toBe(true)
  })
})

it("a write without a number of its own is certain by the same beginning", () => {
  const about = (message: string) => namesAnotherField(setCardPin, message, { pin: "secret" })
  expect(about("pin is malformed")).toBe(true)
  expect(about("malformed pin")).toBe(false)
  expect(about("balance is too small")).toBe(false)
  expect(namesAnotherField(transfer, "balance is too small", { transfer_unique_no: "t-1" })).toBe(true)
})

const own = new Set<string>(["card_unique_no", "transfer_unique_no", "cardholder_unique_no"])
const camel = (name: string) => name.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase())
const words = fc.array(
  fc.constantFrom(
    "is",
    "invalid",
    "Invalid",
    "已存在",
    "参数错误",
    "for this merchant",
    "-",
    ":",
    "(x)",
    "already",
    "请求"
  ),
  { maxLength: 5 }
)
const numbers = fc.stringMatching(/^[A-Z]{3}-[0-9]{3,6}[a-z]?$/)

for (const endpoint of Object.values(Endpoints.all).filter(({ kind }) => kind === "write")) {
  const about: Endpoint.Any = endpoint
  const name = about.ownNumber?.name
  const fields = [...Endpoint.fieldsOf(about)].filter((field) => !own.has(field))
  const spelled = fc.constantFrom(...fields, ...fields.map(camel))
  const judge = (message: string, value: string) =>
    namesAnotherField(about, message, name === undefined ? {} : { [name]: value })

  describe(`a refusal of ${endpoint.name}`, () => {
    it.prop(
      "is certain where a field comes first, whatever follows it but the number",
      [spelled, words, numbers],
      ([field, after, value]) => {
        expect(judge([field, ...after].join(" "), value)).toBe(true)
      }
    )

    it.prop("is open where words come first", [spelled, words, words, numbers], ([field, before, after, value]) => {
      fc.pre(before.some((word) => /^\p{L}/u.test(word)) && /^\p{L}/u.test(before.join(" ")))
      expect(judge([...before, field, ...after].join(" "), value)).toBe(false)
    })

    if (name !== undefined) {
      const spellings = numbers.chain((value) =>
        fc
          .constantFrom(value, name, camel(name), name.toUpperCase(), name.replaceAll("_", " "), "唯一单号")
          .chain((told) => fc.constantFrom(told, told.toLowerCase(), `x${told}`, `${told}x`, [...told].join(" ")))
          .map((told) => ({ value, told }))
      )
      it.prop(
        "is open wherever the number is spoken of",
        [spelled, words, words, spellings],
        ([field, before, after, { told, value }]) => {
          expect(judge([field, ...before, told, ...after].join(" "), value)).toBe(false)
        }
      )
    }
  })
}

describe("a client", () => {
  const answered = (fieldInMessage: "before" | "after") =>
    Effect.flatMap(KeySecureClient.KeySecureClient, ({ applyForCard: apply }) =>
      Effect.flip(apply({ ...applicationOf("order-1"), packageNo: "P0009" } as never))
    ).pipe(
      Effect.provide(simulated(Scenario.rules({ fieldInMessage, echo: true }), { retryPolicy: RetryPolicy.never }))
    )

  it.effect("takes a parameter error for a refusal if it begins with another field", () =>
    Effect.map(answered("before"), (error) =>
      expect(error).toMatchObject({ _tag: "InvalidParameter", field: "package_no" })
    )
  )

  it.effect("leaves the outcome open if the field comes after the words", () =>
    Effect.map(answered("after"), (error) =>
      expect(error).toMatchObject({ _tag: "OutcomeUnknown", reason: { rejection: { field: "package_no" } } })
    )
  )
})
