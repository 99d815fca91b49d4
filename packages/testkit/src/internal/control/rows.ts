/** The state of the platform as rows, page by page. */
import * as HashMap from "effect/HashMap"
import * as Iterable from "effect/Iterable"
import * as Trie from "../collections/trie.js"
import { writeCents } from "../state/cents.js"
import type { Card, Cardholder, Consumption, Merchant, Product, State, Transfer } from "../state/state.js"
import { masked } from "../text/writing.js"

/** A page as it is asked for. */
export interface Asked {
  readonly page?: number
  readonly size?: number
  readonly secrets?: boolean
}

const defaultSize = 50

/** Whether one of the texts holds what is searched for; so do they if nothing is. */
export const holds = (search: string | undefined, texts: ReadonlyArray<string | undefined>): boolean => {
  const sought = search?.toLowerCase() ?? ""
  return sought === "" || texts.some((text) => text?.toLowerCase().includes(sought))
}

/** The page of those items that there are, and how many there are in all. */
export const paged = <A, Row>({ page = 0, size = defaultSize }: Asked, items: Iterable<A>, show: (item: A) => Row) => {
  const first = page * size
  const rows: Array<Row> = []
  let total = 0
  for (const item of items) {
    if (total >= first && rows.length < size) rows.push(show(item))
    total++
  }
  return { total, items: rows }
}

/** A text that is secret, as it is shown to those who asked, or did not ask, for secrets. */
export const secret = ({ secrets = false }: Asked, text: string): string => (secrets ? text : masked(text))

const sorted = <A>(items: Iterable<A>, textOf: (item: A) => string): ReadonlyArray<A> =>
  Array.from(items).toSorted((one, other) => (textOf(one) < textOf(other) ? -1 : 1))

const productOf = ({ cardTypes, organization, productNo }: Product) => ({ no: productNo, cardTypes, organization })

const productsOf = (products: HashMap.HashMap<string, Product>) =>
  sorted(HashMap.values(products), ({ productNo }) => productNo).map(productOf)

/** The merchants, by Api-Key. */
const merchantsOf = ({ merchants }: State): ReadonlyArray<Merchant> =>
  sorted(HashMap.values(merchants), ({ apiKey }) => apiKey)

const merchantRow = (asked: Asked, merchant: Merchant) => ({
  apiKey: secret(asked, merchant.apiKey),
  mode: merchant.mode,
  status: merchant.status,
  ipWhitelist: merchant.ipWhitelist,
  apiSecret: secret(asked, merchant.apiSecret),
  appId: merchant.appId,
  pci: merchant.pci,
  packages: productsOf(merchant.packages),
  bins: productsOf(merchant.bins),
  cardholders: HashMap.size(merchant.cardholders),
  tokens: HashMap.size(merchant.tokens)
})

/** The cardholders of each merchant, by number. */
const cardholdersOf = (state: State): Iterable<readonly [Merchant, Cardholder]> =>
  Iterable.flatMap(merchantsOf(state), (merchant) =>
    sorted(HashMap.values(merchant.cardholders), ({ cardholderNo }) => cardholderNo).map(
      (cardholder) => [merchant, cardholder] as const
    )
  )

const cardholderRow = (asked: Asked, [{ apiKey }, cardholder]: readonly [Merchant, Cardholder]) => ({
  apiKey: secret(asked, apiKey),
  cardholderNo: cardholder.cardholderNo,
  cardholderUniqueNo: cardholder.cardholderUniqueNo,
  status: cardholder.status,
  failReason: cardholder.failReason,
  email: secret(asked, cardholder.email),
  balance: writeCents(cardholder.balance),
  createdAt: cardholder.createdAt
})

/** The items of a map that counts from 1, the newest first. */
function* newestFirst<A>(items: Trie.Trie<A>, count: number): Iterable<A> {
  for (let sequence = count; sequence > 0; sequence--) {
    const item = Trie.get(items, sequence)
    if (item !== undefined) yield item
  }
}

