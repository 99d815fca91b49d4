/** Numbers on the way out of a write: only those that every system stores as they were sent (docs/outcomes.md). */
import {
  Account,
  Card,
  CardApplication,
  CardProduct,
  CardSecret,
  Cardholder,
  type Endpoint,
  Endpoints
} from "@effect-keysecure/schema"
import { describe, expect, it } from "@effect/vitest"
import { Arbitrary, Either, FastCheck as fc, Predicate, Schema } from "effect"
import { isStoredAsSent } from "../../src/internal/schemas/text.js"

/** What systems do to a text that they store. */
const platforms: Readonly<Record<string, (text: string) => string>> = {
  "keeps it": (text) => text,
  "trims it": (text) => text.trim(),
  "trims every white space": (text) => text.replace(/^\p{White_Space}+|\p{White_Space}+$/gu, ""),
  "composes it": (text) => text.normalize("NFC"),
  "drops controls": (text) => text.replace(/\p{Cc}/gu, ""),
  "drops formats": (text) => text.replace(/\p{Cf}/gu, ""),
  "drops what nobody sees": (text) => text.replace(/\p{Default_Ignorable_Code_Point}/gu, ""),
  "drops halves of characters": (text) => text.replace(/\p{Cs}/gu, ""),
  "stores UTF-8": (text) => Buffer.from(text, "utf8").toString("utf8")
}

const odd = [
  "\u0000",
  "\u001f",
  "\u007f",
  "\u0085",
  "\u00ad",
  "\u200b",
  "\u200e",
  "\u2060",
  "\ufeff",
  "\ufe0f",
  "\u3164"
]
const blanks = [" ", "\t", "\n", "\u00a0", "\u2003", "\u3000", "\u2028"]
const halves = ["\ud800", "\udfff"]
const composed = ["\u00e9", "e\u0301", "\u1e9b\u0323", "\u212b", "\uac00", "\u1100\u1161", "\u4e2d", "\ud83d\ude00"]
const pieces = fc.oneof(
  { weight: 4, arbitrary: fc.string({ maxLength: 3 }) },
  fc.string({ unit: "grapheme", maxLength: 3 }),
  fc.string({ unit: "binary", maxLength: 3 }),
  fc.constantFrom(...odd, ...blanks, ...halves, ...composed),
  fc.integer({ min: 0, max: 0xffff }).map((unit) => String.fromCharCode(unit))
)
const texts = fc.array(pieces, { maxLength: 6 }).map((parts) => parts.join(""))

it.prop("a text is stored as sent if no system changes it", [texts], ([text]) => {
  const unchanged = text !== "" && Object.values(platforms).every((store) => store(text) === text)
  expect(isStoredAsSent(text)).toBe(unchanged)
})

it("every single character is judged as the systems judge it", () => {
  const differing: Array<string> = []
  for (let unit = 0; unit <= 0x10ffff; unit += 1) {
    const text = `a${String.fromCodePoint(unit)}b`
    if (isStoredAsSent(text) !== Object.values(platforms).every((store) => store(text) === text)) {
      differing.push(unit.toString(16))
    }
  }
  expect(differing).toEqual([])
})

/** Every number that a write sends: where it stands on the wire, as it is read, and as it is sent. */
const numbers: Readonly<Record<string, readonly [read: Schema.Schema.AnyNoContext, sent: Schema.Schema.AnyNoContext]>> =
  {
    card_bin_no: [CardProduct.CardBinNo, CardProduct.SentCardBinNo],
    card_no: [Card.CardNo, Card.SentCardNo],
    card_unique_no: [Card.CardUniqueNo, Card.SentCardUniqueNo],
    cardholder_no: [Cardholder.CardholderNo, Cardholder.SentCardholderNo],
    cardholder_unique_no: [Cardholder.CardholderUniqueNo, Cardholder.SentCardholderUniqueNo],
    package_no: [CardProduct.PackageNo, CardProduct.SentPackageNo],
    transfer_unique_no: [Account.TransferUniqueNo, Account.SentTransferUniqueNo]
  }

describe.each(Object.entries(numbers))("%s", (_, [read, sent]) => {
  const isRead: (value: unknown) => boolean = Schema.is(read)
  const isSent: (value: unknown) => boolean = Schema.is(sent)

  it.prop("is sent if it may be read and is stored as sent", [texts], ([text]) => {
    expect(isSent(text)).toBe(isRead(text) && isStoredAsSent(text))
  })

  it.prop("that the arbitrary makes may be sent", [Arbitrary.make(read)], ([text]) => {
    expect(isSent(text)).toBe(true)
  })

  it("that is refused is not repeated, and the error says what is expected", () => {
    const message = Either.match(Schema.decodeUnknownEither(sent)("secret\u200bnumber"), {
      onLeft: String,
      onRight: () => ""
    })
    expect(message).toMatch(/^expected .*\(NFC\)/)
    expect(message).not.toContain("secret")
  })
})

describe("a write", () => {
  const payloads = [
    ...Object.values(Endpoints.all).flatMap((endpoint: Endpoint.Any) =>
      endpoint.kind === "write" ? [[endpoint.name, endpoint.payload] as const] : []
    ),
    ["setCardPin in clear", CardSecret.CardPin] as const,
    ["activateCard in clear", CardSecret.CardActivation] as const
  ]

  for (const [name, payload] of payloads) {
    it.prop(
      `${name} sends no number that could be stored otherwise, and names the field`,
      [Arbitrary.make(payload)],
      ([value]) => {
        expect(Either.isRight(Schema.encodeUnknownEither(payload)(value))).toBe(true)
        const record: Readonly<Record<string, unknown>> = Predicate.isReadonlyRecord(value) ? value : {}
        const fields = Object.keys(record).filter((field) => field.endsWith("No"))
        expect(fields.length).toBeGreaterThan(0)
        for (const field of fields) {
          for (const odd of ["\u00e9\u200b", "e\u0301", " A", "A\u0000B", "A\ud800"]) {
            const refused = Schema.encodeUnknownEither(payload)({ ...record, [field]: odd })
            expect(Either.isLeft(refused) && refused.left.message, field).toContain(`["${field}"]`)
          }
          expect(
            Either.isRight(Schema.encodeUnknownEither(payload)({ ...record, [field]: "N\u00b0 \u4e2d" })),
            field
          ).toBe(true)
        }
      }
    )
  }
})

it("what is read is what it was: a list may show, and be asked for, a number that would not be sent", () => {
  const cardUniqueNo = Card.CardUniqueNo.make("e\u0301\u200b")
  expect(Schema.is(CardApplication.AppliedCard)({ cardNo: Card.CardNo.make(" C1"), cardUniqueNo })).toBe(true)
  expect(Schema.is(Card.CardListItem)({ cardNo: Card.CardNo.make(" C1"), cardUniqueNo, status: "Pending" })).toBe(true)
  for (const query of fc.sample(Arbitrary.make(Card.CardListQuery), 20)) {
    expect(Schema.is(Card.CardListQuery)({ ...query, cardUniqueNo })).toBe(true)
  }
})
