/** Card list (docs/api.md, Card list): the only way to ask whether an application was carried out. */
import * as Iterable from "effect/Iterable"
import type { Asked } from "../../requests/listQuery.js"
import type { Call, Handler } from "../../requests/handler.js"
import { cardsByUniqueNo } from "../../state/cardIndexes.js"
import { cardListed } from "../../state/ownNumbers.js"
import { type Card, cardholderOf, cardOf, type State } from "../../state/state.js"
import { datedList, itemsOf } from "./datedList.js"

/** The time by which a card is listed, in Unix ms. */
export const timeOf = ({ changedAt, createdAt }: Card, { rules }: State): number =>
  rules.listTime === "creation" ? createdAt : changedAt

/** The cards that an index finds by the filters. */
const indexed = ({ merchant, state }: Call, { filter }: Asked): Iterable<Card> => {
  const [cardNo, uniqueNo, holder] = [filter("card_no"), filter("card_unique_no"), filter("cardholder_no")]
  if (cardNo !== undefined) {
    const card = cardOf(state, merchant, cardNo)
    return card === undefined ? [] : [card]
  }
  if (uniqueNo !== undefined) return cardsByUniqueNo(state, merchant, uniqueNo)
  return itemsOf(holder === undefined ? merchant.cards : (cardholderOf(merchant, holder)?.cards ?? []), state.cards)
}

/** Lists the merchant's cards. */
export const listCards: Handler<"listCards", unknown> = datedList<Card, unknown>({
  items: (call, asked) => {
    const { listedStatuses } = call.state.rules
    const cards = indexed(call, asked)
    return listedStatuses === "all" ? cards : Iterable.filter(cards, ({ status }) => listedStatuses.includes(status))
  },
  createdAt: ({ createdAt }) => createdAt,
  listedAt: timeOf,
  texts: {
    cardholder_no: ({ cardholderNo }) => cardholderNo,
    card_unique_no: ({ cardUniqueNo }) => cardUniqueNo,
    card_no: ({ cardNo }) => cardNo
  },
  show: (card, state) => ({
    card_no: card.cardNo,
    ...cardListed(state.rules, card),
    card_last_no: card.cardLastNo,
    organization: card.organization,
    status: card.status,
    time: timeOf(card, state)
  })
})
