/** Consumptions, listed and shown (docs/api.md, Consumption). */
import * as Either from "effect/Either"
import { writeCents } from "../../state/cents.js"
import { pageOf } from "./datedLog.js"
import { readDated } from "../../requests/listQuery.js"
import { type Consumption, consumptionOf } from "../../state/state.js"
import * as Trie from "../../collections/trie.js"
import { done, type Handler, refused } from "../../requests/handler.js"

const itemOf = (one: Consumption) => ({
  consume_no: one.consumeNo,
  card_no: one.cardNo,
  type: one.type,
  amount: writeCents(one.amount),
  status: one.status,
  time: one.time
})

const read = readDated("cardholder_no", "consume_no", "card_no")

/** Lists consumptions. */
export const listConsumptions: Handler<"listConsumptions"> = (call) =>
  Either.map(read(call), (asked) => {
    const { merchant, now, state } = call
    const list = pageOf(
      state,
      merchant.consumptions,
      (sequence) => Trie.get(state.consumptions, sequence),
      (one) =>
        asked.accepts("cardholder_no", one.cardholderNo) &&
        asked.accepts("consume_no", one.consumeNo) &&
        asked.accepts("card_no", one.cardNo),
      asked,
      now
    )
    return [{ list: list.map(itemOf) }, state]
  })

/** Shows a consumption. */
export const getConsumption: Handler<"getConsumption"> = ({ merchant, params, state }) => {
  const value = params["consume_no"] ?? ""
  const one = consumptionOf(state, merchant, value)
  if (one === undefined) {
    return refused({ code: state.rules.unknownConsumptionCode, reason: "unknown", field: "consume_no", value })
  }
  return done(
    {
      consume_no: one.consumeNo,
      consume_relate_no: one.relatedNo,
      card_no: one.cardNo,
      cardholder_no: one.cardholderNo,
      type: one.type,
      amount: writeCents(one.amount),
      local_amount: writeCents(one.amount),
      local_currency: one.localCurrency,
      fee: writeCents(one.fee)
    },
    state
  )
}
