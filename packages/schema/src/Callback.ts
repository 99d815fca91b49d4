/**
 * Callbacks: the posts of the platform to the merchant, and the merchant's answers.
 *
 * Source: docs/api.md, Callbacks, Enums.
 *
 * Numbers are read from `JsonNumber`, not from JavaScript's numbers: the signature is over their text. The reader that
 * keeps this text is the client's, next to the signature. This module holds only the shape that the reader hands over,
 * so that this package stays free of parsing.
 *
 * @module Callback
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { CardNo, CardStatus } from "./Card.js"
import { CardholderNo } from "./Cardholder.js"
import { ConsumeNo, ConsumptionStatus, ConsumptionType } from "./Consumption.js"
import { ownFieldNames } from "./internal/endpoint/fieldNames.js"
import { Moment, Money, TextOrNumber } from "./internal/schemas/jsonNumber.js"
import { lazy } from "./internal/schemas/lazy.js"
import * as JsonUnion from "./JsonUnion.js"
import * as Wire from "./internal/records/wire.js"

export type { JsonNumber } from "./internal/schemas/jsonNumber.js"

/**
 * The kind of a callback: `Auth`, `Consumption` or `Card_update` (docs/api.md, Enums).
 *
 * @since 0.1.0
 * @category models
 */
export const Action = Schema.Literal("Auth", "Consumption", "Card_update")

/**
 * @since 0.1.0
 * @category models
 */
export type Action = typeof Action.Type

/**
 * The kind of a fee: `Consume_fee`, `Apple_auth_fee`, `Auth_fee`, `Atm_fee`, `Exchange_fee`, `Decline_fee`,
 * `Small_fee`, `Refund_fee`, `Cancel_fee`, or a member that the vendor adds later (docs/api.md, Enums).
 *
 * @since 0.1.0
 * @category models
 */
export const FeeType = Wire.open(
  "Consume_fee",
  "Apple_auth_fee",
  "Auth_fee",
  "Atm_fee",
  "Exchange_fee",
  "Decline_fee",
  "Small_fee",
  "Refund_fee",
  "Cancel_fee"
)

/**
 * @since 0.1.0
 * @category models
 */
export type FeeType = typeof FeeType.Type

/**
 * One fee of a consumption.
 *
 * @since 0.1.0
 * @category models
 */
export const Fee = Wire.struct("Fee", {
  feeType: Wire.optional("fee_type", FeeType),
  amount: Wire.optional("amount", Money)
})

/**
 * @since 0.1.0
 * @category models
 */
export type Fee = typeof Fee.Type

/**
 * Where a card was used. `merchantMcc` is the merchant's category; its type is not documented, so a JSON number is read
 * as its text.
 *
 * @since 0.1.0
 * @category models
 */
export const MerchantInfo = Wire.struct("MerchantInfo", {
  merchantName: Wire.optional("merchant_name", Schema.NonEmptyString),
  merchantMcc: Wire.optional("merchant_mcc", TextOrNumber),
  city: Wire.optional("city", Schema.NonEmptyString),
  country: Wire.optional("country", Schema.NonEmptyString)
})

/**
 * @since 0.1.0
 * @category models
 */
export type MerchantInfo = typeof MerchantInfo.Type

const spent = {
  consumeNo: Wire.required("consume_no", ConsumeNo),
  cardNo: Wire.required("card_no", CardNo),
  cardholderNo: Wire.optional("cardholder_no", CardholderNo),
  type: Wire.optional("type", ConsumptionType),
  localAmount: Wire.optional("local_amount", Money),
  localCurrency: Wire.optional("local_currency", Schema.NonEmptyString),
  merchantInfo: Wire.optional("merchant_info", MerchantInfo),
  status: Wire.optional("status", ConsumptionStatus),
  time: Wire.optional("time", Moment)
}

/**
 * A transaction to approve or decline, in authorization mode (docs/api.md, Auth). `amount` is in the account's
 * currency, `localAmount` in `localCurrency`; both are exact. The fields that a decision needs are required: card,
 * consumption and amount.
 *
 * @since 0.1.0
 * @category models
 */
export const Auth = Wire.struct("Auth", { ...spent, amount: Wire.required("amount", Money) })

/**
 * @since 0.1.0
 * @category models
 */
export type Auth = typeof Auth.Type

