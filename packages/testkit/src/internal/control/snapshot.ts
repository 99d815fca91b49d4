/** The whole state of a platform to what is saved, and back. */
import * as BigDecimal from "effect/BigDecimal"
import * as HashMap from "effect/HashMap"
import * as Option from "effect/Option"
import * as Predicate from "effect/Predicate"
import * as SortedMap from "effect/SortedMap"
import * as Struct from "effect/Struct"
import * as Trie from "../collections/trie.js"
import { format, type Saved } from "../simulatorControl/saved.js"
import type { CallbackValue } from "../state/callbackEvent.js"
import { withNewCard } from "../state/cardIndexes.js"
import { withConsumption, withTransfer } from "../state/ledger.js"
import { defaultRules } from "../state/rules.js"
import {
  cardNoOf,
  type Change,
  empty,
  emptyMerchant,
  type Merchant,
  newCardholder,
  type Product,
  type State
} from "../state/state.js"

/** An amount in its own digits, which JSON would lose. */
const decimal = "$decimal"

const valueToJson = (value: CallbackValue): unknown => {
  if (BigDecimal.isBigDecimal(value)) return { [decimal]: [String(value.value), value.scale] }
  if (Array.isArray(value)) return value.map(valueToJson)
  return Predicate.isReadonlyRecord(value) ? dataToJson(value) : value
}

const dataToJson = (data: object): Readonly<Record<string, unknown>> =>
  Object.fromEntries(Object.entries(data).map(([name, value]) => [name, valueToJson(value)]))

const digits = /^-?\d{1,40}$/

const readDecimal = (value: unknown): BigDecimal.BigDecimal | undefined => {
  const [amount, scale]: ReadonlyArray<unknown> = Array.isArray(value) ? value : []
  return typeof amount === "string" && digits.test(amount) && typeof scale === "number" && Number.isSafeInteger(scale)
    ? BigDecimal.make(BigInt(amount), scale)
    : undefined
}

const valueFromJson = (value: unknown): CallbackValue => {
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") return value
  if (Array.isArray(value)) return value.map(valueFromJson)
  if (!Predicate.isReadonlyRecord(value)) return null
  return readDecimal(value[decimal]) ?? dataFromJson(value)
}

const dataFromJson = (data: Readonly<Record<string, unknown>>): Readonly<Record<string, CallbackValue>> =>
  Object.fromEntries(Object.entries(data).map(([name, value]) => [name, valueFromJson(value)]))

const products = (all: HashMap.HashMap<string, Product>) => Array.from(HashMap.values(all))

const merchantSaved = (merchant: Merchant): Saved["merchants"][number] => ({
  ...Struct.pick(
    merchant,
    "apiKey",
    "mode",
    "status",
    "ipWhitelist",
    "apiSecret",
    "appId",
    "pci",
    "nextRequestDue",
    "sweepAt"
  ),
  tokens: HashMap.toEntries(merchant.tokens),
  packages: products(merchant.packages),
  bins: products(merchant.bins),
  cardholders: Array.from(HashMap.values(merchant.cardholders), ({ cards: _, ...cardholder }) => cardholder),
  cardholdersByUniqueNo: HashMap.toEntries(merchant.cardholdersByUniqueNo)
})

const changeSaved = ([[due, changeNo], change]: readonly [readonly [number, number], Change]) =>
  change._tag === "Card"
    ? { due, changeNo, card: Struct.omit(change, "_tag") }
    : { due, changeNo, cardholder: Struct.omit(change, "_tag") }

