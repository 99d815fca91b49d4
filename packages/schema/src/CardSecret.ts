/**
 * The secrets of a card: its number, CVV and PIN. All are `Redacted`, and travel encrypted.
 *
 * Source: docs/api.md, Activate physical card, Set PIN, Card private info.
 *
 * @module CardSecret
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { CardNo, SentCardNo } from "./Card.js"
import { type CardholderNo, SentCardholderNo } from "./Cardholder.js"
import { sentReference, text } from "./internal/schemas/text.js"
import * as Request from "./internal/records/request.js"
import * as Wire from "./internal/records/wire.js"

const base64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/

/** Whole blocks of 16 bytes, at least one. */
const isBlocks = (value: string): boolean => {
  const bytes = (value.length / 4) * 3 - (value.endsWith("==") ? 2 : value.endsWith("=") ? 1 : 0)
  return bytes > 0 && bytes % 16 === 0
}

/**
 * A secret as it travels: AES/ECB/PKCS5Padding under the merchant's `apiSecret`, then Base64.
 *
 * @since 0.1.0
 * @category models
 */
export const Encrypted = Schema.Redacted(
  Schema.transform(
    text({
      expected: "Base64",
      accepts: () => true,
      arbitrary: (fc) => fc.constantFrom("bP0U9HnYO5mCd6nNcvOOPg==")
    }).annotations({
      jsonSchema: {
        type: "string",
        contentEncoding: "base64",
        // One block of 16 bytes.
        minLength: 24,
        description: "encrypted by AES/ECB/PKCS5Padding under the merchant's apiSecret, in Base64"
      }
    }),
    text({
      expected: "Base64 of whole blocks of 16 bytes",
      accepts: (value) => base64.test(value) && isBlocks(value),
      arbitrary: (fc) => fc.constantFrom("bP0U9HnYO5mCd6nNcvOOPg==", "dE1D0p4Xyf9uM7mZOM1IPHRNQ9KeF8n/bjO5mTjNSDw=")
    }).pipe(Schema.brand("Encrypted")),
    // Some encoders break the lines.
    { strict: false, decode: (wire) => wire.replace(/\s+/g, ""), encode: (value) => value }
  )
)

/**
 * @since 0.1.0
 * @category models
 */
export type Encrypted = typeof Encrypted.Type

/**
 * A card verification value as it is sent: 3 digits.
 *
 * @since 0.1.0
 * @category models
 */
export const Cvv = Schema.Redacted(
  text({
    expected: "3 digits",
    accepts: (value) => /^\d{3}$/.test(value),
    arbitrary: (fc) => fc.stringMatching(/^\d{3}$/)
  })
)

/**
 * @since 0.1.0
 * @category models
 */
export type Cvv = typeof Cvv.Type

/** Whether three neighbours are the same, or count up or down by one. */
const hasRun = (digits: string): boolean =>
  [...digits].some((_, index) => {
    const [a = Number.NaN, b = Number.NaN, c = Number.NaN] = Array.from(digits.slice(index, index + 3), Number)
    return b - a === c - b && Math.abs(b - a) <= 1
  })

/**
 * A PIN: 6 digits, no three or more neighbours of them identical or sequential, up or down (docs/api.md, Set PIN). The
 * platform answers 4016 (`PinRejected`) to other PINs; they are refused here first.
 *
 * @since 0.1.0
 * @category models
 */
export const Pin = Schema.Redacted(
  text({
    expected: "6 digits, no three in a row identical or sequential",
    accepts: (value) => /^\d{6}$/.test(value) && !hasRun(value),
    arbitrary: (fc) => fc.stringMatching(/^\d{6}$/).filter((digits) => !hasRun(digits))
  })
)

/**
 * @since 0.1.0
 * @category models
 */
export type Pin = typeof Pin.Type

const holder = {
  cardholderNo: Wire.required("cardholder_no", SentCardholderNo),
  cardNo: Wire.required("card_no", SentCardNo)
} as const

const cardLastNo = {
  cardLastNo: Wire.required("card_last_no", sentReference("the last digits of the card's number"))
} as const

