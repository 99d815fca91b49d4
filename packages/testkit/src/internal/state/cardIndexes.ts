/** The indexes of cards: how a new card is put in, and how cards are found. */
import * as HashMap from "effect/HashMap"
import * as List from "effect/List"
import type { Card, Merchant, State } from "./state.js"
import * as Trie from "../collections/trie.js"

/** A merchant's cards with a unique number, the newest first. */
export const cardsByUniqueNo = (state: State, merchant: Merchant, cardUniqueNo: string): ReadonlyArray<Card> => {
  const sequences = Trie.get(merchant.cardsByUniqueNo, Trie.keyOf(cardUniqueNo)) ?? []
  return Array.from(sequences).flatMap((sequence) => {
    const card = Trie.get(state.cards, sequence)
    return card?.cardUniqueNo === cardUniqueNo ? [card] : []
  })
}

/** The state with a new card, the next in number. */
export const withNewCard = (state: State, merchant: Merchant, card: Card): State => {
  const { cardUniqueNo, cardholderNo } = card
  const sequence = state.cardCount + 1
  const owner = {
    ...merchant,
    cards: List.prepend(merchant.cards, sequence),
    cardsByUniqueNo: Trie.modify(merchant.cardsByUniqueNo, Trie.keyOf(cardUniqueNo), (older = List.nil()) =>
      List.prepend(older, sequence)
    ),
    cardholders: HashMap.modify(merchant.cardholders, cardholderNo, (cardholder) => ({
      ...cardholder,
      cards: List.prepend(cardholder.cards, sequence)
    }))
  }
  return {
    ...state,
    cardCount: sequence,
    cards: Trie.set(state.cards, sequence, card),
    merchants: HashMap.set(state.merchants, merchant.apiKey, owner)
  }
}
