/** The indexes that a new card is put into, and what they find. */
import * as HashMap from "effect/HashMap"
import * as Log from "../collections/log.js"
import type { Card, Merchant, State } from "./state.js"
import * as Trie from "../collections/trie.js"

/** A merchant's cards with a unique number, the newest first. */
export const cardsByUniqueNo = (state: State, merchant: Merchant, cardUniqueNo: string): ReadonlyArray<Card> => {
  const cards: Array<Card> = []
  let chain = Trie.get(merchant.cardsByUniqueNo, Trie.keyOf(cardUniqueNo))
  for (; chain !== undefined; chain = chain.older) {
    const card = Trie.get(state.cards, chain.sequence)
    if (card?.cardUniqueNo === cardUniqueNo) cards.push(card)
  }
  return cards
}

/** The state with a new card, the next in number. */
export const withNewCard = (state: State, merchant: Merchant, card: Card): State => {
  const { cardUniqueNo, cardholderNo, createdAt } = card
  const sequence = state.cardCount + 1
  const owner = {
    ...merchant,
    cards: Log.add(merchant.cards, sequence, createdAt),
    cardsByUniqueNo: Trie.modify(merchant.cardsByUniqueNo, Trie.keyOf(cardUniqueNo), (older) => ({ sequence, older })),
    cardholders: HashMap.modify(merchant.cardholders, cardholderNo, (cardholder) => ({
      ...cardholder,
      cards: Log.add(cardholder.cards, sequence, createdAt)
    }))
  }
  return {
    ...state,
    cardCount: sequence,
    cards: Trie.set(state.cards, sequence, card),
    merchants: HashMap.set(state.merchants, merchant.apiKey, owner)
  }
}
