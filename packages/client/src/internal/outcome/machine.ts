/**
 * The words of the machine that decides: the knowledge about one number, the events, and the next actions.
 *
 * `step` (step.ts) is pure: no clock, no Effect. A driver performs actions and feeds events (driver.ts). A `State` is
 * plain data, so that it can be stored and taken up by another process (stored.ts). It holds no application, and no
 * personal data.
 */
import type * as Card from "@effect-keysecure/schema/Card"
import type * as Timestamp from "@effect-keysecure/schema/Timestamp"
import type * as AttemptLog from "../../AttemptLog.js"
import type { Candidate, OutcomeUnknown, WriteError } from "../../ClientError.js"
import type { Claim, Judged, Row, Sent, SentAs } from "./evidence.js"
import type { Habits, Span } from "./spans.js"

/** An entry of the log; `null` if there is none. */
export type Entry = AttemptLog.Attempt | null

/** The facts that do not change while one number is worked on. */
export interface Rules extends Omit<Claim, "sent"> {
  /** The number under which the log keeps its entry: as the platform is known to keep it. */
  readonly key: Card.CardUniqueNo
  /** The operation whose outcome it is about. */
  readonly operation: "applyForCard" | "transfer"
  /** Whether an application may be sent, or only found out about. */
  readonly maySend: boolean
  /** The digest of the application; `null` if only a number is known. */
  readonly digest: string | null
  /** Within which time the platform shows an application that it admitted, its clocks' difference included, in ms. */
  readonly marginMillis: number
  /** When the first copy may have been sent, in Unix ms, if the caller says so. */
  readonly since: number | null
  /** The platform's number that a person says is ours. */
  readonly ours: Card.CardNo | null
}

/** The knowledge about the number, in every phase. */
export interface Known {
  /** The entry in the log, as far as this process knows. */
  readonly entry: Entry
  /** Stamps of copies that are not known to have been refused. */
  readonly copies: ReadonlyArray<number>
  /** Whether there may be copies that `copies` does not list. */
  readonly isPartial: boolean
  /** Whether the platform said that it carried out a copy: then "not there" proves nothing. */
  readonly accepted: boolean
  /** Whether a copy was sent by this very call. */
  readonly sentNow: boolean
  /** The facts with which the last copy was sent. */
  readonly sent: SentAs | null
  /** The error as long as the outcome is not known. */
  readonly outcome: OutcomeUnknown | null
  /** How often the log had another entry, and once more. */
  readonly round: number
  /**
   * The latest that the platform's clock could read when work began, in Unix ms. It is told in errors, and proves
   * nothing.
   */
  readonly latest: number
}

/** How far finding out has come. */
export interface Query {
  readonly habits: Habits
  /** The next pause, in ms. */
  readonly pauseMillis: number
  /** For a number alone: the latest time at which an earlier copy can have been stamped. */
  readonly bound: number | null
  /** Up to here a pass has shown nothing, when nothing could be hidden there any more. */
  readonly clearTo: number | null
  /** The latest stamp of a first clear pass, where proof takes two. */
  readonly firstAnswered: number | null
  /** The stamp taken for the question that is asked now. */
  readonly at: number
  /** The latest stamp of a question that was answered. */
  readonly answered: number
  /** The beginning of the next span of this pass; `null` where a pass begins. */
  readonly place: number | null
  /** The span that is asked for now, or was asked for last. */
  readonly span: Span
  /** How many spans were asked for since the last pause. */
  readonly asked: number
  /** Rows of this pass, and the judgements on earlier ones. */
  readonly rows: ReadonlyArray<Judged>
  /** Whether this pass may have missed rows. */
  readonly isIncomplete: boolean
  /** How many times without a break the list has answered by a code that may be about the span. */
  readonly oddities: number
  /** The last reason why the list did not answer, in words; `null` if it answered. */
  readonly trouble: string | null
}

/** The purpose of an entry that is written after the fact. */
export type Goal =
  /** The log must have taken it. */
  | { readonly _tag: "Record"; readonly end: End }
  | { readonly _tag: "Tell"; readonly end: End }
  /** An entry that was recorded before the one whose writing failed is removed next. */
  | { readonly _tag: "Forget"; readonly end: End }
  /** The number is free: apply, or tell that there is none. */
  | { readonly _tag: "Free" }
  /** The log knows now that the application was accepted. */
  | { readonly _tag: "Reconcile" }

