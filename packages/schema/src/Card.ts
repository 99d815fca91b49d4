/**
 * Cards: their numbers, types and statuses, the card list, and the operations on a card.
 *
 * Source: docs/api.md, Apply for card, Card list, Card detail, Card management, Enums.
 *
 * @module Card
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { CardholderNo } from "./Cardholder.js"
import { FeeDetail } from "./CardProduct.js"
import { type Dated, dated, type Paged, paged, within90Days } from "./internal/lists/query.js"
import { ownNumberRule, reference, sent, sentReference, text } from "./internal/schemas/text.js"
import * as Request from "./internal/records/request.js"
import * as Wire from "./internal/records/wire.js"

/**
 * The platform's number of a card (`card_no`): text that is not blank; its format is not documented.
 *
 * @since 0.1.0
 * @category models
 */
export const CardNo = reference("a card number").pipe(Schema.brand("CardNo"))

/**
 * @since 0.1.0
 * @category models
 */
export type CardNo = typeof CardNo.Type

/**
 * The number of a card as it is sent in a write. It is refused if another system could store it in another form,
 * because it could not be found again. It has no blank at either end, no invisible character and no half of a
 * character, and it is in Unicode's composed form (NFC).
 *
 * @since 0.2.0
 * @category models
 */
export const SentCardNo = sentReference("a card number").pipe(Schema.brand("CardNo"))

/**
 * The most characters that a `card_unique_no` may have (docs/api.md, Apply for card). Characters are counted as UTF-16
 * code units, the narrower reading, so that no counting rejects what we accept.
 *
 * @since 0.1.0
 * @category constants
 */
export const cardUniqueNoMaxLength = 64

const uniqueNo = ownNumberRule(cardUniqueNoMaxLength)

/**
 * The merchant's own unique number of a card (`card_unique_no`): 1 to 64 characters, no blank at either end (a platform
 * that trims it would list the card under another number, and it could not be found again).
 *
 * An application whose outcome is unknown is found by it: choose it before the first try, store it, and use it again
 * for every try of the same card.
 *
 * @since 0.1.0
 * @category models
 */
export const CardUniqueNo = text(uniqueNo).pipe(Schema.brand("CardUniqueNo"))

/**
 * @since 0.1.0
 * @category models
 */
export type CardUniqueNo = typeof CardUniqueNo.Type

/**
 * The merchant's own number of a card as it is sent in a write. It is refused if another system could store it in
 * another form, because it could not be found again. It has no blank at either end, no invisible character and no half
 * of a character, and it is in Unicode's composed form (NFC).
 *
 * @since 0.2.0
 * @category models
 */
export const SentCardUniqueNo = sent(`1 to ${cardUniqueNoMaxLength} characters`, uniqueNo).pipe(
  Schema.brand("CardUniqueNo")
)

/**
 * A card's type as it is sent: `Virtual` or `Physical`, nothing else (docs/api.md, Enums).
 *
 * @since 0.1.0
 * @category models
 */
export const CardType = Schema.Literal("Virtual", "Physical")

/**
 * @since 0.1.0
 * @category models
 */
export type CardType = typeof CardType.Type

/**
 * A card's type as it is read: a member that the vendor adds later decodes too (docs/api.md, Enums).
 *
 * @since 0.1.0
 * @category models
 */
export const ReadCardType = Wire.open("Virtual", "Physical")

/**
 * A card's status as it is read: `Pending`, `ToActivate`, `Activated`, `Fail`, `Frozen`, `Delete`, or a member that
 * the vendor adds later (docs/api.md, Enums).
 *
 * @since 0.1.0
 * @category models
 */
export const CardStatus = Wire.open("Pending", "ToActivate", "Activated", "Fail", "Frozen", "Delete")

/**
 * @since 0.1.0
 * @category models
 */
export type CardStatus = typeof CardStatus.Type

/**
 * A card as the card list shows it. `time` is in Unix ms on the wire; whether it is the card's creation or its last
 * change is not documented. Only the card's number and status are relied on. The rest may be absent, for a card that is
 * not ready or that was not applied for through the API. A field that cannot be read is absent too, such as a
 * `card_unique_no` that is not a text.
 *
 * @since 0.1.0
 * @category models
 */
export const CardListItem = Wire.struct("CardListItem", {
  cardNo: Wire.required("card_no", CardNo),
  cardUniqueNo: Wire.lenient("card_unique_no", Schema.NonEmptyString),
  cardholderNo: Wire.lenient("cardholder_no", Schema.NonEmptyString),
  cardType: Wire.lenient("card_type", ReadCardType),
  cardLastNo: Wire.lenient("card_last_no", Schema.NonEmptyString),
  organization: Wire.lenient("organization", Schema.NonEmptyString),
  status: Wire.required("status", CardStatus),
  time: Wire.lenient("time", Schema.DateTimeUtcFromNumber)
})

/**
 * @since 0.1.0
 * @category models
 */
export type CardListItem = typeof CardListItem.Type

