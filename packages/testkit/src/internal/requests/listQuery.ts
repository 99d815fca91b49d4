/** The query of a list (docs/api.md, Lists): its filters, its page, and the span of a dated one. */
import { DatedQuery } from "@effect-keysecure/schema"
import * as Duration from "effect/Duration"
import * as Either from "effect/Either"
import {
  firstBroken,
  group,
  inOrder,
  isGivenText,
  isText,
  type JsonObject,
  readObject,
  type Rule,
  textOf,
  unreadable,
  wholeNumberOf
} from "./bodyRules.js"
import type { Call } from "./handler.js"
import { readTime, zoneHours } from "./queryTime.js"
import { askedFor } from "../state/ownNumbers.js"
import { invalid, type Refusal } from "./refusal.js"
import { type ListCheck, listChecks, type Rules } from "../state/rules.js"

/** A list as it was asked for. A field that is missing or not readable is `undefined`, and some rule says so. */
interface Query {
  readonly body: JsonObject
  readonly rules: Rules
  readonly timezone: string | undefined
  readonly hours: number | undefined
  /** The server's time, in Unix ms. */
  readonly now: number
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
    isGivenText(query.body, field) ?? (of(query) === undefined ? invalid("date", field, query.body[field]) : undefined)

const maxSize = 100
const defaultSize = 10

const page: QueryRule = ({ body, page: value, rules: { maxPage } }) =>
  value !== undefined && value >= 0 && value <= maxPage ? undefined : invalid("page", "page", body["page"])

const size: QueryRule = ({ body, size: value }) =>
  value !== undefined && value >= 1 && value <= maxSize ? undefined : invalid("size", "size", body["size"])

const zone: QueryRule = ({ hours, timezone }) =>
  hours === undefined ? invalid("timezone", "Timezone", timezone) : undefined

const hourMillis = Duration.toMillis("1 hour")
const dayMillis = Duration.toMillis("1 day")
const maxDays = Duration.toDays(DatedQuery.maxSpan)

/** How many days a span has: of 24 hours, or of the calendar, those of both ends among them. */
const daysOf = (rules: Rules, start: number, end: number, hours: number): number => {
  const dayOf = (time: number): number => Math.floor((time + hours * hourMillis) / dayMillis)
  return rules.listSpan === "hours" ? (end - start) / dayMillis : dayOf(end) - dayOf(start) + 1
}

const future = ({ body, end = 0, now, rules: { futureEnd } }: Query): Refusal | undefined => {
  if (futureEnd === "allowed" || end <= now) return undefined
  const value = body["end_time"]
  return futureEnd === 1004 ? invalid("future", "end_time", value) : { code: futureEnd, value }
}

const span: QueryRule = (query) => {
  const { body, end, hours = 0, rules, start } = query
  if (end === undefined || start === undefined) return undefined
  if (end <= start) return { code: 1019, value: body["end_time"] }
  return daysOf(rules, start, end, hours) > maxDays ? { code: 1020, value: body["end_time"] } : future(query)
}

const datedFields = [time("start_time", (query) => query.start), time("end_time", (query) => query.end)]

const nothing: QueryRule = () => undefined

type Checks = { readonly [Name in ListCheck]: QueryRule }

const readQuery = ({ body, headers, now, state }: Call): Query | undefined => {
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
    now,
    start: at("start_time", "startOfDay"),
    end: at("end_time", state.rules.endDate),
    page: wholeNumberOf(object, "page", 0),
    size: wholeNumberOf(object, "size", defaultSize)
  }
}

/** Which items of a list are asked for. */
export interface Asked {
  /** The start of the span, in Unix ms. For a list that is not dated, it is the beginning of time. */
  readonly start: number
  /** The end of the span, in Unix ms. */
  readonly end: number
  /** How many to leave out. */
  readonly skip: number
  /** How many to take after those. */
  readonly take: number
  /** The text that a field asks for, written as the stored texts are; none if any will do. */
  readonly filter: (field: string) => string | undefined
  /** Whether the item with this text is asked for by that field. */
  readonly accepts: (field: string, text: string) => boolean
}

const reader = (filters: ReadonlyArray<string>, dated: boolean) => {
  const fields = group(...filters.map(text), ...(dated ? datedFields : []), page, size)
  const checks: Checks = dated ? { timezone: zone, fields, span } : { timezone: nothing, fields, span: nothing }
  const checksInOrder = inOrder(checks, listChecks)
  return (call: Call): Either.Either<Asked, Refusal> => {
    const query = readQuery(call)
    if (query === undefined) return Either.left(unreadable(call.body))
    const refusal = firstBroken(checksInOrder(query.rules.listCheckOrder), query)
    if (refusal !== undefined) return Either.left(refusal)
    const { body, end = 0, page: number = 0, rules, size = defaultSize, start = 0 } = query
    const take = Math.min(size, rules.maxPageSize)
    const filter = (field: string): string | undefined => {
      const asked = textOf(body, field)
      return asked === "" ? undefined : askedFor(rules, field, asked)
    }
    return Either.right({
      start: dated ? start : Number.NEGATIVE_INFINITY,
      end: dated ? end : Number.POSITIVE_INFINITY,
      skip: number * take,
      take,
      filter,
      accepts: (field, text) => (filter(field) ?? text) === text
    })
  }
}

/** Reads the query of a dated list, with filters of these wire names. */
export const readDated = (...filters: ReadonlyArray<string>) => reader(filters, true)

/** Reads the query of a list without dates. */
export const readUndated = (...filters: ReadonlyArray<string>) => reader(filters, false)
