/**
 * The copies of one call, decided by a pure machine: it is told what happened, and says what is to be done next.
 *
 * A state holds no token and nothing of what is sent, so it is plain data that JSON keeps. The driver is
 * `attemptsDriver`.
 *
 * A copy of a write follows another one only when that one was refused for certain: the only way to the next copy is
 * `answered`, which takes the open stamp away with the refusal. So at most one copy is open.
 */
import type * as Timestamp from "@effect-keysecure/schema/Timestamp"
import type { RetryCause } from "../../RetryPolicy.js"

/** What differs from call to call. */
export interface Rules {
  readonly kind: "read" | "write"
  /** Whether the stamp of a copy is recorded before the copy is transmitted. */
  readonly records: boolean
  /** How many guesses at the platform's time there are: 1005 refutes one, and each may be tried once. */
  readonly hypotheses: number
  /** How many refused tokens may be replaced. */
  readonly maxTokenReplacements: number
}

/** Why another copy is sent. */
export type AgainCause = RetryCause | "TimestampRejected" | "AccessTokenRejected"

/**
 * How the copies end: with the result of the step that is named, or because time is up. `DeadlinePassed`: no copy had
 * been handed over. `NoAnswer`: one had.
 */
export type End = "Answered" | "TokenFailed" | "NotRecorded" | "DeadlinePassed" | "NoAnswer"

/** What is to be done. */
export type Action =
  /** Get a token. `again` says why, after the first time. */
  | { readonly _tag: "GetToken"; readonly again?: AgainCause }
  /** Give up the token that was refused, and get another one. */
  | { readonly _tag: "ReplaceToken" }
  | { readonly _tag: "Stamp" }
  | { readonly _tag: "Record"; readonly stamp: Timestamp.Timestamp }
  | { readonly _tag: "Transmit"; readonly stamp: Timestamp.Timestamp }
  /** Wait as long as the policy says, if it allows another copy. */
  | { readonly _tag: "Wait"; readonly cause: RetryCause }
  | { readonly _tag: "End"; readonly as: End }

/** What is looked at in an answer. */
export type Answer =
  | { readonly _tag: "Accepted" | "NoAnswer" }
  | { readonly _tag: "NotSent"; readonly isPermanent: boolean }
  | { readonly _tag: "Rejected"; readonly code: number }
  | { readonly _tag: "Unreadable"; readonly status: number }

/** Statuses below 500 that mean "later": a timeout, a request too early, and too many requests. */
const later = new Set([408, 425, 429])

/** What happened. */
export type Event =
  | { readonly _tag: "TokenReady" | "TokenFailed" | "Recorded" | "NotRecorded" | "Waited" | "PolicyEnded" }
  /** `isHeld`: the copy that was handed over last did not leave, and cannot leave any more. */
  | { readonly _tag: "TimeUp"; readonly isHeld: boolean }
  | { readonly _tag: "Stamped"; readonly stamp: Timestamp.Timestamp }
  | { readonly _tag: "Answered"; readonly answer: Answer }

/** What is known of one call. */
export interface State {
  /** What was to be done last. Its result is the event that is waited for. */
  readonly doing: Action
  readonly attempts: number
  /** The stamps of copies that were handed over and that are not known to have been refused. */
  readonly open: ReadonlyArray<Timestamp.Timestamp>
  readonly timestampsRejected: number
  readonly tokensRejected: number
}

/** What is to be done, and what is known then. */
export type Step = readonly [Action, State]

/** The most hypotheses that a call tries. There may be more, but 1005 may have another reason than the time. */
const mostHypotheses = 4

/** How every call begins. */
export const initial: State = {
  doing: { _tag: "GetToken" },
  attempts: 0,
  open: [],
  timestampsRejected: 0,
  tokensRejected: 0
}

type Changes = Partial<Omit<State, "doing">>

const go = (state: State, doing: Action, changes?: Changes): Step => [doing, { ...state, ...changes, doing }]

const end = (state: State, as: End): Step => go(state, { _tag: "End", as })

/** From here on the copy counts as handed over. */
const transmit = (state: State, stamp: Timestamp.Timestamp): Step =>
  go(state, { _tag: "Transmit", stamp }, { open: [...state.open, stamp] })

/** Why this answer may be followed by another copy under the policy, if it may. */
const retryCause = (kind: Rules["kind"], answer: Answer): RetryCause | undefined => {
  switch (answer._tag) {
    case "NotSent":
      return answer.isPermanent ? undefined : "NotSent"
    case "Rejected":
      return answer.code === 1009 ? "TooManyRequests" : undefined
    case "NoAnswer":
      return kind === "read" ? "NoAnswer" : undefined
    case "Unreadable":
      return kind === "read" && (answer.status >= 500 || later.has(answer.status)) ? "Unreadable" : undefined
    case "Accepted":
      return undefined
  }
}

const answered = (rules: Rules, state: State, answer: Answer): Step => {
  const { timestampsRejected, tokensRejected } = state
  const code = answer._tag === "Rejected" ? answer.code : undefined
  if (code === 1005 && timestampsRejected < Math.min(rules.hypotheses, mostHypotheses)) {
    const doing = { _tag: "GetToken", again: "TimestampRejected" } as const
    return go(state, doing, { open: [], timestampsRejected: timestampsRejected + 1 })
  }
  if ((code === 1006 || code === 1007) && tokensRejected < rules.maxTokenReplacements) {
    return go(state, { _tag: "ReplaceToken" }, { open: [], tokensRejected: tokensRejected + 1 })
  }
  const cause = retryCause(rules.kind, answer)
  // Closed before the wait: a deadline that passes during it must not take a settled copy for an open one.
  return cause === undefined ? end(state, "Answered") : go(state, { _tag: "Wait", cause }, { open: [] })
}

/** What follows an event. An event that is not waited for, as `TimeUp` never is, ends the call with what is known. */
export const step = (rules: Rules, state: State, event: Event): Step => {
  const { attempts, doing, open } = state
  switch (doing._tag) {
    case "GetToken":
    case "ReplaceToken":
      if (event._tag === "TokenReady") return go(state, { _tag: "Stamp" }, { attempts: attempts + 1 })
      if (event._tag === "TokenFailed") return end(state, "TokenFailed")
      break
    case "Stamp":
      if (event._tag !== "Stamped") break
      return rules.records ? go(state, { _tag: "Record", stamp: event.stamp }) : transmit(state, event.stamp)
    case "Record":
      if (event._tag === "Recorded") return transmit(state, doing.stamp)
      if (event._tag === "NotRecorded") return end(state, "NotRecorded")
      break
    case "Transmit":
      if (event._tag === "Answered") return answered(rules, state, event.answer)
      if (event._tag === "TimeUp" && event.isHeld) return go(state, { _tag: "End", as: "DeadlinePassed" }, { open: [] })
      break
    case "Wait":
      if (event._tag === "Waited") return go(state, { _tag: "GetToken", again: doing.cause })
      if (event._tag === "PolicyEnded") return end(state, "Answered")
      break
    case "End":
      break
  }
  return end(state, open.length === 0 ? "DeadlinePassed" : "NoAnswer")
}
