/**
 * Finding out what became of a write: by asking a list for its number.
 *
 * "Not there" proves something only if the question was sent when no copy could be carried out any more. A copy is
 * refused 60 s after its stamp, and the platform never takes a stamp from its future: so a question that it answered had
 * a stamp that its clock had reached, and the question's own stamp says when that is.
 */
import { type Card, DatedQuery, Timestamp } from "@effect-keysecure/schema"
import * as DateTime from "effect/DateTime"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Option from "effect/Option"
import type { ReadError } from "../ClientError.js"
import type * as KeySecureClient from "../KeySecureClient.js"
import type * as ServerTime from "../ServerTime.js"

/** A list that is asked, page by page. */
export interface Listed<Item> {
  readonly page: (query: PageQuery, options: KeySecureClient.CallOptions) => Effect.Effect<Page<Item>, ReadError>
  /** What tells one item from another. */
  readonly keyOf: (item: Item) => string
  /** Whether an item has the number that was asked for. */
  readonly isAskedFor: (item: Item) => boolean
}

interface PageQuery extends ReturnType<typeof DatedQuery.between> {
  readonly page: number
  readonly size: number
}

interface Page<Item> {
  readonly list: ReadonlyArray<Item>
}

/** What to find out. */
export interface Question<Item> {
  readonly listed: Listed<Item>
  /** The last copy's; none when only the number is known: then any copy of it was sent before the first question. */
  readonly stamp: Option.Option<number>
  /** Whether the platform said that it carried the application out: then "not there" proves nothing. */
  readonly accepted: boolean
  /** When the first copy may have been sent, in Unix ms; 88 days ago if it is not known. */
  readonly since: number | undefined
  /** Whether a listed item of that number is the one that was asked for. */
  readonly fits: (item: Item) => boolean
}

/** What was found out. */
export type Conclusion<Item> =
  | { readonly _tag: "Listed"; readonly items: ReadonlyArray<Item> }
  | { readonly _tag: "NotListed" }
  /** There is none but such as were asked for otherwise. */
  | { readonly _tag: "OthersOnly" }

/** What finding out needs. */
export interface Means {
  readonly time: ServerTime.Service
  /** Server clocks are taken to agree, and applications to show in the list, within this time. */
  readonly marginMillis: number
}

const pageSize = 100
const maxRepeats = 3
const dayMillis = Duration.toMillis(Duration.days(1))
const maxSpanMillis = Duration.toMillis(DatedQuery.maxSpan)

/** How far back to look: with the days at both ends, one question. */
const lookBackMillis = maxSpanMillis - 2 * dayMillis

/** A day earlier, but never earlier than the first stamp of 13 digits. */
const startOf = (first: number): number => Math.max(Timestamp.minMillis, first) - dayMillis

/** Spans of at most 90 days. They overlap by a day, so that no card at an end of one is missed. */
const spansOf = (from: number, to: number): ReadonlyArray<ReturnType<typeof DatedQuery.between>> => {
  const end = Math.min(to, from + maxSpanMillis)
  const span = DatedQuery.between(DateTime.unsafeMake(from), DateTime.unsafeMake(end))
  return end >= to ? [span] : [span, ...spansOf(end - dayMillis, to)]
}

interface Asked<Item> {
  readonly items: ReadonlyArray<Item>
  /** The stamp of the earliest question that was answered. */
  readonly stamp: number
}

/** All items that the list shows for what is asked, page by page, and that are what was asked for. */
const ask = <Item>(
  { isAskedFor, keyOf, page: readPage }: Listed<Item>,
  from: number,
  to: number
): Effect.Effect<Asked<Item>, ReadError> =>
  Effect.suspend(() => {
    const items = new Map<string, Item>()
    let stamp = Number.POSITIVE_INFINITY
    const readPages = (
      span: ReturnType<typeof DatedQuery.between>,
      page: number,
      before: string,
      repeats: number
    ): Effect.Effect<void, ReadError> => {
      let sent = Number.NEGATIVE_INFINITY
      const beforeSending = (timestamp: Timestamp.Timestamp) =>
        Effect.sync(() => {
          sent = timestamp
        })
      return Effect.flatMap(readPage({ ...span, page, size: pageSize }, { beforeSending }), ({ list }) => {
        stamp = Math.min(stamp, sent)
        for (const item of list) if (isAskedFor(item)) items.set(keyOf(item), item)
        const keys = JSON.stringify(list.map(keyOf))
        const repeated = keys === before ? repeats + 1 : 0
        // The same page again and again: a platform that does not look at the page asked for.
        return list.length < pageSize || repeated >= maxRepeats
          ? Effect.void
          : readPages(span, page + 1, keys, repeated)
      })
    }
    return Effect.map(
      Effect.forEach(spansOf(from, to), (span) => readPages(span, 0, "", 0), { discard: true }),
      () => ({ items: [...items.values()], stamp })
    )
  })

