/** The work on one row: applying for its card or finding out, and writing down what became of it. */
import type { CardIssuance, ClientError } from "@effect-keysecure/client"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Schedule from "effect/Schedule"
import type * as BatchStore from "../../BatchStore.js"
import type * as PayloadCipher from "../../PayloadCipher.js"
import { after, type Ended } from "../rowStates/after.js"
import { applicationOf } from "./newRow.js"

/** The parts that work needs. */
export interface Means {
  readonly store: BatchStore.Service
  readonly cipher: PayloadCipher.Service
  readonly issuance: CardIssuance.Service
  /** Runs a call within the width that the platform takes. */
  readonly throttled: <A, E, R>(call: Effect.Effect<A, E, R>) => Effect.Effect<A, E, R>
}

/** A row holds its place for so long at most. If it is not known then, it waits elsewhere and is asked for again. */
const limits = {
  deadline: "20 seconds",
  // Mostly the list shows the card at once. If not, the row waits without a place until that says something.
  reconcileTimeout: "3 seconds"
} as const

/** A store that fails is tried again until it does not: what became of a row must not be lost while we live. */
export const untilStored = <A>(step: Effect.Effect<A, BatchStore.BatchStoreFailed>): Effect.Effect<A> =>
  Effect.orDie(Effect.retry(step, Schedule.union(Schedule.exponential("200 millis"), Schedule.spaced("5 seconds"))))

const unchanged = ({ candidates, cardNo, cardStatus, dueAt, problem, state, tries }: BatchStore.Row) => ({
  candidates,
  cardNo,
  cardStatus,
  dueAt,
  problem,
  state,
  tries
})

/** Its turn has come while its batch is paused. */
const paused = "paused" as const
type Paused = typeof paused
const notNow = Effect.fail(paused)

/** Works on a row. `isPaused` is asked when its turn has come: then it is given back as it was. */
export const workOn = (
  { cipher, issuance, store, throttled }: Means,
  batch: string,
  { payload, row }: BatchStore.Claimed,
  isPaused: Effect.Effect<boolean>,
  pause: (reason: string) => Effect.Effect<void>
): Effect.Effect<void> => {
  const stored = (change: BatchStore.Change) => Effect.asVoid(untilStored(store.change(batch, row, change)))
  const ended = (end: Ended) =>
    Effect.flatMap(Clock.currentTimeMillis, (now) => {
      const { change, pause: reason } = after(row, end, now)
      return Effect.zipRight(reason === null ? Effect.void : pause(reason), stored(change))
    })
  return applicationOf(cipher, batch, row.key, payload).pipe(
    Effect.flatMap((application) => {
      const turn = Effect.flatMap(
        isPaused,
        (isIt): Effect.Effect<CardIssuance.IssuedCard, Paused | ClientError.IssueError> =>
          isIt ? notNow : issuance.issue(application, limits)
      )
      return Effect.flatMap(Effect.either(throttled(turn)), (end) =>
        Either.match(end, {
          onLeft: (error) => (error === paused ? stored(unchanged(row)) : ended(Either.left(error))),
          onRight: (card) => ended(Either.right(card))
        })
      )
    }),
    // A key that is not the one of this batch says nothing of the row, and everything of this machine.
    Effect.catchAll((error) => Effect.zipRight(pause(error.message), stored(unchanged(row))))
  )
}
