/** What a check would have accepted, as facts for people. No key, token, secret or personal data is among them. */
import { Card, DatedQuery, Endpoints, RequestHeaders, Timestamp } from "@effect-keysecure/schema"
import * as Duration from "effect/Duration"
import * as HashMap from "effect/HashMap"
import * as Iterable from "effect/Iterable"
import * as Option from "effect/Option"
import { type JsonObject, textOf } from "../requests/bodyRules.js"
import type { Request } from "../requests/http.js"
import { readTime, zoneHours } from "../requests/queryTime.js"
import type { Refusal } from "../requests/refusal.js"
import { cardsByUniqueNo } from "../state/cardIndexes.js"
import { cardholderNoStored, uniqueNoStored } from "../state/ownNumbers.js"
import { cardByNo, cardholderOf, type Merchant, type Product, type State } from "../state/state.js"
import { cut } from "../text/cut.js"
import { masked } from "../text/writing.js"

/** Facts by name, as JSON. */
export type Facts = Readonly<Record<string, unknown>>

/** A refusal and what it was about. */
export interface Refused {
  readonly state: State
  readonly request: Request
  readonly operation: Endpoints.EndpointName
  /** The fields of its path, and then of its body. */
  readonly fields: JsonObject
  readonly merchant: Merchant | undefined
  readonly at: number
  readonly refusal: Refusal
}

type Explain = (refused: Refused) => Facts

const nothing: Facts = {}

/** So many items of a kind are told at most. */
const mostTold = 20

/** So many characters of what was given are told at most. */
const mostShown = 64

const givenIn = (fields: JsonObject, name: string): string => cut(textOf(fields, name), mostShown)

const firstOf = <A>(items: Iterable<A>): ReadonlyArray<A> => Array.from(Iterable.take(items, mostTold))

const header = ({ request }: Refused, name: string): string => request.headers[name] ?? ""

/** How far a stamp is from the window: later than its end (positive) or earlier than its start (negative). */
const offBy = (stamp: number, from: number, to: number): number => {
  if (stamp > to) return stamp - to
  return stamp < from ? stamp - from : 0
}

const timestamp: Explain = (refused) => {
  const { at } = refused
  const given = header(refused, RequestHeaders.names.timestamp)
  const [from, to] = [at - Timestamp.toleranceMillis, at]
  const window = { digits: 13, from, to }
  if (!/^\d{1,20}$/.test(given)) return window
  if (given.length === 13) return { given, ...window, offMillis: offBy(Number(given), from, to) }
  return given.length === 10 ? { given, looksLike: "seconds", ...window } : { given, ...window }
}

const tokenValid: Explain = (refused) => {
  const { at, merchant, state } = refused
  const token = header(refused, RequestHeaders.names.accessToken)
  const tokens = merchant === undefined ? HashMap.empty<string, number>() : merchant.tokens
  const expiredAt = Option.getOrUndefined(HashMap.get(tokens, token))
  const isOthers = HashMap.some(state.merchants, (other) => HashMap.has(other.tokens, token))
  const isBare = state.rules.bearerTokens && HashMap.has(tokens, `Bearer ${token}`)
  const alive = HashMap.size(HashMap.filter(tokens, (expiresAt) => at < expiresAt))
  const known = { goodTokens: alive }
  if (expiredAt !== undefined) return { ...known, token: "expired", expiredAt }
  if (isOthers) return { ...known, token: "of another merchant" }
  return { ...known, token: isBare ? "without Bearer" : "never given, or ended" }
}

const told = ({ cardTypes, productNo }: Product) => ({ no: productNo, cardTypes })

const product: Explain = ({ fields, merchant, refusal: { field = "" } }) => {
  const products = field === "package_no" ? merchant?.packages : merchant?.bins
  return {
    given: givenIn(fields, field),
    cardType: givenIn(fields, "card_type"),
    products: firstOf(Iterable.map(HashMap.values(products ?? HashMap.empty<string, Product>()), told))
  }
}

const cardholder: Explain = ({ fields, merchant, state }) => {
  if (merchant === undefined) return nothing
  const given = textOf(fields, "cardholder_no")
  const approved = Iterable.filter(HashMap.values(merchant.cardholders), ({ status }) => status === "Approved")
  return {
    given: cut(given, mostShown),
    status: cardholderOf(merchant, cardholderNoStored(state.rules, given))?.status ?? "Unknown",
    approved: firstOf(Iterable.map(approved, ({ cardholderNo }) => cardholderNo))
  }
}