/** Whether asking again may be answered; other failures stay until somebody acts. */
const maySucceedLater = (error: ReadError): boolean => {
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

const firstPauseMillis = 1_000
const longestPauseMillis = 15_000
const shortestPauseMillis = 250

const longer = (pause: number): number => Math.min(longestPauseMillis, 2 * pause)

/** Asks until it is certain. It ends without an answer only when the list refuses for good; bound it by a time. */
export const findOut = <Item>(
  { marginMillis, time }: Means,
  question: Question<Item>
): Effect.Effect<Conclusion<Item>, ReadError> => {
  const { accepted, fits, listed, since, stamp: lastStamp } = question
  const loop = (pause: number, settles: number | undefined): Effect.Effect<Conclusion<Item>, ReadError> =>
    Effect.flatMap(time.latest, (now) => {
      const last = Option.getOrElse(lastStamp, () => now)
      const from = startOf(Math.min(since ?? now - lookBackMillis, last))
      const to = Math.max(now, last) + dayMillis
      const again = (wait: number, settlesAt: number | undefined) =>
        Effect.zipRight(Effect.sleep(Math.max(shortestPauseMillis, wait)), loop(longer(pause), settlesAt))
      return Effect.flatMap(
        Effect.either(ask(listed, from, to)),
        Either.match({
          onLeft: (error) => (maySucceedLater(error) ? again(pause, settles) : Effect.fail(error)),
          onRight: ({ items, stamp }) => {
            const own = items.filter(fits)
            if (own.length > 0) return Effect.succeed<Conclusion<Item>>({ _tag: "Listed", items: own })
            // Of a number alone, the last copy was sent before this question, when the platform's clock read at most
            // the question's stamp and what it tolerates.
            const settlesAt =
              settles ??
              Option.getOrElse(lastStamp, () => stamp + Timestamp.toleranceMillis) +
                Timestamp.toleranceMillis +
                marginMillis
            if (accepted) return again(pause, settlesAt)
            // What was asked for must reach to the present, by the platform's clock.
            return stamp >= settlesAt && to >= stamp + Timestamp.toleranceMillis
              ? Effect.succeed<Conclusion<Item>>({ _tag: items.length > 0 ? "OthersOnly" : "NotListed" })
              : again(Math.min(pause, settlesAt - stamp), settlesAt)
          }
        })
      )
    })
  return loop(firstPauseMillis, undefined)
}

/** The cards that the list shows under one number of theirs. */
export const cardsOf = (
  client: Pick<KeySecureClient.Service, "listCards">,
  asked: Pick<Card.CardListQuery, "cardNo" | "cardUniqueNo">
): Listed<Card.CardListItem> => ({
  page: (query, options) => client.listCards({ ...query, ...asked }, options),
  keyOf: ({ cardNo }) => cardNo,
  isAskedFor: (item) =>
    (asked.cardNo === undefined || item.cardNo === asked.cardNo) &&
    (asked.cardUniqueNo === undefined || item.cardUniqueNo === asked.cardUniqueNo)
})

/** Asks for one card until its status has left `Pending`. `seen` is told what the last question showed. */
export const awaitStatus = (
  { client, time }: Pick<Means, "time"> & { readonly client: KeySecureClient.Service },
  cardNo: Card.CardNo,
  since: number | undefined,
  seen: (what: "Pending" | "NotListed" | "ListUnreadable") => void
): Effect.Effect<Card.CardListItem, ReadError> => {
  const loop = (pause: number): Effect.Effect<Card.CardListItem, ReadError> =>
    Effect.flatMap(time.latest, (now) => {
      const again = Effect.zipRight(
        Effect.sleep(pause),
        Effect.suspend(() => loop(longer(pause)))
      )
      const from = startOf(since ?? now - lookBackMillis)
      return Effect.flatMap(
        Effect.either(ask(cardsOf(client, { cardNo }), from, now + dayMillis)),
        Either.match({
          onLeft: (error) => {
            seen("ListUnreadable")
            return maySucceedLater(error) ? again : Effect.fail(error)
          },
          onRight: ({ items: [card] }) => {
            if (card !== undefined && card.status !== "Pending") return Effect.succeed(card)
            seen(card === undefined ? "NotListed" : "Pending")
            return again
          }
        })
      )
    })
  return loop(firstPauseMillis)
}
