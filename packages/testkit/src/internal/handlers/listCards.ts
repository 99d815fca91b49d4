/** Card list (docs/api.md, Card list): the only way to ask whether an application was carried out. */
import { DatedQuery } from "@effect-keysecure/schema"
import { Duration } from "effect"
import {
  firstBroken,
  group,
  inOrder,
  isGiven,
  isText,
  type JsonObject,
  readObject,
  type Rule,
  textOf,
  unreadable,
  wholeNumberOf
} from "../bodyRules.js"
import { searchCards, timeOf } from "../cardSearch.js"
import { readTime, zoneHours } from "../queryTime.js"
import { invalid } from "../refusal.js"
import { type ListCheck, listChecks, type Rules } from "../rules.js"
import type { Card, State } from "../state.js"
import { type Call, type DataOf, done, type Handler, refused } from "./handler.js"

/** A list as it was asked for; what is missing or not readable is `undefined`, and some rule says so. */
interface Query {
  readonly body: JsonObject
  readonly rules: Rules
  readonly timezone: string | undefined
  readonly hours: number | undefined
  readonly start: number | undefined
  readonly end: number | undefined
  readonly page: number | undefined
  readonly size: number | undefined
}

type QueryRule = Rule<Query>

const text =
  (field: string): QueryRule =>
  ({ body }) =>
    isText(body, field)

const time =
  (field: "start_time" | "end_time", of: (query: Query) => number | undefined): QueryRule =>
  (query) =>
    isText(query.body, field) ??
    isGiven(query.body, field) ??
    (of(query) === undefined ? invalid("date", field, query.body[field]) : undefined)

const maxSize = 100
const defaultSize = 10

const page: QueryRule = ({ body, page: value, rules: { maxPage } }) =>
  value !== undefined && value >= 0 && value <= maxPage ? undefined : invalid("page", "page", body["page"])

const size: QueryRule = ({ body, size: value }) =>
  value !== undefined && value >= 1 && value <= maxSize ? undefined : invalid("size", "size", body["size"])

const zone: QueryRule = ({ hours, timezone }) =>
  hours === undefined ? invalid("timezone", "Timezone", timezone) : undefined

const maxSpan = Duration.toMillis(DatedQuery.maxSpan)

const span: QueryRule = ({ body, end, start }) => {
  if (end === undefined || start === undefined) return undefined
  if (end <= start) return { code: 1019, value: body["end_time"] }
  return end - start > maxSpan ? { code: 1020, value: body["end_time"] } : undefined
}

const rules: { readonly [Name in ListCheck]: QueryRule } = {
  timezone: zone,
  fields: group(
    text("cardholder_no"),
    text("card_unique_no"),
    text("card_no"),
    time("start_time", (query) => query.start),
    time("end_time", (query) => query.end),
    page,
    size
  ),
  span
}

const readQuery = ({ body, headers, state }: Call): Query | undefined => {
  const object = readObject(body, state.rules)
  if (object === undefined) return undefined
  const timezone = headers["timezone"]
  const hours = zoneHours(timezone, state.rules.timezones)
  const at = (field: string, dayMeans: Rules["endDate"]) => readTime(textOf(object, field), hours ?? 0, dayMeans)
  return {
    body: object,
    rules: state.rules,
    timezone,
    hours,
    start: at("start_time", "startOfDay"),
    end: at("end_time", state.rules.endDate),
    page: wholeNumberOf(object, "page", 0),
    size: wholeNumberOf(object, "size", defaultSize)
  }
}

type Item = DataOf<"listCards">["list"][number]

const itemOf =
  (state: State) =>
  (card: Card): Item => ({
    card_no: card.cardNo,
    card_unique_no: card.cardUniqueNo,
    cardholder_no: card.cardholderNo,
    card_type: card.cardType,
    card_last_no: card.cardLastNo,
    organization: card.organization,
    status: card.status,
    time: timeOf(state, card)
  })

const list = ({ merchant, now, state }: Call, query: Query): ReadonlyArray<Item> => {
  const { body, end = 0, page: number = 0, size: take = defaultSize, start = 0 } = query
  const search = {
    start,
    end,
    skip: number * take,
    take,
    cardNo: textOf(body, "card_no"),
    cardUniqueNo: textOf(body, "card_unique_no"),
    cardholderNo: textOf(body, "cardholder_no")
  }
  return searchCards(state, merchant, search, now).map(itemOf(state))
}

/** Lists the merchant's cards. */
export const listCards: Handler<"listCards"> = (call) => {
  const query = readQuery(call)
  if (query === undefined) return refused(unreadable(call.body))
  const refusal = firstBroken(inOrder(rules, query.rules.listCheckOrder, listChecks), query)
  return refusal === undefined ? done({ list: list(call, query) }, call.state) : refused(refusal)
}
