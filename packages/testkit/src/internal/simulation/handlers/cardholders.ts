/** Cardholders: applied for, listed and shown (docs/api.md, Cardholder). */
import * as HashMap from "effect/HashMap"
import * as Iterable from "effect/Iterable"
import * as Option from "effect/Option"
import { scheduled } from "../../state/schedule.js"
import {
  asCheck,
  firstBroken,
  isGivenText,
  isText,
  type JsonObject,
  readObject,
  textOf,
  unreadable
} from "../../requests/bodyRules.js"
import { writeCents } from "../../state/cents.js"
import { datedList, itemsOf } from "./datedList.js"
import { cardholderNoStored } from "../../state/ownNumbers.js"
import type { Refusal } from "../../requests/refusal.js"
import {
  type Cardholder,
  cardholderOf,
  type Merchant,
  newCardholder,
  type State,
  withCardholder
} from "../../state/state.js"
import { type Call, done, type Handler, refused, type Reply, type DataOf } from "../../requests/handler.js"

const unknownCardholder = ({ state }: Call, cardholderNo: string): Refusal => ({
  check: "cardholder",
  code: state.rules.unapprovedCodes.Unknown,
  field: "cardholder_no",
  value: cardholderNo
})

/** The cardholder that a call is about. */
export const withCardholderNo = <Data>(
  call: Call,
  cardholderNo: string,
  f: (cardholder: Cardholder) => Reply<Data>
): Reply<Data> => {
  const cardholder = cardholderOf(call.merchant, cardholderNoStored(call.state.rules, cardholderNo))
  return cardholder === undefined ? refused(unknownCardholder(call, cardholderNo)) : f(cardholder)
}

const fields = (body: JsonObject): Refusal | undefined =>
  isText(body, "cardholder_no") ?? isGivenText(body, "cardholder_unique_no") ?? isGivenText(body, "sumsub_share_token")

const tokenUsable = ({ state }: Call, body: JsonObject): Refusal | undefined => {
  const value = textOf(body, "sumsub_share_token")
  return state.rules.unusableShareTokens.includes(value) ? { check: "shareToken", code: 2006, value } : undefined
}

const reviewed = (call: Call, merchant: Merchant, cardholder: Cardholder): Reply<DataOf<"applyForCardholder">> => {
  const { cardholderNo, cardholderUniqueNo } = cardholder
  const { cardholderLife, newCardholderStatus } = call.state.rules
  const next = withCardholder(call.state, merchant, {
    ...cardholder,
    status: newCardholderStatus,
    failReason: "",
    changeNo: 0
  })
  const change = {
    _tag: "Cardholder",
    apiKey: merchant.apiKey,
    cardholderNo,
    steps: cardholderLife
  } as const
  return done(
    { cardholder_no: cardholderNo, cardholder_unique_no: cardholderUniqueNo },
    scheduled(next, change, call.now)
  )
}

const added = (call: Call, cardholderUniqueNo: string): Reply<DataOf<"applyForCardholder">> => {
  const known = HashMap.get(call.merchant.cardholdersByUniqueNo, cardholderUniqueNo)
  if (Option.isSome(known)) {
    return refused({ check: "uniqueNo", code: 2001, field: "cardholder_unique_no", value: cardholderUniqueNo })
  }
  const cardholderCount = call.state.cardholderCount + 1
  const cardholder = newCardholder(`H${String(cardholderCount).padStart(10, "0")}`, {
    status: "Pending",
    cardholderUniqueNo,
    email: `cardholder-${cardholderCount}@example.com`,
    createdAt: call.now
  })
  return reviewed({ ...call, state: { ...call.state, cardholderCount } }, call.merchant, cardholder)
}

const updated = (call: Call, cardholderNo: string, cardholderUniqueNo: string) =>
  withCardholderNo(call, cardholderNo, (cardholder): Reply<DataOf<"applyForCardholder">> => {
    if (cardholder.cardholderUniqueNo !== cardholderUniqueNo) {
      return refused({ check: "uniqueNo", code: 2011, field: "cardholder_unique_no", value: cardholderUniqueNo })
    }
    if (cardholder.status === "Approved") {
      return refused({ check: "verification", code: 2003, value: cardholderNo })
    }
    return reviewed(call, call.merchant, cardholder)
  })

/** Takes an application for a cardholder, or for its update; it is reviewed as the rules say. */
export const applyForCardholder: Handler<"applyForCardholder"> = (call) => {
  const body = readObject(call.body, call.state.rules)
  if (body === undefined) return refused(unreadable(call.body))
  const refusal = firstBroken([asCheck("fields", fields), (given) => tokenUsable(call, given)], body)
  if (refusal !== undefined) return refused(refusal)
  const cardholderNo = textOf(body, "cardholder_no")
  const uniqueNo = textOf(body, "cardholder_unique_no")
  return cardholderNo === "" ? added(call, uniqueNo) : updated(call, cardholderNo, uniqueNo)
}

const itemOf = (cardholder: Cardholder) => ({
  cardholder_no: cardholder.cardholderNo,
  cardholder_unique_no: cardholder.cardholderUniqueNo,
  email: cardholder.email,
  status: cardholder.status,
  time: cardholder.createdAt
})

const byAge = (one: Cardholder, other: Cardholder): number =>
  other.createdAt - one.createdAt || (one.cardholderNo < other.cardholderNo ? 1 : -1)

/** Lists cardholders. Their number is small, so all are looked at. */
export const listCardholders: Handler<"listCardholders"> = datedList({
  items: ({ merchant }) => [...HashMap.values(merchant.cardholders)].toSorted(byAge),
  createdAt: ({ createdAt }) => createdAt,
  texts: {
    cardholder_no: ({ cardholderNo }) => cardholderNo,
    cardholder_unique_no: ({ cardholderUniqueNo }) => cardholderUniqueNo
  },
  show: (cardholder) => ({ ...itemOf(cardholder), fail_reason: cardholder.failReason })
})

const failed = new Set(["Pending", "Fail"])

const mostShown = 100

const cardsOf = (state: State, { cards }: Cardholder) =>
  Array.from(Iterable.take(itemsOf(cards, state.cards), mostShown))
    .filter(({ status }) => !failed.has(status))
    .map((card) => ({
      card_no: card.cardNo,
      card_unique_no: card.cardUniqueNo,
      card_type: card.cardType,
      status: card.status
    }))

/** Shows a cardholder, with up to 100 of its cards, the newest first. */
export const getCardholder: Handler<"getCardholder"> = (call) =>
  withCardholderNo(call, call.params["cardholder_no"] ?? "", (cardholder) =>
    done(
      {
        ...itemOf(cardholder),
        total_balance: writeCents(cardholder.balance),
        card_list: cardsOf(call.state, cardholder)
      },
      call.state
    )
  )
