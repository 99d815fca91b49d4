/** What the simulated platform knows: immutable, with indexes that keep the cost of an answer flat. */
import { HashMap, Option } from "effect"
import type { Card as CardSchema } from "@effect-keysecure/schema"
import * as Log from "./log.js"
import { defaultRules, type Mode, type Rules } from "./rules.js"
import * as Trie from "./trie.js"

/**
 * A card of the simulated platform.
 *
 * @since 0.1.0
 * @category models
 */
export interface Card {
  /** `C` and ten digits, counted over all merchants from `C0000000001`. */
  readonly cardNo: string
  /** The Api-Key of the merchant that applied for it. */
  readonly apiKey: string
  /** The merchant's own number of it. */
  readonly cardUniqueNo: string
  /** Whom it is issued to. */
  readonly cardholderNo: string
  /** The number of the package or the BIN that it was made from. */
  readonly productNo: string
  /** `Virtual` or `Physical`. */
  readonly cardType: CardSchema.CardType
  /** The last four digits of its number. */
  readonly cardLastNo: string
  /** The card network. */
  readonly organization: string
  /** Its status (docs/api.md, Enums). */
  readonly status: string
  /** When it was created by the server's clock, in Unix ms. */
  readonly createdAt: number
  /** When its status last changed by the server's clock, in Unix ms. */
  readonly changedAt: number
  /** The `address_info` of its application, if there was one, without the fields that count as not given. */
  readonly address: Readonly<Record<string, unknown>> | undefined
}

/**
 * A cardholder of the simulated platform.
 *
 * @since 0.1.0
 * @category models
 */
export interface Cardholder {
  /** The platform's number of the cardholder. */
  readonly cardholderNo: string
  /** Its status: only an `Approved` one gets cards (docs/api.md, Cardholder). */
  readonly status: "Pending" | "In_progress" | "Approved" | "Rejected"
  /** Index of its cards. */
  readonly cards: Log.Log
}

/**
 * A card package (credit extension mode) or a card BIN (authorization mode) of the simulated platform.
 *
 * @since 0.1.0
 * @category models
 */
export interface Product {
  /** Its `package_no` or `card_bin_no`. */
  readonly productNo: string
  /** The types of card made from it. */
  readonly cardTypes: ReadonlyArray<CardSchema.CardType>
  /** The card network of its cards. */
  readonly organization: string
}

/** The sequence numbers of a few cards, the newest first. */
export interface Chain {
  readonly sequence: number
  readonly older: Chain | undefined
}

/**
 * A merchant of the simulated platform.
 *
 * @since 0.1.0
 * @category models
 */
export interface Merchant {
  /** The Api-Key that it calls with. */
  readonly apiKey: string
  /** Its integration mode. */
  readonly mode: Mode
  /** Whether its key is good: `NotEnabled` gets 1010, `Expired` 1011, `Abnormal` (the merchant's own state) 1022. */
  readonly status: "Enabled" | "NotEnabled" | "Expired" | "Abnormal"
  /** The addresses that may call; others get 1003. */
  readonly ipWhitelist: "any" | ReadonlyArray<string>
  /** Its cardholders by number. */
  readonly cardholders: HashMap.HashMap<string, Cardholder>
  /** Its card packages by number. */
  readonly packages: HashMap.HashMap<string, Product>
  /** Its card BINs by number. */
  readonly bins: HashMap.HashMap<string, Product>
  /** When each of its tokens expires, in Unix ms. */
  readonly tokens: HashMap.HashMap<string, number>
  /** The number of tokens at which the expired ones are next thrown away. */
  readonly sweepAt: number
  /** Index of its cards. */
  readonly cards: Log.Log
  /** Index of its cards by the hash of their unique number. */
  readonly cardsByUniqueNo: Trie.Trie<Chain>
}

/**
 * All that the simulated platform knows. It is immutable and plain; make one with `Scenario`.
 *
 * @since 0.1.0
 * @category models
 */
export interface State {
  /** The rules by which it answers. */
  readonly rules: Rules
  /** The merchants by Api-Key. */
  readonly merchants: HashMap.HashMap<string, Merchant>
  /** The cards by their sequence number; see `Simulation.cards`. */
  readonly cards: Trie.Trie<Card>
  /** How many cards were ever made: the last sequence number given. */
  readonly cardCount: number
  /** How many tokens were ever given: the last token's generation. */
  readonly tokenCount: number
}

/** A platform without merchants, under the default rules. */
export const empty: State = {
  rules: defaultRules,
  merchants: HashMap.empty(),
  cards: undefined,
  cardCount: 0,
  tokenCount: 0
}

/** A merchant without anything, to be given its key, mode and state. */
export const emptyMerchant: Omit<Merchant, "apiKey" | "mode" | "status" | "ipWhitelist"> = {
  cardholders: HashMap.empty(),
  packages: HashMap.empty(),
  bins: HashMap.empty(),
  tokens: HashMap.empty(),
  sweepAt: 0,
  cards: Log.empty,
  cardsByUniqueNo: undefined
}

/** The state with a merchant added or replaced. */
export const withMerchant = (state: State, merchant: Merchant): State => ({
  ...state,
  merchants: HashMap.set(state.merchants, merchant.apiKey, merchant)
})

/** A merchant's product: of its packages in credit extension mode, of its BINs in authorization mode. */
export const productOf = (merchant: Merchant, productNo: string): Product | undefined =>
  Option.getOrUndefined(
    HashMap.get(merchant.mode === "CREDIT_EXTENSION" ? merchant.packages : merchant.bins, productNo)
  )

/** A merchant's cardholder. */
export const cardholderOf = (merchant: Merchant, cardholderNo: string): Cardholder | undefined =>
  Option.getOrUndefined(HashMap.get(merchant.cardholders, cardholderNo))

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

/** The number of the card with a sequence number. */
export const cardNoOf = (sequence: number): string => `C${String(sequence).padStart(10, "0")}`

const cardNoPattern = /^C(\d{10})$/

const sequenceOf = (cardNo: string): number => Number(cardNoPattern.exec(cardNo)?.[1] ?? 0)

/** The card with a number. */
export const cardByNo = (state: State, cardNo: string): Card | undefined => Trie.get(state.cards, sequenceOf(cardNo))

/** The state with a card that it has changed; its numbers, and when it was created, stay. */
export const withCard = (state: State, card: Card): State => ({
  ...state,
  cards: Trie.set(state.cards, sequenceOf(card.cardNo), card)
})
