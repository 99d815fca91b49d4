/**
 * Consumptions: the events on a card, money spent, refunded and charged.
 *
 * Source: docs/api.md, Consumption, Enums.
 *
 * @module Consumption
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { CardNo } from "./Card.js"
import { CardholderNo } from "./Cardholder.js"
import { Decimal } from "./internal/schemas/decimal.js"
import { type Dated, dated, type Paged, paged, within90Days } from "./internal/lists/query.js"
import { reference } from "./internal/schemas/text.js"
import * as Request from "./internal/records/request.js"
import * as Wire from "./internal/records/wire.js"

/**
 * The platform's number of a consumption (`consume_no`): text that is not blank; its format is not documented.
 *
 * @since 0.1.0
 * @category models
 */
export const ConsumeNo = reference("a consumption number").pipe(Schema.brand("ConsumeNo"))

/**
 * @since 0.1.0
 * @category models
 */
export type ConsumeNo = typeof ConsumeNo.Type

/**
 * The kind of a consumption: `Open_card`, `Consumption`, `Atm`, `Manage_fee`, `Reversal`, `Refund`, or a member that
 * the vendor adds later (docs/api.md, Enums).
 *
 * @since 0.1.0
 * @category models
 */
export const ConsumptionType = Wire.open("Open_card", "Consumption", "Atm", "Manage_fee", "Reversal", "Refund")

/**
 * @since 0.1.0
 * @category models
 */
export type ConsumptionType = typeof ConsumptionType.Type

/**
 * How far a consumption is: `Pending`, `Success`, `Fail`, or a member that the vendor adds later (docs/api.md, Enums,
 * common status).
 *
 * @since 0.1.0
 * @category models
 */
export const ConsumptionStatus = Wire.open("Pending", "Success", "Fail")

/**
 * @since 0.1.0
 * @category models
 */
export type ConsumptionStatus = typeof ConsumptionStatus.Type

/**
 * A consumption as the list shows it: only its number is relied on.
 *
 * @since 0.1.0
 * @category models
 */
export const ConsumptionListItem = Wire.struct("ConsumptionListItem", {
  consumeNo: Wire.required("consume_no", ConsumeNo),
  cardNo: Wire.lenient("card_no", CardNo),
  type: Wire.lenient("type", ConsumptionType),
  amount: Wire.lenient("amount", Decimal),
  status: Wire.lenient("status", ConsumptionStatus),
  time: Wire.lenient("time", Schema.DateTimeUtcFromNumber)
})

/**
 * @since 0.1.0
 * @category models
 */
export type ConsumptionListItem = typeof ConsumptionListItem.Type

/**
 * One page of the consumption list.
 *
 * @since 0.1.0
 * @category models
 */
export const ConsumptionPage = Wire.page("ConsumptionPage", ConsumptionListItem)

/**
 * @since 0.1.0
 * @category models
 */
export type ConsumptionPage = typeof ConsumptionPage.Type

/**
 * A query for consumptions: a span of time of at most 90 days, and optionally one cardholder, consumption or card.
 *
 * @since 0.1.0
 * @category models
 */
export interface ConsumptionListQuery extends Dated, Paged {
  /** Only the consumptions of this cardholder's cards. */
  readonly cardholderNo?: CardholderNo | undefined
  /** Only this consumption. */
  readonly consumeNo?: ConsumeNo | undefined
  /** Only the consumptions of this card. */
  readonly cardNo?: CardNo | undefined
}

/**
 * @since 0.1.0
 * @category models
 */
export const ConsumptionListQuery = Request.struct<ConsumptionListQuery>()(
  "ConsumptionListQuery",
  {
    cardholderNo: Wire.optional("cardholder_no", CardholderNo),
    consumeNo: Wire.optional("consume_no", ConsumeNo),
    cardNo: Wire.optional("card_no", CardNo),
    ...dated,
    ...paged
  },
  within90Days
)

/**
 * Which consumption to ask for.
 *
 * @since 0.1.0
 * @category models
 */
export interface ConsumptionRef {
  /** The platform's number of the consumption. */
  readonly consumeNo: ConsumeNo
}

/**
 * @since 0.1.0
 * @category models
 */
export const ConsumptionRef = Request.struct<ConsumptionRef>()("ConsumptionRef", {
  consumeNo: Wire.required("consume_no", ConsumeNo)
})

/**
 * A consumption in detail, as far as its fields are documented. `amount` is in the account's currency, `localAmount` in
 * `localCurrency`. `consumeRelateNo` is the consumption that this one is about, such as the one that it refunds.
 *
 * @since 0.1.0
 * @category models
 */
export const ConsumptionDetail = Wire.struct("ConsumptionDetail", {
  consumeNo: Wire.required("consume_no", ConsumeNo),
  consumeRelateNo: Wire.lenient("consume_relate_no", Schema.NonEmptyString),
  cardNo: Wire.lenient("card_no", CardNo),
  cardholderNo: Wire.lenient("cardholder_no", CardholderNo),
  type: Wire.lenient("type", ConsumptionType),
  amount: Wire.lenient("amount", Decimal),
  localAmount: Wire.lenient("local_amount", Decimal),
  localCurrency: Wire.lenient("local_currency", Schema.NonEmptyString),
  fee: Wire.lenient("fee", Decimal)
})

/**
 * @since 0.1.0
 * @category models
 */
export type ConsumptionDetail = typeof ConsumptionDetail.Type