/**
 * An event on a card: money spent, refunded or charged (docs/api.md, Consumption callback). `consumeRelateNo` is the
 * consumption that this one is about, such as the one that it refunds.
 *
 * @since 0.1.0
 * @category models
 */
export const Consumption = Wire.struct("Consumption", {
  ...spent,
  consumeRelateNo: Wire.optional("consume_relate_no", Schema.NonEmptyString),
  amount: Wire.optional("amount", Money),
  fee: Wire.optional("fee", Money),
  feeDetail: Wire.optional("fee_detail", Schema.Array(Fee)),
  remark: Wire.optional("remark", Schema.NonEmptyString),
  detail: Wire.optional("detail", Schema.NonEmptyString)
})

/**
 * @since 0.1.0
 * @category models
 */
export type Consumption = typeof Consumption.Type

/**
 * A card that has another status (docs/api.md, Card_update). It names the card by the platform's number only.
 *
 * @since 0.1.0
 * @category models
 */
export const CardUpdate = Wire.struct("CardUpdate", {
  cardNo: Wire.required("card_no", CardNo),
  beforeStatus: Wire.optional("before_status", CardStatus),
  afterStatus: Wire.required("after_status", CardStatus),
  reason: Wire.optional("reason", Schema.NonEmptyString),
  time: Wire.optional("time", Moment)
})

/**
 * @since 0.1.0
 * @category models
 */
export type CardUpdate = typeof CardUpdate.Type

/**
 * The documented fields of an action's `data`, by their names on the wire (docs/api.md, Callbacks). Fields inside others,
 * such as `merchant_name`, are not among them.
 *
 * @since 0.2.0
 * @category accessors
 */
export const fieldsOf = (action: Action): ReadonlySet<string> => {
  switch (action) {
    case "Auth":
      return ownFieldNames(Auth.ast)
    case "Consumption":
      return ownFieldNames(Consumption.ast)
    case "Card_update":
      return ownFieldNames(CardUpdate.ast)
  }
}

// The number is neither documented further nor signed, so nothing rests on it.
const id = Wire.optional("id", TextOrNumber)

/**
 * A transaction to approve or decline, as it is delivered. `id` is not signed.
 *
 * @since 0.1.0
 * @category models
 */
export const AuthCallback = Wire.struct("AuthCallback", {
  id,
  action: Wire.required("action", Schema.Literal("Auth")),
  data: Wire.required("data", Auth)
})

/**
 * @since 0.1.0
 * @category models
 */
export type AuthCallback = typeof AuthCallback.Type

/**
 * An event on a card, as it is delivered. `id` is not signed.
 *
 * @since 0.1.0
 * @category models
 */
export const ConsumptionCallback = Wire.struct("ConsumptionCallback", {
  id,
  action: Wire.required("action", Schema.Literal("Consumption")),
  data: Wire.required("data", Consumption)
})

/**
 * @since 0.1.0
 * @category models
 */
export type ConsumptionCallback = typeof ConsumptionCallback.Type

/**
 * A card that has another status, as it is delivered. `id` is not signed.
 *
 * @since 0.1.0
 * @category models
 */
export const CardUpdateCallback = Wire.struct("CardUpdateCallback", {
  id,
  action: Wire.required("action", Schema.Literal("Card_update")),
  data: Wire.required("data", CardUpdate)
})

/**
 * @since 0.1.0
 * @category models
 */
export type CardUpdateCallback = typeof CardUpdateCallback.Type

/**
 * A callback: its `action` says which `data` it has.
 *
 * @since 0.1.0
 * @category models
 */
export const Callback = lazy(() => JsonUnion.make(["action"], AuthCallback, ConsumptionCallback, CardUpdateCallback))

/**
 * @since 0.1.0
 * @category models
 */
export type Callback = typeof Callback.Type

/**
 * The merchant's answer: `code` 0 says that it is done, or approved. The vendor does not document what the platform
 * makes of another code. The text is in `message`, while the platform's own answers have `msg`.
 *
 * @since 0.1.0
 * @category models
 */
export const Answer = Schema.Struct({
  code: Schema.Int,
  message: Schema.optionalWith(Schema.String, { exact: true })
}).annotations({ identifier: "Answer" })

/**
 * @since 0.1.0
 * @category models
 */
export type Answer = typeof Answer.Type
