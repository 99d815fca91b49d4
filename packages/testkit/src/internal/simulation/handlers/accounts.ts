/** Accounts and transfers, in credit extension mode (docs/api.md, Account). */
import { Account } from "@effect-keysecure/schema"
import * as HashMap from "effect/HashMap"
import * as Option from "effect/Option"
import {
  asCheck,
  group,
  isGivenText,
  type JsonObject,
  readObject,
  textOf,
  unreadable
} from "../../requests/bodyRules.js"
import { readCents, writeCents } from "../../state/cents.js"
import { withTransfer } from "../../state/ledger.js"
import { datedList, itemsOf } from "./datedList.js"
import { transferListed, uniqueNoStored } from "../../state/ownNumbers.js"
import { invalid, type Refusal } from "../../requests/refusal.js"
import { type Cardholder, type State, type Transfer, withCardholder } from "../../state/state.js"
import * as Trie from "../../collections/trie.js"
import { withCardholderNo } from "./cardholders.js"
import { type Call, type DataOf, done, type Handler, refused, type Reply } from "../../requests/handler.js"

const uniqueNoFits = (body: JsonObject): Refusal | undefined => {
  const value = textOf(body, "transfer_unique_no")
  return value.length > Account.transferUniqueNoMaxLength ? invalid("tooLong", "transfer_unique_no", value) : undefined
}

const typeKnown = (body: JsonObject): Refusal | undefined => {
  const value = textOf(body, "type")
  return value === "In" || value === "Out" ? undefined : invalid("member", "type", value)
}

const amountFits = (body: JsonObject): Refusal | undefined => {
  const value = textOf(body, "balance")
  const amount = readCents(value)
  return amount !== undefined && amount > 0n ? undefined : invalid("amount", "balance", value)
}

const fields = group<JsonObject>(
  (body: JsonObject) => isGivenText(body, "cardholder_no"),
  (body: JsonObject) => isGivenText(body, "transfer_unique_no"),
  uniqueNoFits,
  (body: JsonObject) => isGivenText(body, "type"),
  typeKnown,
  (body: JsonObject) => isGivenText(body, "balance"),
  amountFits
)

const answerOf = (transfer: Transfer): DataOf<"transfer"> => ({
  transfer_no: transfer.transferNo,
  transfer_unique_no: transfer.transferUniqueNo,
  before_balance: writeCents(transfer.before),
  after_balance: writeCents(transfer.after)
})

const carriedOut = (call: Call, body: JsonObject, cardholder: Cardholder): Reply<DataOf<"transfer">> => {
  const { merchant, now, state } = call
  const amount = readCents(textOf(body, "balance")) ?? 0n
  const type = textOf(body, "type") === "Out" ? "Out" : "In"
  const before = cardholder.balance
  const after = type === "In" ? before + amount : before - amount
  if (after < 0n) {
    const code = state.rules.insufficientBalanceCode
    return refused({ check: "balance", code, reason: "insufficient", field: "balance", value: textOf(body, "balance") })
  }
  const sequence = state.transferCount + 1
  const transfer: Transfer = {
    transferNo: `T${String(sequence).padStart(10, "0")}`,
    apiKey: merchant.apiKey,
    transferUniqueNo: uniqueNoStored(state.rules, textOf(body, "transfer_unique_no")),
    cardholderNo: cardholder.cardholderNo,
    type,
    amount,
    before,
    after,
    time: now
  }
  const paid = withCardholder(state, merchant, { ...cardholder, balance: after })
  return done(answerOf(transfer), withTransfer(paid, transfer))
}

/** The transfer of a number that the merchant used before. */
const transferOf = ({ merchant, state }: Call, uniqueNo: string): Transfer | undefined =>
  HashMap.get(merchant.transfersByUniqueNo, uniqueNoStored(state.rules, uniqueNo)).pipe(
    Option.flatMap((sequence) => Option.fromNullable(Trie.get(state.transfers, sequence))),
    Option.getOrUndefined
  )

/** The answer that says "accepted, ask again later". */
export interface Accepted {
  readonly transfer_unique_no: string
}

/** The answer to a number that was used before; none if it moves money again. */
const repeated = (
  { state }: Call,
  known: Transfer,
  uniqueNo: string
): Reply<DataOf<"transfer"> | Accepted> | undefined => {
  switch (state.rules.repeatedTransferNo) {
    case "anotherTransfer":
      return undefined
    case "sameTransfer":
      return done(answerOf(known), state)
    case "acceptedLater":
      return done({ transfer_unique_no: known.transferUniqueNo }, state)
    case "refused":
      return refused({
        check: "uniqueNo",
        code: state.rules.repeatedTransferNoCode,
        reason: "repeated",
        field: "transfer_unique_no",
        value: uniqueNo
      })
  }
}

/** Moves money to or from a cardholder's account. */
export const transfer: Handler<"transfer", Accepted> = (call) => {
  const body = readObject(call.body, call.state.rules)
  if (body === undefined) return refused(unreadable(call.body))
  const refusal = asCheck("fields", fields)(body)
  if (refusal !== undefined) return refused(refusal)
  return withCardholderNo(call, textOf(body, "cardholder_no"), (cardholder): Reply<DataOf<"transfer"> | Accepted> => {
    const uniqueNo = textOf(body, "transfer_unique_no")
    const known = transferOf(call, uniqueNo)
    return (known && repeated(call, known, uniqueNo)) ?? carriedOut(call, body, cardholder)
  })
}

/** Shows a cardholder's balance. */
export const getAccount: Handler<"getAccount"> = (call) =>
  withCardholderNo(call, call.params["cardholder_no"] ?? "", ({ balance, cardholderNo }) =>
    done(
      {
        list: [
          {
            cardholder_no: cardholderNo,
            symbol: "TUSDT",
            symbol_chain: "TUSDT",
            balance: writeCents(balance),
            usd_balance: writeCents(balance),
            bonus_balance: "0.00",
            usd_bonus_balance: "0.00"
          }
        ]
      },
      call.state
    )
  )

const itemOf = (one: Transfer, { rules }: State): Readonly<Record<string, unknown>> => {
  const { transferListFields } = rules
  const all = {
    transfer_no: one.transferNo,
    ...transferListed(rules, one),
    type: one.type,
    balance: writeCents(one.amount),
    before_balance: writeCents(one.before),
    after_balance: writeCents(one.after),
    time: one.time
  }
  return transferListFields === "all"
    ? all
    : Object.fromEntries(Object.entries(all).filter(([field]) => transferListFields.includes(field)))
}

/** Lists transfers. */
export const listTransfers: Handler<"listTransfers"> = datedList({
  items: ({ merchant, state }) => itemsOf(merchant.transfers, state.transfers),
  createdAt: ({ time }) => time,
  texts: {
    cardholder_no: ({ cardholderNo }) => cardholderNo,
    transfer_no: ({ transferNo }) => transferNo,
    transfer_unique_no: ({ transferUniqueNo }) => transferUniqueNo
  },
  show: itemOf
})
