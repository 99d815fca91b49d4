/** Card list (docs/api.md, Card list): the only way to ask whether an application was carried out. */
import * as Either from "effect/Either"
import { searchCards, timeOf } from "../cardSearch.js"
import { readDated } from "../listQuery.js"
import type { Card, State } from "../state.js"
import { type DataOf, type Handler } from "./handler.js"

type Item = DataOf<"listCards">["list"][number]

const itemOf =
  (state: State) =>
  (card: Card): Item => ({
    card_no: card.cardNo,
    card_unique_no: card.cardUniqueNo,
    cardholder_no: card.cardholderNo,
    card_type: card.cardType,
    card_last_no: card.cardLastNo,
    organization: card.organization,
    status: card.status,
    time: timeOf(state, card)
  })

const read = readDated("cardholder_no", "card_unique_no", "card_no")

/** Lists the merchant's cards. */
export const listCards: Handler<"listCards"> = (call) =>
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
