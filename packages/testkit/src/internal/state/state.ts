/** The state of the simulated platform: immutable, with indexes that keep the cost of an answer flat. */
import * as HashMap from "effect/HashMap"
import * as List from "effect/List"
import * as Option from "effect/Option"
import * as Order from "effect/Order"
import * as SortedMap from "effect/SortedMap"
import type { Card as CardSchema, Endpoints } from "@effect-keysecure/schema"
import type { CallbackEvent } from "./callbackEvent.js"
import { type CardholderStep, type CardStep, defaultRules, type Mode, type Rules } from "./rules.js"
import * as Trie from "../collections/trie.js"

/** The sequence numbers of items, the newest first: adding one costs the same however many there are. */
export type Sequences = List.List<number>

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
  /** The cardholder to whom it is issued. */
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
  /** The PIN that was set, in clear. */
  readonly pin: string | undefined
  /** The number of the scheduled change that it waits for; 0 if there is none, or it was changed in another way. */
  readonly changeNo: number
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
  readonly status: CardholderStatus
  /** Index of its cards. */
  readonly cards: Sequences
  /** The merchant's own number of it; `""` where there is none. */
  readonly cardholderUniqueNo: string
  /** Its address for mail. */
  readonly email: string
  /** Why it was `Rejected`. */
  readonly failReason: string
  /** When it was applied for by the server's clock, in Unix ms. */
  readonly createdAt: number
  /** The balance of its account, in hundredths of a TUSDT (credit extension mode). */
  readonly balance: bigint
  /** The number of its scheduled review; 0 if there is none, or its status was changed in another way. */
  readonly changeNo: number
}

/**
 * A cardholder's status (docs/api.md, Enums).
 *
 * @since 0.1.0
 * @category models
 */
export type CardholderStatus = "Pending" | "In_progress" | "Approved" | "Rejected"

/**
 * A transfer of the simulated platform.
 *
 * @since 0.1.0
 * @category models
 */
export interface Transfer {
  /** `T` and ten digits, counted over all merchants. */
  readonly transferNo: string
  /** The Api-Key of the merchant that ordered it. */
  readonly apiKey: string
  /** The merchant's own number of it. */
  readonly transferUniqueNo: string
  /** The cardholder whose account it is about. */
  readonly cardholderNo: string
  /** `In` to the account or `Out` of it. */
  readonly type: "In" | "Out"
  /** The amount, in hundredths of a TUSDT. */
  readonly amount: bigint
  /** The balance of the account before. */
  readonly before: bigint
  /** The balance of the account after. */
  readonly after: bigint
  /** When it was carried out by the server's clock, in Unix ms. */
  readonly time: number
}

/**
 * A consumption of the simulated platform: money spent with a card, charged or paid back.
 *
 * @since 0.1.0
 * @category models
 */
export interface Consumption {
  /** `X` and ten digits, counted over all merchants. */
  readonly consumeNo: string
  /** The Api-Key of the merchant whose card it is. */
  readonly apiKey: string
  /** The consumption that it is about, such as the one that it pays back; `""` where there is none. */
  readonly relatedNo: string
  /** The card. */
  readonly cardNo: string
  /** The cardholder whose card it is. */
  readonly cardholderNo: string
  /** Its kind (docs/api.md, Enums). */
  readonly type: string
  /** The amount, in hundredths. */
  readonly amount: bigint
  /** The fee, in hundredths. */
  readonly fee: bigint
  /** The currency that it was made in. */
  readonly localCurrency: string
  /** How far it is (docs/api.md, Enums, common status). */
  readonly status: string
  /** Where it was made; `""` where that is not known. */
  readonly merchantName: string
  /** When it was made by the server's clock, in Unix ms. */
  readonly time: number
}

/**
 * An event for which the platform calls the merchant back.
 *
 * @since 0.1.0
 * @category models
 */
export interface Event extends CallbackEvent {
  /** The Api-Key of the merchant that is called. */
  readonly apiKey: string
  /** When it happened by the server's clock, in Unix ms. */
  readonly time: number
}

/** A change that comes by itself when its time has come. */
export type Change =
  | {
      readonly _tag: "Card"
      readonly cardNo: string
      readonly steps: ReadonlyArray<CardStep>
    }
  | {
      readonly _tag: "Cardholder"
      readonly apiKey: string
      readonly cardholderNo: string
      readonly steps: ReadonlyArray<CardholderStep>
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
  /** When its next request is due under the rule `rateLimit`, by the server's clock, in Unix ms. */
  readonly nextRequestDue: number
  /** When each of its tokens expires, in Unix ms. */
  readonly tokens: HashMap.HashMap<string, number>
  /** The number of tokens at which the expired ones are next thrown away. */
  readonly sweepAt: number
  /** Index of its cards. */
  readonly cards: Sequences
  /** Index of its cards by the hash of their unique number. */
  readonly cardsByUniqueNo: Trie.Trie<Sequences>
  /** The secret under which secrets of cards are encrypted, and with which callbacks are signed. */
  readonly apiSecret: string
  /** The app id that is signed in callbacks. */
  readonly appId: string
  /** Whether it may see secrets of cards; otherwise 1013. */
  readonly pci: boolean
  /** The numbers of its cardholders by their unique numbers. */
  readonly cardholdersByUniqueNo: HashMap.HashMap<string, string>
  /** Index of its transfers. */
  readonly transfers: Sequences
  /** The sequence numbers of its transfers by their unique numbers, the last one of each number. */
  readonly transfersByUniqueNo: HashMap.HashMap<string, number>
  /** Index of its consumptions. */
  readonly consumptions: Sequences
}