const cardsOf = ({ cardCount, cards }: State): Iterable<Card> => newestFirst(cards, cardCount)

const cardRow = (asked: Asked, { address: _, changeNo: _changeNo, pin: _pin, ...card }: Card) => ({
  ...card,
  apiKey: secret(asked, card.apiKey)
})

const transfersOf = ({ transferCount, transfers }: State): Iterable<Transfer> => newestFirst(transfers, transferCount)

const transferRow = (asked: Asked, transfer: Transfer) => ({
  ...transfer,
  apiKey: secret(asked, transfer.apiKey),
  amount: writeCents(transfer.amount),
  before: writeCents(transfer.before),
  after: writeCents(transfer.after)
})

const consumptionsOf = ({ consumptionCount, consumptions }: State): Iterable<Consumption> =>
  newestFirst(consumptions, consumptionCount)

const consumptionRow = (asked: Asked, consumption: Consumption) => ({
  ...consumption,
  apiKey: secret(asked, consumption.apiKey),
  amount: writeCents(consumption.amount),
  fee: writeCents(consumption.fee)
})

interface Token {
  readonly apiKey: string
  readonly token: string
  readonly expiresAt: number
}

/** The tokens, those first that live longest. */
const tokensOf = (state: State): ReadonlyArray<Token> =>
  merchantsOf(state)
    .flatMap(({ apiKey, tokens }) =>
      HashMap.toEntries(tokens).map(([token, expiresAt]) => ({ apiKey, token, expiresAt }))
    )
    .toSorted((one, other) => other.expiresAt - one.expiresAt)

const tokenRow = (asked: Asked, { apiKey, expiresAt, token }: Token, now: number) => ({
  apiKey: secret(asked, apiKey),
  token: secret(asked, token),
  expiresAt,
  isGood: now < expiresAt
})

type Texts<A> = Readonly<Record<string, (item: A) => string>>

/** The merchants, by Api-Key. */
export const merchants = { items: merchantsOf, show: merchantRow, texts: {} }

const cardholderTexts: Texts<readonly [Merchant, Cardholder]> = {
  apiKey: ([{ apiKey }]) => apiKey,
  cardholderNo: ([, { cardholderNo }]) => cardholderNo,
  cardholderUniqueNo: ([, { cardholderUniqueNo }]) => cardholderUniqueNo,
  status: ([, { status }]) => status
}

/** The cardholders of each merchant, by number. */
export const cardholders = { items: cardholdersOf, show: cardholderRow, texts: cardholderTexts }

const cardTexts: Texts<Card> = {
  apiKey: ({ apiKey }) => apiKey,
  cardNo: ({ cardNo }) => cardNo,
  cardUniqueNo: ({ cardUniqueNo }) => cardUniqueNo,
  cardholderNo: ({ cardholderNo }) => cardholderNo,
  status: ({ status }) => status
}

/** The cards, the newest first. */
export const cards = { items: cardsOf, show: cardRow, texts: cardTexts }

const transferTexts: Texts<Transfer> = {
  apiKey: ({ apiKey }) => apiKey,
  cardholderNo: ({ cardholderNo }) => cardholderNo,
  transferUniqueNo: ({ transferUniqueNo }) => transferUniqueNo
}

/** The transfers, the newest first. */
export const transfers = { items: transfersOf, show: transferRow, texts: transferTexts }

const consumptionTexts: Texts<Consumption> = {
  apiKey: ({ apiKey }) => apiKey,
  cardholderNo: ({ cardholderNo }) => cardholderNo,
  cardNo: ({ cardNo }) => cardNo
}

/** The consumptions, the newest first. */
export const consumptions = { items: consumptionsOf, show: consumptionRow, texts: consumptionTexts }

const tokenTexts: Texts<Token> = { apiKey: ({ apiKey }) => apiKey }

/** The tokens, those first that live longest. */
export const tokens = { items: tokensOf, show: tokenRow, texts: tokenTexts }
