/** All pages of one question about one number, as rows, with the stamps of the questions. */
import { DatedQuery, type Timestamp } from "@effect-keysecure/schema"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Ref from "effect/Ref"
import type { ReadError } from "../../ClientError.js"
import type { CallOptions } from "../../KeySecureClient.js"
import type { Event } from "./machine.js"
import type { Span } from "./spans.js"

interface PageQuery extends ReturnType<typeof DatedQuery.between> {
  readonly page: number
  readonly size: number
}

/** What is listed; `key` tells one from another. */
interface Item {
  readonly key: string
}

/** A list that is asked, page by page. */
export type Pages<A extends Item> = (
  query: PageQuery,
  options: CallOptions
) => Effect.Effect<ReadonlyArray<A>, ReadError>

/** What a span of a list shows. */
export interface Shown<A> {
  readonly rows: ReadonlyArray<A>
  /** The stamps of the earliest and the latest question that was answered. */
  readonly first: number
  readonly last: number
  /** Whether there is more than is looked at. */
  readonly isEndless: boolean
}

const pageSize = 100

/** A list of one number that fills more pages than these shows something else. */
const maxPages = 20

const rangeOf = ({ from, to }: Pick<Span, "from" | "to">) =>
  DatedQuery.between(DateTime.unsafeMake(from), DateTime.unsafeMake(to))

const nothing = { rows: [], first: Number.POSITIVE_INFINITY, last: Number.NEGATIVE_INFINITY, isEndless: false }

/** Rows may move while pages are read, and a platform may not look at the page: so many pages without a new row are the end. */
const mostRepeats = 2

/**
 * All that a span shows. A page may be shorter than was asked for and not the last one, so the end is an empty page, or
 * the second page in a row that shows nothing new. Where a layer around the client does not tell a stamp, nothing is proved (`first` is in the past).
 */
export const ask = <A extends Item>(
  pages: Pages<A>,
  span: Pick<Span, "from" | "to">
): Effect.Effect<Shown<A>, ReadError> =>
  Effect.flatMap(Ref.make(Number.NEGATIVE_INFINITY), (stamp) => {
    const beforeSending = (timestamp: Timestamp.Timestamp) => Ref.set(stamp, timestamp)
    const range = rangeOf(span)
    const from = (page: number, repeats: number, sofar: Shown<A>): Effect.Effect<Shown<A>, ReadError> =>
      Effect.flatMap(
        Effect.zip(pages({ ...range, page, size: pageSize }, { beforeSending }), Ref.get(stamp)),
        ([shown, sent]) => {
          const known = new Set(sofar.rows.map(({ key }) => key))
          const more = shown.filter(({ key }) => !known.has(key))
          const repeated = more.length > 0 ? 0 : repeats + 1
          const isEnd = shown.length === 0 || repeated === mostRepeats
          const isEndless = !isEnd && page + 1 === maxPages
          const next = {
            rows: [...sofar.rows, ...more],
            first: Math.min(sofar.first, sent),
            last: Math.max(sofar.last, sent),
            isEndless
          }
          return isEnd || isEndless ? Effect.succeed(next) : from(page + 1, repeated, next)
        }
      )
    return from(0, 0, nothing)
  })

/** Codes of a list that stay until somebody acts. */
const final = new Set([1002, 1003, 1008, 1010, 1011, 1012, 1021, 1022])
const isTimeField = /^(?:start|end)_?time$/i

/** What a list's failure says of asking again. */
export const failureOf = (error: ReadError): Extract<Event, { readonly _tag: "ListFailed" }> => {
  const failed = (how: "again" | "ended" | "span", detail: string) => ({ _tag: "ListFailed", how, detail }) as const
  if (error._tag === "RequestInvalid") return failed("ended", error.message)
  if (!("code" in error)) return failed("again", error._tag)
  const detail = `code ${error.code}${error.field === undefined ? "" : ` (${error.field})`}`
  if (final.has(error.code)) return failed("ended", detail)
  // A 1004 that names no field may be about the span as well; to ask otherwise does no harm.
  const isTime = error.field === undefined || isTimeField.test(error.field)
  const isSpan = error.code === 1019 || error.code === 1020 || (error.code === 1004 && isTime)
  return failed(isSpan ? "span" : "again", detail)
}

/** Whether a detail may be shown when it is asked for later. */
export const mayBeShown = (error: ReadError): boolean => {
  switch (error._tag) {
    case "Unreachable":
    case "Unreadable":
    case "SystemError":
    case "TooManyRequests":
    case "TimestampRejected":
    case "AccessTokenMissing":
    case "AccessTokenRejected":
      return true
    default:
      return false
  }
}
