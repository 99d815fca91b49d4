/** What becomes of a row when one piece of work on it has ended: a pure rule. */
import type { CardIssuance, ClientError } from "@effect-keysecure/client"
import { ErrorCode } from "@effect-keysecure/schema"
import * as DateTime from "effect/DateTime"
import * as Either from "effect/Either"
import * as Option from "effect/Option"
import type { Change, Problem, Row } from "../../BatchStore.js"

/** How a piece of work ended. */
export type Ended = Either.Either<CardIssuance.IssuedCard, ClientError.IssueError>

/** The change of the row, and what the end says about all others. */
export interface After {
  readonly change: Change
  /** The platform has too many requests (1009). */
  readonly isTooFast: boolean
  /** Why no application at all would be taken now; `null` if others may be. */
  readonly pause: string | null
}

/** Codes that concern every row alike: the key, the address it calls from, the merchant's mode and permissions. */
const concernEverybody: ReadonlySet<number> = new Set([1003, 1008, 1010, 1011, 1012, 1021, 1022])

/** Codes of the moment: the timestamp or the token of the call. The next call has others. */
const ofTheMoment: ReadonlySet<number> = new Set([1005, 1006, 1007])

/** The longest that a row waits in one piece, in ms: a copy is settled after two minutes, and clocks may differ. */
const longestWaitMillis = 150_000

/** The wait after a number of tries, in ms: 1 s, doubled each time, up to 30 s. */
const backoffMillis = (tries: number): number => Math.min(30_000, 1_000 * 2 ** Math.min(tries - 1, 5))

const nothing = { dueAt: 0, tries: 0, cardNo: null, cardStatus: null, problem: null, candidates: [] } as const

const later = (state: "queued" | "unsettled", { tries }: Row, dueAt: number): Change => ({
  ...nothing,
  state,
  dueAt,
  tries
})

const failed = ({ tries }: Row, problem: Problem, cardNo: string | null = null): Change => ({
  ...nothing,
  state: "failed",
  tries,
  cardNo,
  problem
})

const issued = ({ tries }: Row, { cardNo, status }: CardIssuance.IssuedCard): Change => {
  const cardStatus = Option.getOrNull(status)
  return {
    ...nothing,
    state: cardStatus === null || cardStatus === "Pending" ? "issued" : "ready",
    tries,
    cardNo,
    cardStatus
  }
}

/** An outcome that is unknown: a person's, if the list shows what may be the card; otherwise time will tell. */
const unknown = (row: Row, { candidates = [], settlesAt, stamps }: ClientError.OutcomeUnknown, now: number): Change => {
  if (candidates.length > 0) {
    const cards = candidates.flatMap(({ cardNo }) => cardNo ?? [])
    return { ...nothing, state: "unclear", tries: row.tries, candidates: cards }
  }
  // Without a stamp, the log could not be read: nothing was sent, and waiting longer would tell nothing more.
  const settles = stamps.length === 0 ? 0 : DateTime.toEpochMillis(settlesAt) - now
  const wait = Math.max(settles, backoffMillis(row.tries))
  return later("unsettled", row, now + Math.min(wait, longestWaitMillis))
}

const remedyOf = (code: number): string =>
  ErrorCode.isDocumented(code) ? ErrorCode.table[code].remedy : "Read what the platform's documents say of this code."

/** The errors by which there is no card of this application, or one that failed. */
type Certain = Exclude<ClientError.IssueError, { readonly _tag: "OutcomeUnknown" | "NotSent" | "NotIssued" }>

const problemOf = (error: Certain): Problem => {
  const told = { tag: error._tag, code: null, field: null, remedy: error.message }
  switch (error._tag) {
    case "RequestInvalid":
      return { ...told, field: error.issues[0]?.field ?? null }
    case "IssuanceFailed":
    case "MoreThanOneCard":
    case "UniqueNoConflict":
      return told
    default:
      return { ...told, code: error.code, field: error.field ?? null, remedy: remedyOf(error.code) }
  }
}

const rejected = (row: Row, error: ClientError.IssueError, now: number): After => {
  const going = { isTooFast: false, pause: null }
  switch (error._tag) {
    case "OutcomeUnknown":
      return { ...going, change: unknown(row, error, now) }
    case "NotSent":
    case "NotIssued":
      // Certainly none, and the row is not to blame.
      return { ...going, change: later("queued", row, now + backoffMillis(row.tries)) }
    case "TooManyRequests":
      return { isTooFast: true, pause: null, change: later("queued", row, now + backoffMillis(row.tries)) }
    case "IssuanceFailed":
      return { ...going, change: failed(row, problemOf(error), error.cardNo) }
    default:
      if ("code" in error && concernEverybody.has(error.code))
        return { isTooFast: false, pause: error.message, change: later("queued", row, now) }
      return "code" in error && ofTheMoment.has(error.code)
        ? { ...going, change: later("queued", row, now + backoffMillis(row.tries)) }
        : { ...going, change: failed(row, problemOf(error)) }
  }
}

/** The row after a piece of work, at a time in Unix ms. */
export const after = (row: Row, ended: Ended, now: number): After =>
  Either.match(ended, {
    onLeft: (error) => rejected(row, error, now),
    onRight: (card) => ({ change: issued(row, card), isTooFast: false, pause: null })
  })
