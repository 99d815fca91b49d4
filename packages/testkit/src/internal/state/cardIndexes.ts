/** The indexes that a new card is put into, and what they find. */
import * as HashMap from "effect/HashMap"
import * as Log from "../collections/log.js"
import type { Card, Cardholder, Merchant, State } from "./state.js"
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

/**
 * The state with other cards, of one merchant. Field by field: a spread of so many takes 2 µs, and this a thirtieth of
 * it; applying for a card is what is simulated most.
 */
const withCards = (
  state: State,
  { cardCount, cards, merchant }: Pick<State, "cardCount" | "cards"> & { readonly merchant: Merchant }
): State => ({
  rules: state.rules,
  merchants: HashMap.set(state.merchants, merchant.apiKey, merchant),
  cards,
  cardCount,
  tokenCount: state.tokenCount,
  cardholderCount: state.cardholderCount,
  transfers: state.transfers,
  transferCount: state.transferCount,
  consumptions: state.consumptions,
  consumptionCount: state.consumptionCount,
  forcedCounts: state.forcedCounts,
  clientTokenCount: state.clientTokenCount,
  schedule: state.schedule,
  changeCount: state.changeCount,
  events: state.events,
  eventCount: state.eventCount
})

/** A merchant with other indexes of its cards, field by field as well. */
const withIndexes = (
  merchant: Merchant,
  { cardholders, cards, cardsByUniqueNo }: Pick<Merchant, "cardholders" | "cards" | "cardsByUniqueNo">
): Merchant => ({
  apiKey: merchant.apiKey,
  mode: merchant.mode,
  status: merchant.status,
  ipWhitelist: merchant.ipWhitelist,
  cardholders,
  packages: merchant.packages,
  bins: merchant.bins,
  tokens: merchant.tokens,
  sweepAt: merchant.sweepAt,
  cards,
  cardsByUniqueNo,
  apiSecret: merchant.apiSecret,
  appId: merchant.appId,
  pci: merchant.pci,
  cardholdersByUniqueNo: merchant.cardholdersByUniqueNo,
  transfers: merchant.transfers,
  transfersByUniqueNo: merchant.transfersByUniqueNo,
  consumptions: merchant.consumptions
})

/** A cardholder with another index of its cards, field by field as well. */
const withCardsOf = (cardholder: Cardholder, cards: Log.Log): Cardholder => ({
  cardholderNo: cardholder.cardholderNo,
  status: cardholder.status,
  cards,
  cardholderUniqueNo: cardholder.cardholderUniqueNo,
  email: cardholder.email,
  failReason: cardholder.failReason,
  createdAt: cardholder.createdAt,
  balance: cardholder.balance,
  changeNo: cardholder.changeNo
})

/** The state with a new card, the next in number. */
export const withNewCard = (state: State, merchant: Merchant, card: Card): State => {
  const { cardUniqueNo, cardholderNo, createdAt } = card
  const sequence = state.cardCount + 1
  return withCards(state, {
    cardCount: sequence,
    cards: Trie.set(state.cards, sequence, card),
    merchant: withIndexes(merchant, {
      cards: Log.add(merchant.cards, sequence, createdAt),
      cardsByUniqueNo: Trie.modify(merchant.cardsByUniqueNo, Trie.keyOf(cardUniqueNo), (older) => ({
        sequence,
        older
      })),
      cardholders: HashMap.modify(merchant.cardholders, cardholderNo, (cardholder) =>
        withCardsOf(cardholder, Log.add(cardholder.cards, sequence, createdAt))
      )
    })
  })
}
