/**
 * The meaning of an accepted answer to a list: its rows, that there are none, or nothing at all.
 *
 * "None" is a conclusion, so it needs an answer that says so. An answer with anything that could be rows, or with a count above
 * zero, says nothing.
 */
import * as Predicate from "effect/Predicate"
import type { Wire } from "./envelope.js"

/** Which page was asked for, from 0, and how long it may be. */
export interface Asked {
  readonly page: number
  readonly size: number
}

/** The platform's defaults for a query that does not say (docs/api.md, Lists). */
const first: Asked = { page: 0, size: 10 }

/** The page that a query asks for. */
export const askedBy = (query: unknown): Asked => {
  const { page, size } = Predicate.isReadonlyRecord(query) ? query : {}
  return {
    page: typeof page === "number" ? page : first.page,
    size: typeof size === "number" ? size : first.size
  }
}

/** A field's name by its letters: how it is written tells nothing. */
const lettersOf = (name: string): string => name.toLowerCase().replace(/[^a-z]/g, "")

/** Names that repeat which page was asked for. */
const echoes = new Set(
  ["page", "size", "limit", "offset", "skip", "current", "currentpage", "curpage", "rowsperpage"].concat(
    ["num", "no", "number", "index", "size", "limit", "offset"].map((what) => `page${what}`)
  )
)
/** What counts is called; `account`, `discount` and `country` are not. */
const countNames =
  /total|(?<!ac|dis)count(?!ry)|cnt|num$|numof|numberof|rows|records|results|elements|items|entries|pages|found|hits|matche?[sd]|length|qty|quantity|(?:list|data|result|set)size/
/** Names that say, if true, that there is more. */
const moreNames = /more|hasnext|hasrows|hasdata|haslist/
/** Names that say, if true, that the answer is not whole. */
const brokenNames = /incomplete|partial|truncated|timed?out|degraded|error|fail/

const isTrue = (value: unknown): boolean => value === true || /^(?:true|1|y|yes)$/i.test(String(value))

/** Whether a field under this name counts the rows. */
const isCount = (name: string): boolean => !echoes.has(name) && countNames.test(name)

/** The number that a count tells: 0 if it is left out, `undefined` if it cannot be read. */
const countOf = (value: unknown): number => (value === null || value === "" || value === false ? 0 : Number(value))

/**
 * Whether a field beside the list leaves it possible that there are none: it is a scalar, no count of more than the
 * pages before this one may hold, and no word that the answer is not whole.
 */
const allowsNone = (name: string, value: unknown, { page, size }: Asked): boolean => {
  if (typeof value === "object" && value !== null) return false
  const letters = lettersOf(name)
  if (moreNames.test(letters)) return !isTrue(value)
  if (brokenNames.test(letters) && isTrue(value)) return false
  return !isCount(letters) || countOf(value) <= page * size
}

/** Whether a field of `data` could be part of a row that stands there without a list: a number of something. */
const isOfRow = (name: string, value: unknown): boolean => {
  const letters = lettersOf(name)
  return letters.endsWith("no") && !echoes.has(letters) && value !== null && value !== ""
}

const allow = (fields: Wire, known: ReadonlyArray<string>, asked: Asked): boolean =>
  Object.entries(fields).every(([name, value]) => known.includes(name) || allowsNone(name, value, asked))

/**
 * Whether an envelope says that there are no rows on the page. Under a status of failure, which a gateway or a platform in
 * trouble gives, an empty answer says nothing.
 */
const saysNone = (wire: Wire, asked: Asked, status: number): boolean => {
  const { data, msg } = wire
  if (status < 200 || status > 299) return false
  if (msg !== null && typeof msg !== "string") return false
  if (!("code" in wire) || !allow(wire, ["code", "msg", "data"], asked)) return false
  if (data === null || data === undefined) return true
  if (!Predicate.isReadonlyRecord(data) || !allow(data, ["list"], asked)) return false
  if (Object.entries(data).some(([name, value]) => isOfRow(name, value))) return false
  const { list } = data
  return list === null || list === undefined || (Array.isArray(list) && list.length === 0)
}

/**
 * The `data` of an accepted answer to a list: its rows as they came, or an empty list if the answer says that there are
 * none. Gives `undefined` if the answer says neither.
 */
export const dataOf = (wire: Wire, asked: Asked, status: number): { readonly list: unknown } | undefined => {
  const { data } = wire
  if (Predicate.isReadonlyRecord(data) && Array.isArray(data["list"]) && data["list"].length > 0) {
    return { list: data["list"] }
  }
  return saysNone(wire, asked, status) ? { list: [] } : undefined
}
