/**
 * Cardholders: the persons to whom cards are issued, the applications for them, and their lists.
 *
 * Source: docs/api.md, Cardholder, Apply for card, Enums.
 *
 * @module Cardholder
 * @since 0.1.0
 */
import type * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import { Decimal } from "./internal/schemas/decimal.js"
import { type Dated, dated, type Paged, paged, within90Days } from "./internal/lists/query.js"
import { noBlankEnds, reference, sent, sentReference, text, type TextRule } from "./internal/schemas/text.js"
import * as Request from "./internal/records/request.js"
import * as Wire from "./internal/records/wire.js"

/**
 * The platform's number of a cardholder (`cardholder_no`): text that is not blank; its format is not documented. A
 * cardholder must be `Approved` before cards are applied for.
 *
 * @since 0.1.0
 * @category models
 */
export const CardholderNo = reference("a cardholder number").pipe(Schema.brand("CardholderNo"))

/**
 * @since 0.1.0
 * @category models
 */
export type CardholderNo = typeof CardholderNo.Type

/**
 * The number of a cardholder as it is sent in a write. It is refused if another system could store it in another form,
 * because it could not be found again. It has no blank at either end, no invisible character and no half of a
 * character, and it is in Unicode's composed form (NFC).
 *
 * @since 0.2.0
 * @category models
 */
export const SentCardholderNo = sentReference("a cardholder number").pipe(Schema.brand("CardholderNo"))

const uniqueNo: TextRule = {
  expected: "text without blanks at its ends",
  accepts: (value) => value !== "" && value.trim() === value,
  limits: { minLength: 1, pattern: noBlankEnds },
  arbitrary: (fc) => fc.stringMatching(/^[A-Za-z0-9_-]{1,64}$/)
}

/**
 * The merchant's own unique number of a cardholder (`cardholder_unique_no`): text that is not blank, with no blank at
 * either end. Its length is not documented.
 *
 * @since 0.1.0
 * @category models
 */
export const CardholderUniqueNo = text(uniqueNo).pipe(Schema.brand("CardholderUniqueNo"))

/**
 * @since 0.1.0
 * @category models
 */
export type CardholderUniqueNo = typeof CardholderUniqueNo.Type

/**
 * The merchant's own number of a cardholder as it is sent in a write. It is refused if another system could store it in
 * another form, because it could not be found again. It has no blank at either end, no invisible character and no half
 * of a character, and it is in Unicode's composed form (NFC).
 *
 * @since 0.2.0
 * @category models
 */
export const SentCardholderUniqueNo = sent("text", uniqueNo).pipe(Schema.brand("CardholderUniqueNo"))

/**
 * A cardholder's status as it is read: `Pending`, `In_progress`, `Approved`, `Rejected`, or a member that the vendor adds
 * later (docs/api.md, Enums). Only an `Approved` one gets cards.
 *
 * @since 0.1.0
 * @category models
 */
export const CardholderStatus = Wire.open("Pending", "In_progress", "Approved", "Rejected")

/**
 * @since 0.1.0
 * @category models
 */
export type CardholderStatus = typeof CardholderStatus.Type

/**
 * An application for a cardholder. `sumsubShareToken` lets the platform fetch the identity check from Sumsub: it is kept
 * `Redacted`. `cardholderNo` is given only to update a cardholder.
 *
 * Errors of the platform: `CardholderExists` (2001, which may answer a second copy: the outcome is then unknown),
 * `CardholderAlreadyVerified` (2003), `CardholderKycUnavailable` (2006), `CardholderUniqueNoMismatch` (2011).
 *
 * @since 0.1.0
 * @category models
 */
export interface CardholderApplication {
  /** The cardholder to update. Without it, the application is for a new cardholder. */
  readonly cardholderNo?: CardholderNo | undefined
  /** The merchant's own number of the cardholder: the same for every try. */
  readonly cardholderUniqueNo: CardholderUniqueNo
  /** The token with which the platform fetches the identity check from Sumsub. */
  readonly sumsubShareToken: Redacted.Redacted<string>
}

