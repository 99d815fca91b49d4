/** What became of an application, as data for a `switch`. */
import type * as Rejection from "@effect-keysecure/schema/Rejection"
import * as DateTime from "effect/DateTime"
import * as Option from "effect/Option"
import type * as CardIssuance from "../../CardIssuance.js"
import type {
  Candidate,
  IssuanceFailed,
  IssueError,
  MoreThanOneCard,
  NotIssued,
  NotSent,
  OutcomeUnknown,
  RequestInvalid,
  UniqueNoConflict
} from "../../ClientError.js"

/**
 * A card that was issued.
 *
 * @since 0.2.0
 * @category models
 */
export interface IssuedCard {
  /** The platform's number of the card. */
  readonly cardNo: string
  /** Your own number of it. */
  readonly cardUniqueNo: string
  /** Its status, if the list was asked. `Pending`: issued, not yet ready. */
  readonly status?: string
}

/**
 * What became of an application. Take a `switch` over `outcome`: TypeScript then insists that you deal with each.
 *
 * - `issued`: there is the card, and one.
 * - `rejected`: there is no card of this application, for certain, and the same application would be refused again. `error` says
 *   why: its `_tag` names the code, `RequestInvalid` the fields that are wrong, `UniqueNoConflict` a number that belongs to another
 *   application. Only after `UniqueNoConflict` take another number.
 * - `notIssued`: there is no card, for certain. Call again with the same application.
 * - `failed`: it was carried out, and there is no card to use, or more than one. A person has to look.
 * - `unknown`: **there may be a card.** Call again with the same application and the same number: that finds out. Never take
 *   another number. If there are `candidates`, a person has to look at them first (`reconcile`).
 *
 * @since 0.2.0
 * @category models
 */
export type Outcome =
  | { readonly outcome: "issued"; readonly card: IssuedCard }
  | {
      readonly outcome: "rejected"
      readonly error: RequestInvalid | UniqueNoConflict | Exclude<Rejection.Rejection, Rejection.SystemError>
    }
  | { readonly outcome: "notIssued"; readonly error: NotSent | NotIssued }
  | { readonly outcome: "failed"; readonly error: IssuanceFailed | MoreThanOneCard }
  | {
      readonly outcome: "unknown"
      /** None if the call was aborted by its signal. */
      readonly error: OutcomeUnknown | undefined
      /** From when on it can be found out for certain, in Unix ms; none if the call was aborted. */
      readonly settlesAtMillis: number | undefined
      /** Cards of the list that may or may not be this one. */
      readonly candidates: ReadonlyArray<Candidate>
    }

/** A card. */
export const issued = ({ cardNo, cardUniqueNo, status }: CardIssuance.IssuedCard): Outcome => ({
  outcome: "issued",
  card: { cardNo, cardUniqueNo, ...(Option.isNone(status) ? {} : { status: status.value }) }
})

/** The caller has left: what is under way goes on being reckoned with, by the next call. */
export const aborted: Outcome = { outcome: "unknown", error: undefined, settlesAtMillis: undefined, candidates: [] }

/** No card, or none for certain. */
export const outcomeOf = (error: IssueError): Outcome => {
  switch (error._tag) {
    case "NotSent":
    case "NotIssued":
      return { outcome: "notIssued", error }
    case "IssuanceFailed":
    case "MoreThanOneCard":
      return { outcome: "failed", error }
    case "OutcomeUnknown":
      return {
        outcome: "unknown",
        error,
        settlesAtMillis: DateTime.toEpochMillis(error.settlesAt),
        candidates: error.candidates ?? []
      }
    default:
      return { outcome: "rejected", error }
  }
}
