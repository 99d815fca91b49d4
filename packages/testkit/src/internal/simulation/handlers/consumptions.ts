/** Consumptions, listed and shown (docs/api.md, Consumption). */
import { writeCents } from "../../state/cents.js"
import { datedList, itemsOf } from "./datedList.js"
import { consumptionOf } from "../../state/state.js"
import { done, type Handler, refused } from "../../requests/handler.js"

/** Lists consumptions. */
export const listConsumptions: Handler<"listConsumptions"> = datedList({
  items: ({ merchant, state }) => itemsOf(merchant.consumptions, state.consumptions),
  createdAt: ({ time }) => time,
  texts: {
    cardholder_no: ({ cardholderNo }) => cardholderNo,
    consume_no: ({ consumeNo }) => consumeNo,
    card_no: ({ cardNo }) => cardNo
  },
  show: ({ amount, cardNo, consumeNo, status, time, type }) => ({
    consume_no: consumeNo,
    card_no: cardNo,
    type,
    amount: writeCents(amount),
    status,
    time
  })
})

/** Shows a consumption. */
export const getConsumption: Handler<"getConsumption"> = ({ merchant, params, state }) => {
  const value = params["consume_no"] ?? ""
  const one = consumptionOf(state, merchant, value)
  if (one === undefined) {
    const code = state.rules.unknownConsumptionCode
    return refused({ check: "consumption", code, reason: "unknown", field: "consume_no", value })
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
