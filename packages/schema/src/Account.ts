/**
 * Accounts and transfers: the money behind cards, in credit extension mode.
 *
 * Source: docs/api.md, Account, Enums.
 *
 * @module Account
 * @since 0.1.0
 */
import type * as BigDecimal from "effect/BigDecimal"
import * as Schema from "effect/Schema"
import { CardholderNo, SentCardholderNo } from "./Cardholder.js"
import { Decimal, positive } from "./internal/schemas/decimal.js"
import { type Dated, dated, type Paged, paged, within90Days } from "./internal/lists/query.js"
import { ownNumberRule, reference, sent, text } from "./internal/schemas/text.js"
import * as Request from "./internal/records/request.js"
import * as Wire from "./internal/records/wire.js"

/**
 * The platform's number of a transfer (`transfer_no`): text that is not blank; its format is not documented.
 *
 * @since 0.1.0
 * @category models
 */
export const TransferNo = reference("a transfer number").pipe(Schema.brand("TransferNo"))

/**
 * @since 0.1.0
 * @category models
 */
export type TransferNo = typeof TransferNo.Type

/**
 * The most characters that a `transfer_unique_no` may have (docs/api.md, Account), counted as UTF-16 code units.
 *
 * @since 0.1.0
 * @category constants
 */
export const transferUniqueNoMaxLength = 64

const uniqueNo = ownNumberRule(transferUniqueNoMaxLength)

/**
 * The merchant's own unique number of a transfer (`transfer_unique_no`): 1 to 64 characters, no blank at either end. A
 * transfer whose outcome is unknown is found by it: choose one per transfer, the same for every try.
 *
 * @since 0.1.0
 * @category models
 */
export const TransferUniqueNo = text(uniqueNo).pipe(Schema.brand("TransferUniqueNo"))

/**
 * @since 0.1.0
 * @category models
 */
export type TransferUniqueNo = typeof TransferUniqueNo.Type

/**
 * The merchant's own number of a transfer as it is sent in a write. It is refused if another system could store it in
 * another form, because it could not be found again. It has no blank at either end, no invisible character and no half
 * of a character, and it is in Unicode's composed form (NFC).
 *
 * @since 0.2.0
 * @category models
 */
export const SentTransferUniqueNo = sent(`1 to ${transferUniqueNoMaxLength} characters`, uniqueNo).pipe(
  Schema.brand("TransferUniqueNo")
)

/**
 * The direction of a transfer, as it is sent: `In` to the cardholder's account, `Out` of it (docs/api.md, Enums).
 *
 * @since 0.1.0
 * @category models
 */
export const TransferType = Schema.Literal("In", "Out")

/**
 * @since 0.1.0
 * @category models
 */
export type TransferType = typeof TransferType.Type

/**
 * A transfer to make. `balance` is the amount in TUSDT: more than 0, since `type` gives the direction, with at most two
 * decimals, written with two.
 *
 * @since 0.1.0
 * @category models
 */
export interface TransferOrder {
  /** The cardholder whose account it is. */
  readonly cardholderNo: CardholderNo
  /** The merchant's own number of the transfer: the same for every try. */
  readonly transferUniqueNo: TransferUniqueNo
  /** `In` to the account, or `Out` of it. */
  readonly type: TransferType
  /** The amount in TUSDT: more than 0, with at most two decimals. */
  readonly balance: BigDecimal.BigDecimal
}

/**
 * @since 0.1.0
 * @category models
 */
export const TransferOrder = Request.struct<TransferOrder>()("TransferOrder", {
  cardholderNo: Wire.required("cardholder_no", SentCardholderNo),
  transferUniqueNo: Wire.required("transfer_unique_no", SentTransferUniqueNo),
  type: Wire.required("type", TransferType),
  balance: Wire.required("balance", positive(2))
})

/**
 * The answer to a transfer, with the account's balance before and after it.
 *
 * @since 0.1.0
 * @category models
 */
export const TransferResult = Wire.struct("TransferResult", {
  transferNo: Wire.required("transfer_no", TransferNo),
  transferUniqueNo: Wire.required("transfer_unique_no", TransferUniqueNo),
  beforeBalance: Wire.lenient("before_balance", Decimal),
  afterBalance: Wire.lenient("after_balance", Decimal)
})

/**
 * @since 0.1.0
 * @category models
 */
export type TransferResult = typeof TransferResult.Type

/**
 * The balances of a cardholder in one currency.
 *
 * @since 0.1.0
 * @category models
 */
export const AccountBalance = Wire.struct("AccountBalance", {
  cardholderNo: Wire.lenient("cardholder_no", CardholderNo),
  symbol: Wire.lenient("symbol", Schema.NonEmptyString),
  symbolChain: Wire.lenient("symbol_chain", Schema.NonEmptyString),
  balance: Wire.lenient("balance", Decimal),
  usdBalance: Wire.lenient("usd_balance", Decimal),
  bonusBalance: Wire.lenient("bonus_balance", Decimal),
  usdBonusBalance: Wire.lenient("usd_bonus_balance", Decimal)
})

/**
 * @since 0.1.0
 * @category models
 */
export type AccountBalance = typeof AccountBalance.Type

/**
 * A cardholder's account: one balance per currency.
 *
 * @since 0.1.0
 * @category models
 */
export const AccountDetail = Wire.page("AccountDetail", AccountBalance)

/**
 * @since 0.1.0
 * @category models
 */
export type AccountDetail = typeof AccountDetail.Type

/**
 * A transfer as the list shows it. Its fields are not documented, so it is as it was sent, under the vendor's names.
 *
 * @since 0.1.0
 * @category models
 */
export const TransferListItem = Wire.AsSent

/**
 * @since 0.1.0
 * @category models
 */
export type TransferListItem = typeof TransferListItem.Type

/**
 * One page of the transfer list.
 *
 * @since 0.1.0
 * @category models
 */
export const TransferPage = Wire.page("TransferPage", TransferListItem)

/**
 * @since 0.1.0
 * @category models
 */
export type TransferPage = typeof TransferPage.Type

/**
 * A query for transfers: a span of time of at most 90 days, and optionally one cardholder or transfer.
 *
 * @since 0.1.0
 * @category models
 */
export interface TransferListQuery extends Dated, Paged {
  /** Only the transfers of this cardholder. */
  readonly cardholderNo?: CardholderNo | undefined
  /** Only the transfer with this number of the platform's. */
  readonly transferNo?: TransferNo | undefined
  /** Only the transfer with this number of the merchant's own. */
  readonly transferUniqueNo?: TransferUniqueNo | undefined
}

/**
 * @since 0.1.0
 * @category models
 */
export const TransferListQuery = Request.struct<TransferListQuery>()(
  "TransferListQuery",
  {
    cardholderNo: Wire.optional("cardholder_no", CardholderNo),
    transferNo: Wire.optional("transfer_no", TransferNo),
    transferUniqueNo: Wire.optional("transfer_unique_no", TransferUniqueNo),
    ...dated,
    ...paged
  },
  within90Days
)
