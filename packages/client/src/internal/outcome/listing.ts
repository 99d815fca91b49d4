/** All pages of one question about one number, as rows, with the stamps of the questions. */
import * as DatedQuery from "@effect-keysecure/schema/DatedQuery"
import type * as Timestamp from "@effect-keysecure/schema/Timestamp"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Ref from "effect/Ref"
import * as Stream from "effect/Stream"
import type { ReadError } from "../../ClientError.js"
import type { CallOptions } from "../../KeySecureClient.js"
import { type Page, pages, pageSize } from "../paging/pages.js"
import { isRefused } from "../paging/spans.js"
import type { Event } from "./machine.js"
import type { Span } from "./spans.js"

interface PageQuery extends ReturnType<typeof DatedQuery.between> {
  readonly page: number
  readonly size: number
}

/** The item that is listed; `key` tells it from another. */
interface Item {
  readonly key: string
}

/** A list that is asked, page by page. */
export type Pages<A extends Item> = (
  query: PageQuery,
  options: CallOptions
) => Effect.Effect<ReadonlyArray<A>, ReadError>

/** The answer of a list about one span. */
export interface Shown<A> {
  readonly rows: ReadonlyArray<A>
  /** The stamps of the earliest and the latest question that was answered. */
  readonly first: number
  readonly last: number
  /** Whether rows may have been missed: they moved while pages were read, a page failed, or there were too many. */
  readonly isIncomplete: boolean
}

/** A list of one number that fills more pages than these shows something else. */
const maxPages = 20

/** If so many pages in a row are the same, the platform does not look at the page asked for. */
const maxRepeats = 2

const rangeOf = ({ from, to }: Pick<Span, "from" | "to">) =>
  DatedQuery.between(DateTime.unsafeMake(from), DateTime.unsafeMake(to))

const nothing = { rows: [], first: Number.POSITIVE_INFINITY, last: Number.NEGATIVE_INFINITY, isIncomplete: false }

/** A page, and the stamp of the question for it. */
interface Stamped<A> {
  readonly list: ReadonlyArray<A>
  readonly sent: number
}

/** A row that comes again, on one page or on another, has moved, and others with it. It may have changed. */
const withPage = <A extends Item>(
  { first, isIncomplete, last, rows }: Shown<A>,
  { answer: { list, sent }, page }: Page<Stamped<A>>
): Shown<A> => {
  const latest = new Map([...rows, ...list].map((row) => [row.key, row]))
  return {
    rows: [...latest.values()],
    first: Math.min(first, sent),
    last: Math.max(last, sent),
    isIncomplete: isIncomplete || latest.size < rows.length + list.length || (page + 1 === maxPages && list.length > 0)
  }
}

/** A failure counts only if nothing was seen before it. Otherwise the rest is missing. */
const withAnswer = <A extends Item>(
  shown: Either.Either<Shown<A>, ReadError>,
  answer: Either.Either<Page<Stamped<A>>, ReadError>
): Either.Either<Shown<A>, ReadError> => {
  if (Either.isRight(answer)) return Either.map(shown, (before) => withPage(before, answer.right))
  return Either.flatMap(shown, (before) =>
    before === nothing ? Either.left(answer.left) : Either.right({ ...before, isIncomplete: true })
  )
}

/**
 * All rows of a span, to an empty page: a page may be shorter than was asked for and not be the last. The rows that
 * were seen count even if a later page fails.
 *
 * If a layer around the client does not tell a stamp, nothing is proved (`first` is in the past).
 */
export const ask = <A extends Item>(
  list: Pages<A>,
  span: Pick<Span, "from" | "to">
): Effect.Effect<Shown<A>, ReadError> =>
  Effect.flatMap(Ref.make(Number.NEGATIVE_INFINITY), (stamp) => {
    const beforeSending = (timestamp: Timestamp.Timestamp) => Ref.set(stamp, timestamp)
    const range = rangeOf(span)
    const keyOf = ({ key }: A): string => key
    return pages(keyOf, (page) =>
      Effect.all({ list: list({ ...range, page, size: pageSize }, { beforeSending }), sent: Ref.get(stamp) })
    ).pipe(
      Stream.take(maxPages),
      Stream.takeUntil(({ repeats }) => repeats === maxRepeats),
      Stream.either,
      // The stream itself never fails: a fiber of its own runs it, and would log the failure.
      Stream.runFold(Either.right(nothing), withAnswer<A>),
      Effect.flatten
    )
  })

/** Codes of a list that stay until somebody acts. */
const final = new Set([1002, 1003, 1008, 1010, 1011, 1012, 1021, 1022])
/** Codes that pass by themselves, and say nothing of the question. */
const passing = new Set([1001, 1005, 1006, 1007, 1009])

/** What a list's failure means for asking again. */
export const failureOf = (error: ReadError): Extract<Event, { readonly _tag: "ListFailed" }> => {
  const failed = (how: "again" | "odd" | "ended" | "span", detail: string) =>
    ({ _tag: "ListFailed", how, detail }) as const
  if (error._tag === "RequestInvalid") return failed("ended", error.message)
  if (!("code" in error)) return failed("again", error.message)
  const detail = `code ${error.code}${error.field === undefined ? "" : ` (${error.field})`}`
  if (final.has(error.code)) return failed("ended", detail)
  if (passing.has(error.code)) return failed("again", detail)
  return failed(isRefused(error) ? "span" : "odd", detail)
}

/** Whether a detail may be shown when it is asked for later: it fails then as a list does that answers later. */
export const mayBeShown = (error: ReadError): boolean => failureOf(error).how === "again"