/**
 * One page of the card list. It has no total, and a page may be shorter than was asked for: an empty page is the end.
 *
 * @since 0.1.0
 * @category models
 */
export const CardPage = Wire.page("CardPage", CardListItem)

/**
 * @since 0.1.0
 * @category models
 */
export type CardPage = typeof CardPage.Type

/**
 * A query for cards: a span of time of at most 90 days, and optionally the card, its unique number or its cardholder.
 * Make the span with `DatedQuery.between`. `page` counts from 0 (the default). `size` is 1 to 100 (the platform's
 * default is 10).
 *
 * Errors of the platform: `QueryEndsBeforeStart` (1019), `QueryRangeTooLong` (1020); both are checked here first.
 *
 * @since 0.1.0
 * @category models
 */
export interface CardListQuery extends Dated, Paged {
  /** Only the cards of this cardholder. */
  readonly cardholderNo?: CardholderNo | undefined
  /** Only the card with this number of the merchant's own. */
  readonly cardUniqueNo?: CardUniqueNo | undefined
  /** Only the card with this number of the platform's. */
  readonly cardNo?: CardNo | undefined
}

/**
 * @since 0.1.0
 * @category models
 */
export const CardListQuery = Request.struct<CardListQuery>()(
  "CardListQuery",
  {
    cardholderNo: Wire.optional("cardholder_no", CardholderNo),
    cardUniqueNo: Wire.optional("card_unique_no", CardUniqueNo),
    cardNo: Wire.optional("card_no", CardNo),
    ...dated,
    ...paged
  },
  within90Days
)

/**
 * Which card to ask for.
 *
 * @since 0.1.0
 * @category models
 */
export interface CardRef {
  /** The platform's number of the card. */
  readonly cardNo: CardNo
}

/**
 * @since 0.1.0
 * @category models
 */
export const CardRef = Request.struct<CardRef>()("CardRef", { cardNo: Wire.required("card_no", CardNo) })

/**
 * A card in detail. Only its number and status are relied on. Any other field that cannot be read is absent.
 *
 * @since 0.1.0
 * @category models
 */
export const CardDetail = Wire.struct("CardDetail", {
  cardNo: Wire.required("card_no", CardNo),
  cardUniqueNo: Wire.lenient("card_unique_no", Schema.NonEmptyString),
  cardholderNo: Wire.lenient("cardholder_no", Schema.NonEmptyString),
  cardName: Wire.lenient("card_name", Schema.NonEmptyString),
  packageNameEn: Wire.lenient("package_name_en", Schema.NonEmptyString),
  packageNameCn: Wire.lenient("package_name_cn", Schema.NonEmptyString),
  cardType: Wire.lenient("card_type", ReadCardType),
  organization: Wire.lenient("organization", Schema.NonEmptyString),
  cardLastNo: Wire.lenient("card_last_no", Schema.NonEmptyString),
  feeDetail: Wire.lenient("fee_detail", FeeDetail),
  status: Wire.required("status", CardStatus),
  time: Wire.lenient("time", Schema.DateTimeUtcFromNumber)
})

/**
 * @since 0.1.0
 * @category models
 */
export type CardDetail = typeof CardDetail.Type

/**
 * The status that a card may be given: `Activated` (which also unfreezes it), `Frozen`, `Delete` (docs/api.md, Update
 * card status).
 *
 * @since 0.1.0
 * @category models
 */
export const NewCardStatus = Schema.Literal("Activated", "Frozen", "Delete")

/**
 * @since 0.1.0
 * @category models
 */
export type NewCardStatus = typeof NewCardStatus.Type

/**
 * A card's new status.
 *
 * @since 0.1.0
 * @category models
 */
export interface CardStatusUpdate {
  /** The card. */
  readonly cardNo: CardNo
  /** Its new status. `Activated` unfreezes it; `Delete` cannot be undone. */
  readonly status: NewCardStatus
}

/**
 * @since 0.1.0
 * @category models
 */
export const CardStatusUpdate = Request.struct<CardStatusUpdate>()("CardStatusUpdate", {
  cardNo: Wire.required("card_no", SentCardNo),
  status: Wire.required("status", NewCardStatus)
})

/**
 * The answer to an operation on a card. The meaning of `false` beside code 0 is not documented: look at the card.
 *
 * @since 0.1.0
 * @category models
 */
export const CardOperationResult = Wire.struct("CardOperationResult", {
  result: Wire.required("result", Schema.Boolean)
})

/**
 * @since 0.1.0
 * @category models
 */
export type CardOperationResult = typeof CardOperationResult.Type

/**
 * A token with which a page shows one card's secrets: it serves once. `expiresIn` is in seconds.
 *
 * @since 0.1.0
 * @category models
 */
export const ClientToken = Wire.struct("ClientToken", {
  clientAccessToken: Wire.required("client_access_token", Schema.Redacted(reference("a client token"))),
  expiresIn: Wire.lenient("expires_in", Wire.Quantity)
})

/**
 * @since 0.1.0
 * @category models
 */
export type ClientToken = typeof ClientToken.Type
