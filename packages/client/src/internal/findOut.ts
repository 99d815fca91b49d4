/**
 * Finding out what became of an application: by asking the card list for its number.
 *
 * "Not there" proves something only if the question was sent when no copy could be carried out any more. A copy is
 * refused 60 s after its stamp, and the platform never takes a stamp from its future: so a question that it answered had
 * a stamp that its clock had reached, and the question's own stamp says when that is.
 */
import { type Card, DatedQuery, Timestamp } from "@effect-keysecure/schema"
import { DateTime, Duration, Effect, Either, Option } from "effect"
import type { ReadError } from "../ClientError.js"
import type * as KeySecureClient from "../KeySecureClient.js"
import type * as ServerTime from "../ServerTime.js"

/** What to find out. */
export interface Question {
  readonly cardUniqueNo: Card.CardUniqueNo
  /** The last copy's; none when only the number is known: then any copy of it was sent before the first question. */
  readonly stamp: Option.Option<number>
  /** Whether the platform said that it carried the application out: then "not there" proves nothing. */
  readonly accepted: boolean
  /** When the first copy may have been sent, in Unix ms; 88 days ago if it is not known. */
  readonly since: number | undefined
  /** Whether a listed card of that number is the one that was applied for. */
  readonly fits: (card: Card.CardListItem) => boolean
}

/** What was found out. */
export type Conclusion =
  | { readonly _tag: "Listed"; readonly cards: ReadonlyArray<Card.CardListItem> }
  | { readonly _tag: "NotIssued" }
  /** There is none but cards that were applied for otherwise. */
  | { readonly _tag: "OthersOnly" }

/** What finding out needs. */
export interface Means {
  readonly client: KeySecureClient.Service
  readonly time: ServerTime.Service
  /** Server clocks are taken to agree, and applications to show in the list, within this time. */
  readonly marginMillis: number
}

const pageSize = 100
const dayMillis = Duration.toMillis(Duration.days(1))
const maxSpanMillis = Duration.toMillis(DatedQuery.maxSpan)

/** How far back to look: with the days at both ends, one question. */
const lookBackMillis = maxSpanMillis - 2 * dayMillis

/** Spans of at most 90 days. They overlap by a day, so that no card at an end of one is missed. */
const spansOf = (from: number, to: number): ReadonlyArray<ReturnType<typeof DatedQuery.between>> => {
  const end = Math.min(to, from + maxSpanMillis)
  const span = DatedQuery.between(DateTime.unsafeMake(from), DateTime.unsafeMake(end))
  return end >= to ? [span] : [span, ...spansOf(end - dayMillis, to)]
}

interface Asked {
  readonly cards: ReadonlyArray<Card.CardListItem>
  /** The stamp of the earliest question that was answered. */
  readonly stamp: number
}

/** All cards that the list shows for what is asked, page by page, and that fit. */
const ask = (
  client: KeySecureClient.Service,
  asked: Pick<Card.CardListQuery, "cardNo" | "cardUniqueNo">,
  fits: (item: Card.CardListItem) => boolean,
  from: number,
  to: number
): Effect.Effect<Asked, ReadError> =>
  Effect.suspend(() => {
    const cards = new Map<string, Card.CardListItem>()
    let stamp = Number.POSITIVE_INFINITY
    const readPages = (
      span: ReturnType<typeof DatedQuery.between>,
      page: number,
      seen: Set<string>
    ): Effect.Effect<void, ReadError> => {
      let sent = Number.NEGATIVE_INFINITY
      const beforeSending = (timestamp: Timestamp.Timestamp) =>
        Effect.sync(() => {
          sent = timestamp
        })
      return Effect.flatMap(
        client.listCards({ ...span, ...asked, page, size: pageSize }, { beforeSending }),
        ({ list }) => {
          stamp = Math.min(stamp, sent)
          const before = seen.size
          for (const item of list) {
            seen.add(item.cardNo)
            if (fits(item)) cards.set(item.cardNo, item)
          }
          // A page without anything new: a platform that does not look at the page asked for.
          return list.length < pageSize || seen.size === before ? Effect.void : readPages(span, page + 1, seen)
        }
      )
    }
    return Effect.map(
      Effect.forEach(spansOf(from, to), (span) => readPages(span, 0, new Set()), { discard: true }),
      () => ({ cards: [...cards.values()], stamp })
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
export const findOut = (
  { client, marginMillis, time }: Means,
  question: Question
): Effect.Effect<Conclusion, ReadError> => {
  const { accepted, cardUniqueNo, fits, since, stamp: lastStamp } = question
  const loop = (pause: number, settles: number | undefined): Effect.Effect<Conclusion, ReadError> =>
    Effect.flatMap(time.latest, (now) => {
      const last = Option.getOrElse(lastStamp, () => now)
      const from = Math.min(since ?? now - lookBackMillis, last) - dayMillis
      const to = Math.max(now, last) + dayMillis
      const again = (wait: number, settlesAt: number | undefined) =>
        Effect.zipRight(Effect.sleep(Math.max(shortestPauseMillis, wait)), loop(longer(pause), settlesAt))
      return Effect.flatMap(
        Effect.either(ask(client, { cardUniqueNo }, (item) => item.cardUniqueNo === cardUniqueNo, from, to)),
        Either.match({
          onLeft: (error) => (maySucceedLater(error) ? again(pause, settles) : Effect.fail(error)),
          onRight: ({ cards, stamp }) => {
            const own = cards.filter(fits)
            if (own.length > 0) return Effect.succeed<Conclusion>({ _tag: "Listed", cards: own })
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
              ? Effect.succeed<Conclusion>({ _tag: cards.length > 0 ? "OthersOnly" : "NotIssued" })
              : again(Math.min(pause, settlesAt - stamp), settlesAt)
          }
        })
      )
    })
  return loop(firstPauseMillis, undefined)
}

/** Asks for one card until its status has left `Pending`. `seen` is told what the last question showed. */
export const awaitStatus = (
  { client, time }: Pick<Means, "client" | "time">,
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
      const from = (since ?? now - lookBackMillis) - dayMillis
      return Effect.flatMap(
        Effect.either(ask(client, { cardNo }, (item) => item.cardNo === cardNo, from, now + dayMillis)),
        Either.match({
          onLeft: (error) => {
            seen("ListUnreadable")
            return maySucceedLater(error) ? again : Effect.fail(error)
          },
          onRight: ({ cards: [card] }) => {
            if (card !== undefined && card.status !== "Pending") return Effect.succeed(card)
            seen(card === undefined ? "NotListed" : "Pending")
            return again
          }
        })
      )
    })
  return loop(firstPauseMillis)
}