/**
 * The whole state of the simulated platform. It is immutable and plain; make one with `Scenario`.
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
  /** How many cardholders were ever applied for. */
  readonly cardholderCount: number
  /** The transfers by their sequence number. */
  readonly transfers: Trie.Trie<Transfer>
  /** How many transfers were ever made. */
  readonly transferCount: number
  /** The consumptions by their sequence number. */
  readonly consumptions: Trie.Trie<Consumption>
  /** How many consumptions were ever made. */
  readonly consumptionCount: number
  /** How many requests of an operation met a list of codes in the rule `answers`. */
  readonly forcedCounts: { readonly [Name in Endpoints.EndpointName]?: number }
  /** How many client tokens were ever given. */
  readonly clientTokenCount: number
  /** The changes that come by themselves, the next first. */
  readonly schedule: Schedule
  /** How many changes were ever scheduled, which is the number of the last one. */
  readonly changeCount: number
  /**
   * The events for which the merchants have not been called back, the oldest first. There are at most 1,000; then the
   * oldest are lost.
   */
  readonly events: ReadonlyArray<Event>
  /** How many events there ever were. */
  readonly eventCount: number
}

/** Changes by the time at which they are due and their number. */
type Schedule = SortedMap.SortedMap<readonly [due: number, changeNo: number], Change>

const byDue: Order.Order<readonly [number, number]> = Order.tuple(Order.number, Order.number)

/** Nothing to come. */
const emptySchedule: Schedule = SortedMap.empty(byDue)

/** A platform without merchants, under the default rules. */
export const empty: State = {
  rules: defaultRules,
  merchants: HashMap.empty(),
  cards: undefined,
  cardCount: 0,
  tokenCount: 0,
  cardholderCount: 0,
  transfers: undefined,
  transferCount: 0,
  consumptions: undefined,
  consumptionCount: 0,
  forcedCounts: {},
  clientTokenCount: 0,
  schedule: emptySchedule,
  changeCount: 0,
  events: [],
  eventCount: 0
}

/** A merchant without anything, to be given its key, mode and state. */
export const emptyMerchant: Omit<
  Merchant,
  "apiKey" | "mode" | "status" | "ipWhitelist" | "apiSecret" | "appId" | "pci"
> = {
  cardholders: HashMap.empty(),
  packages: HashMap.empty(),
  bins: HashMap.empty(),
  nextRequestDue: 0,
  tokens: HashMap.empty(),
  sweepAt: 0,
  cards: List.nil(),
  cardsByUniqueNo: undefined,
  cardholdersByUniqueNo: HashMap.empty(),
  transfers: List.nil(),
  transfersByUniqueNo: HashMap.empty(),
  consumptions: List.nil()
}

/** A cardholder without anything. */
export const newCardholder = (
  cardholderNo: string,
  given: Pick<Cardholder, "status" | "cardholderUniqueNo" | "email" | "createdAt">
): Cardholder => ({ cardholderNo, failReason: "", cards: List.nil(), balance: 0n, changeNo: 0, ...given })

/** The state with a cardholder of a merchant added or replaced. */
export const withCardholder = (state: State, merchant: Merchant, cardholder: Cardholder): State =>
  withMerchant(state, {
    ...merchant,
    cardholders: HashMap.set(merchant.cardholders, cardholder.cardholderNo, cardholder),
    cardholdersByUniqueNo:
      cardholder.cardholderUniqueNo === ""
        ? merchant.cardholdersByUniqueNo
        : HashMap.set(merchant.cardholdersByUniqueNo, cardholder.cardholderUniqueNo, cardholder.cardholderNo)
  })

/** A merchant's card with a number. */
export const cardOf = (state: State, merchant: Merchant, cardNo: string): Card | undefined => {
  const card = cardByNo(state, cardNo)
  return card?.apiKey === merchant.apiKey ? card : undefined
}

/** The state with a merchant added or replaced. */
export const withMerchant = (state: State, merchant: Merchant): State => ({
  ...state,
  merchants: HashMap.set(state.merchants, merchant.apiKey, merchant)
})

/** A merchant's product: one of its packages in credit extension mode, one of its BINs in authorization mode. */
export const productOf = (merchant: Merchant, productNo: string): Product | undefined =>
  Option.getOrUndefined(
    HashMap.get(merchant.mode === "CREDIT_EXTENSION" ? merchant.packages : merchant.bins, productNo)
  )

/** A merchant's cardholder. */
export const cardholderOf = (merchant: Merchant, cardholderNo: string): Cardholder | undefined =>
  Option.getOrUndefined(HashMap.get(merchant.cardholders, cardholderNo))

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

const consumeNoPattern = /^X(\d{10})$/

/** A merchant's consumption with a number. */
export const consumptionOf = (state: State, merchant: Merchant, consumeNo: string): Consumption | undefined => {
  const one = Trie.get(state.consumptions, Number(consumeNoPattern.exec(consumeNo)?.[1] ?? 0))
  return one?.apiKey === merchant.apiKey ? one : undefined
}