const uniqueNo: Explain = ({ fields, merchant, operation, state }) => {
  if (operation !== "applyForCard" || merchant === undefined) return nothing
  const stored = uniqueNoStored(state.rules, textOf(fields, "card_unique_no"))
  const first = cardsByUniqueNo(state, merchant, stored).at(-1)
  return first === undefined ? nothing : { usedBy: first.cardNo, usedAt: first.createdAt, usedStatus: first.status }
}

const statuses: { readonly [Name in Endpoints.EndpointName]?: ReadonlyArray<string> } = {
  activateCard: ["ToActivate"],
  setCardPin: ["Activated"]
}

/** The statuses from which a card gets the one asked for. */
const statusesFor = (asked: string): ReadonlyArray<string> => {
  if (asked === "Frozen") return ["Activated"]
  return asked === "Activated" ? ["Activated", "Frozen"] : ["Pending", "ToActivate", "Activated", "Frozen"]
}

const cardStatus: Explain = ({ fields, operation, state }) => {
  const cardNo = textOf(fields, "card_no")
  return {
    cardNo: cut(cardNo, mostShown),
    status: cardByNo(state, cardNo)?.status ?? "",
    from: statuses[operation] ?? statusesFor(textOf(fields, "status"))
  }
}

const card: Explain = ({ fields, merchant, state }) => {
  const cards = merchant === undefined ? [] : Iterable.flatMap(merchant.cards, (sequence) => [sequence])
  const owner = cardByNo(state, textOf(fields, "card_no"))
  return {
    given: givenIn(fields, "card_no"),
    ...(owner === undefined ? {} : { isOf: "another merchant" }),
    newest: firstOf(Iterable.map(cards, (sequence) => `C${String(sequence).padStart(10, "0")}`))
  }
}

const span: Explain = ({ at, fields, request, state: { rules } }) => {
  const hours = zoneHours(request.headers["timezone"], rules.timezones) ?? 0
  const start = readTime(textOf(fields, "start_time"), hours, "startOfDay")
  const end = readTime(textOf(fields, "end_time"), hours, rules.endDate)
  return { start, end, serverTime: at, zoneHours: hours, maxDays: Duration.toDays(DatedQuery.maxSpan) }
}

/** What a field may be, by what is wrong with the one that was given. */
const byReason: { readonly [Name in NonNullable<Refusal["reason"]>]?: (refused: Refused) => Facts } = {
  tooLong: () => ({ maxLength: Card.cardUniqueNoMaxLength }),
  cardType: () => ({ oneOf: ["Virtual", "Physical"] }),
  member: ({ operation }) => ({ oneOf: operation === "transfer" ? ["In", "Out"] : ["Activated", "Frozen", "Delete"] }),
  size: () => ({ from: 1, to: 100 }),
  page: ({ state }) => ({ from: 0, to: state.rules.maxPage }),
  date: () => ({ forms: ["yyyy-MM-dd", "yyyy-MM-dd HH:mm:ss"] })
}

const fields: Explain = (refused) => {
  const { field, reason } = refused.refusal
  return { ...(field === undefined ? {} : { field }), ...(reason && byReason[reason]?.(refused)) }
}

const addressContent: Explain = ({ refusal, state: { rules } }) => ({
  field: refusal.field,
  ...(refusal.code === 2007 || refusal.code === 2008 ? { symbols: rules.addressSymbols } : {}),
  ...(refusal.code === 2009 ? { notSupported: rules.unsupportedCountries } : {})
})

const byCheck: Readonly<Record<string, Explain>> = {
  rateLimit: ({ merchant, state }) => ({ rateLimit: state.rules.rateLimit, nextAt: merchant?.nextRequestDue }),
  apiKeyKnown: ({ state }) => ({ apiKeys: firstOf(Iterable.map(HashMap.keys(state.merchants), masked)) }),
  apiKeyEnabled: ({ merchant }) => ({ status: merchant?.status, expected: "Enabled" }),
  ipAddress: ({ merchant, request }) => ({ given: request.remoteAddress, ipWhitelist: merchant?.ipWhitelist }),
  timestamp,
  tokenValid,
  mode: ({ merchant, operation, state }) => ({
    mode: merchant?.mode,
    expected: Endpoints.all[operation].mode ?? state.rules.onlyForMode[operation]
  }),
  merchantNormal: ({ merchant }) => ({ status: merchant?.status, expected: "Enabled" }),
  fields,
  addressFields: fields,
  addressContent,
  product,
  cardholder,
  uniqueNo,
  timezone: ({ state }) => ({ timezones: state.rules.timezones }),
  span,
  card,
  cardStatus
}

/** What the check that refused a request would have accepted. */
export const accepted = (refused: Refused): Facts => byCheck[refused.refusal.check ?? ""]?.(refused) ?? nothing
