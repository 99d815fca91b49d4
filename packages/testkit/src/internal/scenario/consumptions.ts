/** The consumptions of a card, and their effect on the account of its cardholder. */
import { decimalOf, readCents } from "../state/cents.js"
import { withConsumption } from "../state/ledger.js"
import { cardholderOf, type Consumption, type Merchant, type State, withCardholder } from "../state/state.js"
import { withEvent } from "../state/schedule.js"
import { cardOf, changeState, type Scenario } from "./changes.js"

/**
 * A consumption of a card.
 *
 * @since 0.1.0
 * @category options
 */
export interface ConsumptionOptions {
  /** The card. */
  readonly cardNo: string
  /** The amount: a decimal text with at most two decimals, such as `"12.50"`. */
  readonly amount: string
  /** Its kind (docs/api.md, Enums). Default `"Consumption"`. */
  readonly type?: string
  /** The fee, as the amount. Default `"0.00"`. */
  readonly fee?: string
  /** How far it is. Default `"Success"`; only then does it move the account's balance. */
  readonly status?: string
  /** The consumption that it is about, such as the one that it pays back. Default none. */
  readonly relatedNo?: string
  /** The currency that it was made in. Default `"USD"`. */
  readonly localCurrency?: string
  /** Where it was made. Default `""`. */
  readonly merchantName?: string
  /** When it happened by the server's clock, in Unix ms. Default when the card last changed. */
  readonly time?: number
}

const cents = (what: string, text: string): bigint => {
  const amount = readCents(text)
  if (amount === undefined) throw new Error(`The ${what} must be a decimal with at most two decimals`)
  return amount
}

/** The consumption of a number, which is the next one. */
export const consumptionIn = (state: State, options: ConsumptionOptions): Consumption => {
  const card = cardOf(state, options.cardNo)
  return {
    consumeNo: `X${String(state.consumptionCount + 1).padStart(10, "0")}`,
    apiKey: card.apiKey,
    relatedNo: options.relatedNo ?? "",
    cardNo: card.cardNo,
    cardholderNo: card.cardholderNo,
    type: options.type ?? "Consumption",
    amount: cents("amount", options.amount),
    fee: cents("fee", options.fee ?? "0"),
    localCurrency: options.localCurrency ?? "USD",
    status: options.status ?? "Success",
    merchantName: options.merchantName ?? "",
    time: options.time ?? card.changedAt
  }
}

/** The kinds that put money back on the account. All others take it from there. */
const paysBack = new Set(["Refund", "Reversal"])

/** The state in which a consumption has moved the balance of its cardholder. */
const withPayment = (
  state: State,
  owner: Merchant,
  { amount, cardholderNo, fee, status, type }: Consumption
): State => {
  const cardholder = cardholderOf(owner, cardholderNo)
  if (cardholder === undefined || owner.mode !== "CREDIT_EXTENSION" || status !== "Success") return state
  const moved = paysBack.has(type) ? amount - fee : -amount - fee
  return withCardholder(state, owner, { ...cardholder, balance: cardholder.balance + moved })
}

/** Lists a consumption, and lets it move the balance of its cardholder. */
const withPaidConsumption = (one: Consumption): Scenario =>
  changeState(one.apiKey, (state, merchant) => withConsumption(withPayment(state, merchant, one), one))

/** The data that its merchant is told. */
const saidOf = (one: Consumption) => ({
  consume_no: one.consumeNo,
  card_no: one.cardNo,
  cardholder_no: one.cardholderNo,
  type: one.type,
  amount: decimalOf(one.amount),
  local_amount: decimalOf(one.amount),
  local_currency: one.localCurrency,
  merchant_info: { merchant_name: one.merchantName, merchant_mcc: "", city: "", country: "" },
  status: one.status,
  time: one.time
})

/** It has happened, and the merchant is called back about it. */
export const happened = (state: State, one: Consumption): State =>
  withEvent(withPaidConsumption(one)(state), one.apiKey, one.time, {
    action: "Consumption",
    data: {
      ...saidOf(one),
      consume_relate_no: one.relatedNo === "" ? null : one.relatedNo,
      fee: decimalOf(one.fee),
      fee_detail: one.fee === 0n ? [] : [{ fee_type: "Consume_fee", amount: decimalOf(one.fee) }],
      remark: null,
      detail: null
    }
  })

/** The merchant is asked whether it may happen. */
export const askedFor = (state: State, one: Consumption): State =>
  withEvent(withPaidConsumption(one)(state), one.apiKey, one.time, { action: "Auth", data: saidOf(one) })