/** The phase: what is being done. */
export type Phase =
  | { readonly _tag: "Resting" }
  /** Reading the entry. */
  | { readonly _tag: "Reading" }
  /** Waiting before the entry is read again, since another process changed it. */
  | { readonly _tag: "Yielding" }
  | { readonly _tag: "Sending"; readonly copy: Copy }
  /** Writing down the stamp of a copy that leaves next. */
  | { readonly _tag: "Recording"; readonly written: AttemptLog.Open }
  | { readonly _tag: "Writing"; readonly expected: Entry; readonly next: Entry; readonly goal: Goal }
  /** A call succeeded without telling its stamp: taking one, to write down. */
  | { readonly _tag: "Missing"; readonly outcome: OutcomeUnknown | null }
  /** Taking the stamp from which the next question's span is reckoned. */
  | { readonly _tag: "Timing" }
  | { readonly _tag: "Asking" }
  /** Reading the entry of a row's own number. */
  | { readonly _tag: "Comparing" }
  /** Asking for a row's detail. */
  | { readonly _tag: "Looking" }
  | { readonly _tag: "Waiting"; readonly millis: number }
  | { readonly _tag: "Ended"; readonly end: End }

/** The copy of a call that is under way. */
export type Copy =
  /** No copy has left. */
  | { readonly _tag: "None" }
  /** The log holds its stamp: it leaves, or has left. */
  | { readonly _tag: "Recorded"; readonly entry: AttemptLog.Open }
  /** It is held back: the log had another entry. */
  | { readonly _tag: "Overtaken" }
  /** It is held back: the log failed, and may hold its stamp. `detail` says why, if the log said it. */
  | { readonly _tag: "LogFailed"; readonly written: AttemptLog.Open; readonly detail: string | null }

/** The knowledge, and the phase. */
export interface State {
  readonly phase: Phase
  readonly known: Known
  readonly query: Query
}

/** How it ends. */
export type End =
  /** The platform's answer told the card. */
  | { readonly _tag: "Answered"; readonly cardNo: Card.CardNo }
  /** The log knows the card. */
  | { readonly _tag: "Logged"; readonly cardNo: Card.CardNo; readonly failed: boolean }
  /** The list shows it; `besides` are rows that may be ours too. */
  | { readonly _tag: "Found"; readonly rows: ReadonlyArray<Judged>; readonly besides: ReadonlyArray<Candidate> }
  | { readonly _tag: "Several"; readonly refs: ReadonlyArray<string> }
  /** Certainly none. */
  | { readonly _tag: "None"; readonly outcome: OutcomeUnknown }
  /** The number belongs to another application. */
  | { readonly _tag: "Conflict" }
  /** `alarm` tells what is wrong with the program. */
  | { readonly _tag: "Unknown"; readonly outcome: OutcomeUnknown; readonly alarm: string | null }
  /** Certainly not carried out. */
  | { readonly _tag: "Rejected"; readonly error: WriteError }

/** An event. */
export type Event =
  /** Work begins, or is taken up. `latest` is the latest that the platform's clock can read. It is told in errors. */
  | { readonly _tag: "Begun"; readonly latest: number }
  | { readonly _tag: "LogRead"; readonly entry: Entry }
  | { readonly _tag: "LogFailed"; readonly detail: string | null }
  | { readonly _tag: "Swapped"; readonly was: boolean }
  /** A copy is about to leave. */
  | {
      readonly _tag: "Stamped"
      readonly stamp: Timestamp.Timestamp
      readonly attemptId: string
      readonly sent: Sent
    }
  /** The call has ended. */
  | { readonly _tag: "Answered"; readonly cardNo: Card.CardNo }
  | { readonly _tag: "Failed"; readonly error: WriteError }
  /** A stamp was taken. */
  | { readonly _tag: "Timed"; readonly stamp: Timestamp.Timestamp; readonly attemptId: string }
  /** The list has answered; `first` and `last` are the stamps of its earliest and latest question. */
  | {
      readonly _tag: "Listed"
      readonly rows: ReadonlyArray<Row>
      readonly first: number
      readonly last: number
      readonly isIncomplete: boolean
    }
  /** The list has not answered: it may later, it will not, it refuses the span, or (`odd`) it may refuse the span. */
  | { readonly _tag: "ListFailed"; readonly how: "again" | "odd" | "ended" | "span"; readonly detail: string }
  /** The detail of a row has its number; `null` if it has none, or the platform refuses to show it. */
  | { readonly _tag: "Looked"; readonly number: string | null }
  | { readonly _tag: "LookFailed" }
  | { readonly _tag: "Slept" }
  /** The caller's limit for finding out has passed. */
  | { readonly _tag: "TimeUp" }
  | { readonly _tag: "Interrupted" }

/** The next action. */
export type Action =
  | { readonly _tag: "ReadLog"; readonly key: string }
  | { readonly _tag: "CompareAndSwap"; readonly expected: Entry; readonly next: Entry }
  | { readonly _tag: "Send" }
  /** Let the copy leave whose stamp is written down. */
  | { readonly _tag: "Transmit" }
  /** Hold the copy back. */
  | { readonly _tag: "Withhold" }
  | { readonly _tag: "TakeStamp" }
  | { readonly _tag: "Ask"; readonly span: Span }
  | { readonly _tag: "Look"; readonly ref: string }
  | { readonly _tag: "Sleep"; readonly millis: number }
  /** Rest: no work is under way. */
  | { readonly _tag: "Stop" }
  | { readonly _tag: "End"; readonly end: End }