/**
 * @since 0.1.0
 * @category models
 */
export const CardholderApplication = Request.struct<CardholderApplication>()("CardholderApplication", {
  cardholderNo: Wire.optional("cardholder_no", SentCardholderNo),
  cardholderUniqueNo: Wire.required("cardholder_unique_no", SentCardholderUniqueNo),
  sumsubShareToken: Wire.required("sumsub_share_token", Schema.Redacted(reference("a Sumsub share token")))
})

/**
 * The answer to an application for a cardholder.
 *
 * @since 0.1.0
 * @category models
 */
export const AppliedCardholder = Wire.struct("AppliedCardholder", {
  cardholderNo: Wire.required("cardholder_no", CardholderNo),
  cardholderUniqueNo: Wire.required("cardholder_unique_no", CardholderUniqueNo)
})

/**
 * @since 0.1.0
 * @category models
 */
export type AppliedCardholder = typeof AppliedCardholder.Type

const known = {
  cardholderNo: Wire.required("cardholder_no", CardholderNo),
  cardholderUniqueNo: Wire.lenient("cardholder_unique_no", Schema.NonEmptyString),
  email: Wire.lenient("email", Schema.NonEmptyString),
  status: Wire.required("status", CardholderStatus),
  time: Wire.lenient("time", Schema.DateTimeUtcFromNumber)
} as const

/**
 * A cardholder as the list shows it: only the number and the status are relied on. `email` is personal.
 *
 * @since 0.1.0
 * @category models
 */
export const CardholderListItem = Wire.struct("CardholderListItem", {
  ...known,
  failReason: Wire.lenient("fail_reason", Schema.NonEmptyString)
})

/**
 * @since 0.1.0
 * @category models
 */
export type CardholderListItem = typeof CardholderListItem.Type

/**
 * One page of the cardholder list.
 *
 * @since 0.1.0
 * @category models
 */
export const CardholderPage = Wire.page("CardholderPage", CardholderListItem)

/**
 * @since 0.1.0
 * @category models
 */
export type CardholderPage = typeof CardholderPage.Type

/**
 * A query for cardholders: a span of time of at most 90 days, and optionally one number or unique number.
 *
 * @since 0.1.0
 * @category models
 */
export interface CardholderListQuery extends Dated, Paged {
  /** Only the cardholder with this number of the platform's. */
  readonly cardholderNo?: CardholderNo | undefined
  /** Only the cardholder with this number of the merchant's own. */
  readonly cardholderUniqueNo?: CardholderUniqueNo | undefined
}

/**
 * @since 0.1.0
 * @category models
 */
export const CardholderListQuery = Request.struct<CardholderListQuery>()(
  "CardholderListQuery",
  {
    cardholderNo: Wire.optional("cardholder_no", CardholderNo),
    cardholderUniqueNo: Wire.optional("cardholder_unique_no", CardholderUniqueNo),
    ...dated,
    ...paged
  },
  within90Days
)

/**
 * Which cardholder to ask for.
 *
 * @since 0.1.0
 * @category models
 */
export interface CardholderRef {
  /** The platform's number of the cardholder. */
  readonly cardholderNo: CardholderNo
}

/**
 * @since 0.1.0
 * @category models
 */
export const CardholderRef = Request.struct<CardholderRef>()("CardholderRef", {
  cardholderNo: Wire.required("cardholder_no", CardholderNo)
})

/**
 * A cardholder in detail. `totalBalance` is in USD. `cardList` holds the cardholder's cards as they were sent: the
 * fields of its items are not documented.
 *
 * @since 0.1.0
 * @category models
 */
export const CardholderDetail = Wire.struct("CardholderDetail", {
  ...known,
  totalBalance: Wire.lenient("total_balance", Decimal),
  cardList: Wire.lenient("card_list", Schema.Array(Wire.AsSent))
})

/**
 * @since 0.1.0
 * @category models
 */
export type CardholderDetail = typeof CardholderDetail.Type
