/**
 * The one place where an ending becomes an error: the table of outcomes (docs/outcomes.md).
 *
 * A write that may have been carried out becomes `OutcomeUnknown`. All other errors of a write say that it certainly was
 * not carried out.
 */
import * as ErrorCode from "@effect-keysecure/schema/ErrorCode"
import type * as Rejection from "@effect-keysecure/schema/Rejection"
import * as Timestamp from "@effect-keysecure/schema/Timestamp"
import * as DateTime from "effect/DateTime"
import type * as ParseResult from "effect/ParseResult"
import {
  inWords,
  type Issue,
  NotSent,
  OutcomeUnknown,
  type ReadError,
  RequestInvalid,
  type UnknownReason,
  Unreachable,
  Unreadable,
  type WriteError
} from "../../ClientError.js"
import { issuesOf } from "../encoding/issues.js"
import type { UniqueNos } from "../encoding/ownNumber.js"

/** The end of a call that did not succeed. */
export type Ending =
  | { readonly _tag: "Invalid"; readonly issues: ReadonlyArray<Issue> }
  | { readonly _tag: "TokenFailed"; readonly error: ReadError }
  | { readonly _tag: "DeadlinePassed"; readonly detail: string }
  | { readonly _tag: "NotSent"; readonly detail: string }
  | { readonly _tag: "NotRecorded"; readonly detail: string }
  | {
      readonly _tag: "Rejected"
      readonly rejection: Rejection.Rejection
      /** Whether the message is about another field than the own number: see `namedField`. */
      readonly namesAnotherField: boolean
    }
  | { readonly _tag: "NoAnswer"; readonly detail: string }
  | { readonly _tag: "Unreadable"; readonly status: number; readonly detail: string }
  | { readonly _tag: "Accepted"; readonly status: number; readonly detail: string }

/** What an error says of the call besides its ending. */
export interface CallFacts {
  readonly operation: string
  readonly uniqueNos: UniqueNos
  /** The stamps of the copies whose outcome is not known. */
  readonly stamps: ReadonlyArray<Timestamp.Timestamp>
}

/** Server clocks are taken to agree, and admitted applications to show in the list, within this time. */
export const settlingMarginMillis = 60_000

/** An accepted answer whose data cannot be used, in words. */
export const unfit = (issue: ParseResult.ParseIssue): string => `data does not fit: ${inWords(issuesOf(issue))}`

/** A read fails as it ended. It does not matter whether it was carried out. */
export const readError = ({ operation }: CallFacts, ending: Ending): ReadError => {
  switch (ending._tag) {
    case "Invalid":
      return new RequestInvalid({ operation, issues: ending.issues })
    case "TokenFailed":
      return ending.error
    case "Rejected":
      return ending.rejection
    case "DeadlinePassed":
    case "NotSent":
    case "NotRecorded":
    case "NoAnswer":
      return new Unreachable({ operation, detail: ending.detail })
    case "Unreadable":
    case "Accepted":
      return new Unreadable({ operation, status: ending.status, detail: ending.detail })
  }
}

const tokenError = (operation: string, error: ReadError): WriteError => {
  switch (error._tag) {
    case "RequestInvalid":
    case "Unreachable":
    case "Unreadable":
    case "SystemError":
      return new NotSent({ operation, reason: "TokenUnavailable", detail: error.message })
    default:
      return error
  }
}

const outcomeUnknown = ({ operation, stamps, uniqueNos }: CallFacts, reason: UnknownReason) =>
  new OutcomeUnknown({
    operation,
    ...uniqueNos,
    stamps,
    reason,
    settlesAt: DateTime.unsafeMake(Math.max(0, ...stamps) + Timestamp.toleranceMillis + settlingMarginMillis)
  })

/** A write fails with what is certain: not carried out, or unknown. */
export const writeError = (facts: CallFacts, ending: Ending): WriteError => {
  const { operation } = facts
  switch (ending._tag) {
    case "Invalid":
      return new RequestInvalid({ operation, issues: ending.issues })
    case "TokenFailed":
      return tokenError(operation, ending.error)
    case "NotSent":
      return new NotSent({ operation, reason: "ConnectionFailed", detail: ending.detail })
    case "NotRecorded":
    case "DeadlinePassed":
      return new NotSent({ operation, reason: ending._tag, detail: ending.detail })
    case "Rejected":
      return ending.rejection._tag === "SystemError" ||
        ErrorCode.carriedOut(ending.rejection.code, operation, ending.namesAnotherField) === "unknown"
        ? outcomeUnknown(facts, { _tag: "Rejected", rejection: ending.rejection })
        : ending.rejection
    case "NoAnswer":
      return outcomeUnknown(facts, { _tag: "NoAnswer", detail: ending.detail })
    case "Unreadable":
      return outcomeUnknown(facts, { _tag: "Unreadable", status: ending.status, detail: ending.detail })
    case "Accepted":
      return outcomeUnknown(facts, { _tag: "Accepted", detail: ending.detail })
  }
}