/**
 * The activation of a physical card, by the CVV and the last digits that are printed on it. The card must be
 * `ToActivate`, and becomes `Activated`.
 *
 * @since 0.1.0
 * @category models
 */
export interface CardActivation {
  /** The cardholder to whom the card was issued. */
  readonly cardholderNo: CardholderNo
  /** The platform's number of the card. */
  readonly cardNo: CardNo
  /** The 3 digits on the back of the card; they travel encrypted. */
  readonly cvv: Cvv
  /** The last digits of the number that is printed on the card. */
  readonly cardLastNo: string
}

/**
 * @since 0.1.0
 * @category models
 */
export const CardActivation = Request.struct<CardActivation>()("CardActivation", {
  ...holder,
  cvv: Wire.required("cvv", Cvv),
  ...cardLastNo
})

/**
 * An activation as it travels: the CVV is encrypted.
 *
 * @since 0.1.0
 * @category models
 */
export interface EncryptedCardActivation {
  /** The cardholder to whom the card was issued. */
  readonly cardholderNo: CardholderNo
  /** The platform's number of the card. */
  readonly cardNo: CardNo
  /** The 3 digits on the back of the card, encrypted. */
  readonly cvv: Encrypted
  /** The last digits of the number that is printed on the card. */
  readonly cardLastNo: string
}

/**
 * @since 0.1.0
 * @category models
 */
export const EncryptedCardActivation = Request.struct<EncryptedCardActivation>()("EncryptedCardActivation", {
  ...holder,
  cvv: Wire.required("cvv", Encrypted),
  ...cardLastNo
})

/**
 * A PIN for a physical card, which must be `Activated`.
 *
 * @since 0.1.0
 * @category models
 */
export interface CardPin {
  /** The cardholder to whom the card was issued. */
  readonly cardholderNo: CardholderNo
  /** The platform's number of the card. */
  readonly cardNo: CardNo
  /** The new PIN, 6 digits; they travel encrypted. */
  readonly pin: Pin
}

/**
 * @since 0.1.0
 * @category models
 */
export const CardPin = Request.struct<CardPin>()("CardPin", { ...holder, pin: Wire.required("pin", Pin) })

/**
 * A PIN as it travels, encrypted.
 *
 * @since 0.1.0
 * @category models
 */
export interface EncryptedCardPin {
  /** The cardholder to whom the card was issued. */
  readonly cardholderNo: CardholderNo
  /** The platform's number of the card. */
  readonly cardNo: CardNo
  /** The new PIN, encrypted. */
  readonly pin: Encrypted
}

/**
 * @since 0.1.0
 * @category models
 */
export const EncryptedCardPin = Request.struct<EncryptedCardPin>()("EncryptedCardPin", {
  ...holder,
  pin: Wire.required("pin", Encrypted)
})

const digits = (what: string, pattern: RegExp) =>
  text({ expected: what, accepts: (value) => pattern.test(value), arbitrary: (fc) => fc.stringMatching(pattern) })

/** Month and year. The vendor does not document whether they are texts or numbers. */
const datePart = Schema.transform(
  Schema.Union(Schema.String, Schema.Finite).annotations({ message: () => "expected digits" }),
  digits("digits", /^\d{1,4}$/),
  { strict: false, decode: String, encode: (text) => text }
)

/**
 * A card's secrets in clear. The number and the CVV are `Redacted`, and so is their text in a message. Month and year
 * are texts, with as many digits as the platform wrote.
 *
 * @since 0.1.0
 * @category models
 */
export const CardPrivateInfo = Wire.struct("CardPrivateInfo", {
  cardNo: Wire.optional("card_no", CardNo),
  cardUniqueNo: Wire.optional("card_unique_no", Schema.NonEmptyString),
  pan: Wire.required("pan", Schema.Redacted(digits("the digits of a card's number", /^\d{8,19}$/))),
  cvv: Wire.required("cvv", Schema.Redacted(digits("3 or 4 digits", /^\d{3,4}$/))),
  expYear: Wire.optional("exp_year", datePart),
  expMonth: Wire.optional("exp_month", datePart)
})

/**
 * @since 0.1.0
 * @category models
 */
export type CardPrivateInfo = typeof CardPrivateInfo.Type