/** What is saved of a state. */
export const save = (state: State): Saved => ({
  format,
  rules: state.rules,
  merchants: Array.from(HashMap.values(state.merchants), merchantSaved),
  cards: Trie.values(state.cards).map(({ address, cardNo: _, pin, ...card }) => ({
    ...card,
    ...(address === undefined ? {} : { address }),
    ...(pin === undefined ? {} : { pin })
  })),
  transfers: Trie.values(state.transfers).map(({ transferNo: _, ...transfer }) => transfer),
  consumptions: Trie.values(state.consumptions).map(({ consumeNo: _, ...consumption }) => consumption),
  ...Struct.pick(state, "tokenCount", "cardholderCount", "clientTokenCount", "changeCount", "eventCount"),
  forcedCounts: Struct.keys(state.forcedCounts).map((name) => [name, state.forcedCounts[name] ?? 0] as const),
  schedule: Array.from(SortedMap.entries(state.schedule), changeSaved),
  events: state.events.map(({ data, ...event }) => ({ ...event, data: dataToJson(data) }))
})

const productsFrom = (all: ReadonlyArray<Product>) =>
  HashMap.fromIterable(all.map((product) => [product.productNo, product] as const))

const merchantFrom = (saved: Saved["merchants"][number]): Merchant => ({
  ...emptyMerchant,
  ...saved,
  tokens: HashMap.fromIterable(saved.tokens),
  packages: productsFrom(saved.packages),
  bins: productsFrom(saved.bins),
  cardholders: HashMap.fromIterable(
    saved.cardholders.map((one) => [one.cardholderNo, { ...newCardholder(one.cardholderNo, one), ...one }] as const)
  ),
  cardholdersByUniqueNo: HashMap.fromIterable(saved.cardholdersByUniqueNo)
})

const ofMerchant = (state: State, apiKey: string, f: (merchant: Merchant) => State): State =>
  Option.match(HashMap.get(state.merchants, apiKey), { onNone: () => state, onSome: f })

const withCard = (state: State, saved: Saved["cards"][number]): State => {
  const sequence = state.cardCount + 1
  const card = { address: undefined, pin: undefined, ...saved, cardNo: cardNoOf(sequence) }
  const listed = ofMerchant(state, card.apiKey, (merchant) => withNewCard(state, merchant, card))
  return { ...listed, cardCount: sequence, cards: Trie.set(listed.cards, sequence, card) }
}

const numberOf = (letter: string, sequence: number): string => `${letter}${String(sequence).padStart(10, "0")}`

const withSavedTransfer = (state: State, saved: Saved["transfers"][number]): State =>
  withTransfer(state, { ...saved, transferNo: numberOf("T", state.transferCount + 1) })

const withSavedConsumption = (state: State, saved: Saved["consumptions"][number]): State =>
  withConsumption(state, { ...saved, consumeNo: numberOf("X", state.consumptionCount + 1) })

const changeFrom = ({ card, cardholder }: Saved["schedule"][number]): Change | undefined => {
  if (card !== undefined) return { _tag: "Card", ...card }
  return cardholder === undefined ? undefined : { _tag: "Cardholder", ...cardholder }
}

const withChange = (state: State, saved: Saved["schedule"][number]): State => {
  const change = changeFrom(saved)
  if (change === undefined) return state
  return { ...state, schedule: SortedMap.set(state.schedule, [saved.due, saved.changeNo], change) }
}

const mostEvents = 1_000

/** The state that was saved. Its indexes are made anew. */
export const load = (saved: Saved): State => {
  const base: State = {
    ...empty,
    rules: { ...defaultRules, ...saved.rules },
    merchants: HashMap.fromIterable(saved.merchants.map((one) => [one.apiKey, merchantFrom(one)] as const)),
    ...Struct.pick(saved, "tokenCount", "cardholderCount", "clientTokenCount", "changeCount", "eventCount"),
    forcedCounts: Object.fromEntries(saved.forcedCounts),
    events: saved.events.slice(-mostEvents).map(({ data, ...event }) => ({ ...event, data: dataFromJson(data) }))
  }
  const withCards = saved.cards.reduce(withCard, base)
  const withSavedTransfers = saved.transfers.reduce(withSavedTransfer, withCards)
  const withSavedConsumptions = saved.consumptions.reduce(withSavedConsumption, withSavedTransfers)
  return saved.schedule.reduce(withChange, withSavedConsumptions)
}
