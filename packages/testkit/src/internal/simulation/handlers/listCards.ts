/** Card list (docs/api.md, Card list): the only way to ask whether an application was carried out. */
import * as Either from "effect/Either"
import { searchCards, timeOf } from "./cardSearch.js"
import { readDated } from "../../requests/listQuery.js"
import type { Card, State } from "../../state/state.js"
import { cardListed } from "../../state/ownNumbers.js"
import type { Handler } from "../../requests/handler.js"

const itemOf =
  (state: State) =>
  (card: Card): Readonly<Record<string, unknown>> => ({
    card_no: card.cardNo,
    ...cardListed(state.rules, card),
    card_last_no: card.cardLastNo,
    organization: card.organization,
    status: card.status,
    time: timeOf(state, card)
  })

const read = readDated("cardholder_no", "card_unique_no", "card_no")

/** Lists the merchant's cards. */
export const listCards: Handler<"listCards", unknown> = (call) =>
  Either.map(read(call), ({ end, filter, skip, start, take }) => {
    const { merchant, now, state } = call
    const search = {
      start,
      end,
      skip,
      take,
      cardNo: filter("card_no"),
      cardUniqueNo: filter("card_unique_no"),
      cardholderNo: filter("cardholder_no")
    }
    return [{ list: searchCards(state, merchant, search, now).map(itemOf(state)) }, state]
  })
