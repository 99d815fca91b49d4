/** Which of a merchant's cards a list shows, under the rules of the state. */
import * as Num from "effect/Number"
import { shownTo, spanOf } from "./datedLog.js"
import * as Log from "../../collections/log.js"
import { cardsByUniqueNo } from "../../state/cardIndexes.js"
import { type Card, cardByNo, cardholderOf, type Merchant, type State } from "../../state/state.js"
import * as Trie from "../../collections/trie.js"

/** What is asked for. */
export interface CardSearch {
  /** The start of the span, in Unix ms. */
  readonly start: number
  /** The end of the span, in Unix ms. */
  readonly end: number
  /** How many to leave out. */
  readonly skip: number
  /** How many to take after those. */
  readonly take: number
  /** Only the card of this number; any without it, as below. */
  readonly cardNo: string | undefined
  /** Only cards of this unique number, as it is stored. */
  readonly cardUniqueNo: string | undefined
  /** Only cards of this cardholder, as it is stored. */
  readonly cardholderNo: string | undefined
}

/** The time by which a card is listed, in Unix ms. */
export const timeOf = ({ rules }: State, card: Card): number =>
  rules.listTime === "creation" ? card.createdAt : card.changedAt

const matches = (state: State, search: CardSearch, now: number): ((card: Card) => boolean) => {
  const { listedStatuses } = state.rules
  const inSpan = Num.between(spanOf(state, search))
  const shown = shownTo(state, now)
  const is = (asked: string | undefined, value: string): boolean => asked === undefined || asked === value
  return (card) =>
    inSpan(timeOf(state, card)) &&
    card.createdAt <= shown &&
    is(search.cardNo, card.cardNo) &&
    is(search.cardUniqueNo, card.cardUniqueNo) &&
    is(search.cardholderNo, card.cardholderNo) &&
    (listedStatuses === "all" || listedStatuses.includes(card.status))
}

/** The few cards that a number asks for, the newest first; nothing if neither number is given. */
const named = (state: State, merchant: Merchant, search: CardSearch): ReadonlyArray<Card> | undefined => {
  if (search.cardNo !== undefined) {
    const card = cardByNo(state, search.cardNo)
    return card?.apiKey === merchant.apiKey ? [card] : []
  }
  return search.cardUniqueNo === undefined ? undefined : cardsByUniqueNo(state, merchant, search.cardUniqueNo)
}

/** A log holds only times of creation: what else is asked needs a look at each card. */
const logQuery = (state: State, search: CardSearch, now: number): Log.Query => {
  const { maximum, minimum } = spanOf(state, search)
  const { skip, take } = search
  const { listTime, listedStatuses } = state.rules
  const byCreation = listTime === "creation"
  const accepts = (sequence: number): boolean => {
    const card = Trie.get(state.cards, sequence)
    return card !== undefined && matches(state, search, now)(card)
  }
  return {
    from: byCreation ? minimum : Number.NEGATIVE_INFINITY,
    to: Math.min(byCreation ? maximum : Number.POSITIVE_INFINITY, shownTo(state, now)),
    skip,
    take,
    ...(byCreation && listedStatuses === "all" ? {} : { accepts })
  }
}

const newestFirst = (state: State, merchant: Merchant, search: CardSearch, now: number): ReadonlyArray<Card> => {
  const few = named(state, merchant, search)
  if (few !== undefined) {
    return few.filter(matches(state, search, now)).slice(search.skip, search.skip + search.take)
  }
  const holder = search.cardholderNo
  const log = holder === undefined ? merchant.cards : (cardholderOf(merchant, holder)?.cards ?? Log.empty)
  return Log.select(log, logQuery(state, search, now)).flatMap((sequence) => {
    const card = Trie.get(state.cards, sequence)
    return card === undefined ? [] : [card]
  })
}

/** The cards that a list shows. */
export const searchCards = (state: State, merchant: Merchant, search: CardSearch, now: number): ReadonlyArray<Card> => {
  if (state.rules.listOrder === "newestFirst") return newestFirst(state, merchant, search, now)
  const all = newestFirst(state, merchant, { ...search, skip: 0, take: Number.POSITIVE_INFINITY }, now)
  return all.toReversed().slice(search.skip, search.skip + search.take)
}
