/** Asking the card list for one card until its status has left `Pending`. */
import type * as Card from "@effect-keysecure/schema/Card"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Option from "effect/Option"
import * as Ref from "effect/Ref"
import { CardNotReady, IssuanceFailed, type ReadError } from "../../ClientError.js"
import type * as KeySecureClient from "../../KeySecureClient.js"
import type * as ServerTime from "../../ServerTime.js"
import { readCardUniqueNo } from "./cardRow.js"
import { longerPause, firstPauseMillis } from "../outcome/asking.js"
import { ask, failureOf, type Pages } from "../outcome/listing.js"
import * as Spans from "../outcome/spans.js"

/** The parts that asking needs. */
interface Means {
  readonly client: KeySecureClient.Service
  readonly time: ServerTime.Service
}

/** How to ask. */
interface Asked {
  /** When the card was applied for at the earliest, in Unix ms. */
  readonly since: number | null
  readonly limit: Duration.DurationInput
}

interface Listed {
  readonly key: string
  readonly card: Card.CardListItem
}

/** The card as the list shows it now. Spans that the platform refuses are asked for in another way. */
const shown = (
  pages: Pages<Listed>,
  since: number | null,
  at: number,
  habits: Spans.Habits
): Effect.Effect<ReadonlyArray<Listed>, ReadError> => {
  const from = (place: number): Effect.Effect<ReadonlyArray<Listed>, ReadError> => {
    const span = Spans.nextSpan(habits, place, at)
    return Effect.flatMap(ask(pages, span), ({ rows }) =>
      rows.length > 0 || span.isLast ? Effect.succeed(rows) : from(Spans.after(span))
    )
  }
  return Effect.catchAll(from(Spans.beginning([], since, at)), (error) => {
    const next = failureOf(error).how === "span" ? Spans.afterRejection(habits) : undefined
    return next === undefined ? Effect.fail(error) : shown(pages, since, at, next)
  })
}

/** Asks until the card has left `Pending`, the list refuses for good, or the time is over. */
export const awaiting = (
  { client, time }: Means,
  cardNo: Card.CardNo,
  { limit, since }: Asked
): Effect.Effect<Card.CardListItem, IssuanceFailed | CardNotReady | ReadError> =>
  Effect.flatMap(Ref.make<CardNotReady["seen"]>("ListUnreadable"), (seen) => {
    const pages: Pages<Listed> = (query, options) =>
      Effect.map(client.listCards({ ...query, cardNo }, options), ({ list }) =>
        list.filter((card) => card.cardNo === cardNo).map((card) => ({ key: card.cardNo, card }))
      )
    const loop = (pause: number, habits: Spans.Habits): Effect.Effect<Card.CardListItem, ReadError> => {
      const again = (what: CardNotReady["seen"], next = habits) =>
        Ref.set(seen, what).pipe(
          Effect.zipRight(Effect.sleep(pause)),
          Effect.zipRight(Effect.suspend(() => loop(longerPause(pause), next)))
        )
      /** A code that says nothing of the question may be about the span: it is asked for in another way. */
      const failed = (error: ReadError) => {
        const { how } = failureOf(error)
        if (how === "ended" || how === "span") return Effect.fail(error)
        return again("ListUnreadable", how === "odd" ? Spans.otherwise(habits) : habits)
      }
      return Effect.flatMap(time.timestamp, (at) =>
        Effect.matchEffect(shown(pages, since, at, habits), {
          onFailure: failed,
          onSuccess: ([row]) => {
            if (row === undefined) return again("NotListed")
            return row.card.status === "Pending" ? again("Pending") : Effect.succeed(row.card)
          }
        })
      )
    }
    return loop(firstPauseMillis, Spans.initialHabits).pipe(
      Effect.timeoutOption(limit),
      Effect.flatMap(
        Option.match({
          onNone: () => Effect.flatMap(Ref.get(seen), (what) => new CardNotReady({ cardNo, seen: what })),
          onSome: Effect.succeed
        })
      ),
      Effect.filterOrFail(
        ({ status }) => status !== "Fail",
        ({ cardUniqueNo }) => {
          const no = readCardUniqueNo(cardUniqueNo)
          return new IssuanceFailed({ cardNo, ...(Either.isRight(no) ? { cardUniqueNo: no.right } : {}) })
        }
      )
    )
  })
