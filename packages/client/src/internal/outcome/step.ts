/** The transitions of reading the log, sending, and writing down the result. */
import type * as Card from "@effect-keysecure/schema/Card"
import type * as AttemptLog from "../../AttemptLog.js"
import { NotSent, type OutcomeUnknown, type WriteError } from "../../ClientError.js"
import { actionOf } from "./actions.js"
import * as Asking from "./asking.js"
import { sentAs } from "./evidence.js"
import type { Action, Copy, End, Entry, Event, Goal, Known, Phase, Rules, State } from "./machine.js"
import { withDetail } from "./undecided.js"

/** How often to begin anew when another process has written to the log meanwhile. */
const rounds = 5

/** The knowledge at first: none, or the facts of an error. */
export const start = (given: OutcomeUnknown | null): State => ({
  phase: { _tag: "Resting" },
  known: {
    entry: null,
    copies: given === null ? [] : given.stamps,
    isPartial: false,
    accepted: given?.reason._tag === "Accepted",
    sentNow: false,
    sent: null,
    outcome: given,
    round: 1,
    latest: 0
  },
  query: Asking.fresh
})

const at = (state: State, phase: Phase): State => ({ ...state, phase })
const writing = (state: State, expected: Entry, next: Entry, goal: Goal): State =>
  at(state, { _tag: "Writing", expected, next, goal })

const leftOpen = (rules: Rules, state: State, detail: string): State =>
  Asking.ended(state, { _tag: "Unknown", outcome: Asking.outcomeFor(rules, state.known, detail), alarm: null })

/** Another process has written to the log: its entry counts. */
const yielding = (rules: Rules, state: State): State =>
  state.known.round >= rounds
    ? leftOpen(rules, state, "other processes write to the attempt log")
    : { ...state, known: { ...state.known, round: state.known.round + 1 }, phase: { _tag: "Yielding" } }

const sending = (copy: Copy): Phase => ({ _tag: "Sending", copy })
const noCopy: Copy = { _tag: "None" }

/** An entry without a digest may be any application's: a person made it from a number alone, or 0.1.0 wrote it. */
const isOther = ({ digest }: Rules, entry: AttemptLog.Open | AttemptLog.Issued): boolean =>
  digest !== null && entry.digest !== "" && entry.digest !== digest

/** A person says which card is ours: that is written down. */
const answeredByPerson = (state: State, rules: Rules, cardNo: Card.CardNo, entry: Entry): State => {
  if (entry?._tag === "Issued") {
    return Asking.ended(
      state,
      entry.cardNo === cardNo
        ? { _tag: "Logged", cardNo, failed: entry.failed }
        : { _tag: "Several", refs: [entry.cardNo, cardNo] }
    )
  }
  const digest = entry?._tag === "Open" ? entry.digest : (rules.digest ?? "")
  const next: AttemptLog.Issued = { _tag: "Issued", cardUniqueNo: rules.key, digest, cardNo, failed: false }
  return writing(state, entry, next, { _tag: "Record", end: { _tag: "Logged", cardNo, failed: false } })
}

/** The entry of our number, and the knowledge that follows from it. */
const read = (rules: Rules, before: State, entry: Entry): State => {
  const isSame = JSON.stringify(before.known.entry) === JSON.stringify(entry)
  const state: State = {
    ...before,
    known: { ...before.known, entry },
    query: isSame ? before.query : Asking.fresh
  }
  if (rules.ours !== null) return answeredByPerson(state, rules, rules.ours, entry)
  if (entry === null) return rules.maySend ? at(state, sending(noCopy)) : Asking.reconcile(state.known, state.query)
  if (entry._tag === "Corrupt") {
    // It may be of a card from before the time that is asked for. So for `issue`, "not there" is not enough.
    return Asking.reconcile(
      { ...state.known, isPartial: true, accepted: state.known.accepted || rules.maySend },
      state.query
    )
  }
  if (isOther(rules, entry)) return Asking.ended(state, { _tag: "Conflict" })
  if (entry._tag === "Issued") {
    return Asking.ended(state, { _tag: "Logged", cardNo: entry.cardNo, failed: entry.failed })
  }
  const { accepted, copies } = state.known
  return Asking.reconcile(
    { ...state.known, copies: [...new Set([...copies, entry.stamp])], accepted: accepted || entry.accepted },
    state.query
  )
}

/** A log that cannot be read may hide an earlier attempt, and later copies. */
const unread = (rules: Rules, state: State): State =>
  rules.maySend || rules.ours !== null
    ? leftOpen(rules, state, "the attempt log could not be read; nothing was sent")
    : Asking.reconcile({ ...state.known, isPartial: true }, state.query)

/** A copy is about to leave: its stamp is written down first. */
const stamped = (
  rules: Rules,
  state: State,
  { attemptId, sent, stamp }: Extract<Event, { readonly _tag: "Stamped" }>
): State => {
  const written = openOf(rules, attemptId, stamp, false)
  const known: Known = { ...state.known, sent: sentAs(rules.handed, sent) }
  return { ...state, known, phase: { _tag: "Recording", written } }
}

const openOf = (
  { digest, key }: Rules,
  attemptId: string,
  stamp: AttemptLog.Open["stamp"],
  accepted: boolean
): AttemptLog.Open => ({ _tag: "Open", cardUniqueNo: key, attemptId, digest: digest ?? "", stamp, accepted })

/**
 * The log has the stamp, or another entry. A copy follows another only after a certain no, so the last stamp is enough.
 */
const recorded = (state: State, entry: AttemptLog.Open, was: boolean): State =>
  was
    ? {
        ...state,
        known: { ...state.known, entry, copies: [entry.stamp], sentNow: true },
        phase: sending({ _tag: "Recorded", entry })
      }
    : at(state, sending({ _tag: "Overtaken" }))

const answered = (rules: Rules, state: State, copy: Copy, cardNo: Card.CardNo): State => {
  if (copy._tag !== "Recorded") return at(state, { _tag: "Missing", outcome: null })
  const { digest, key } = rules
  const next: AttemptLog.Issued = { _tag: "Issued", cardUniqueNo: key, digest: digest ?? "", cardNo, failed: false }
  return writing(state, copy.entry, next, { _tag: "Tell", end: { _tag: "Answered", cardNo } })
}

/** A certain no: nothing was carried out, and the number is free. */
const rejected = (rules: Rules, state: State, copy: Copy, error: WriteError): State => {
  switch (copy._tag) {
    case "None":
      return Asking.ended(state, { _tag: "Rejected", error })
    case "Recorded":
      return writing(state, copy.entry, null, { _tag: "Tell", end: { _tag: "Rejected", error } })
    case "Overtaken":
      return yielding(rules, state)
    case "LogFailed": {
      const end: End = { _tag: "Rejected", error: notRecorded(error, copy.detail) }
      return writing(state, copy.written, null, { _tag: "Forget", end })
    }
  }
}

/** A call that was held back says why, where the log has said it. */
const notRecorded = (error: WriteError, detail: string | null): WriteError =>
  error._tag === "NotSent" && detail !== null
    ? new NotSent({
        operation: error.operation,
        reason: "NotRecorded",
        detail: `the attempt log failed: ${detail}`
      })
    : error

/** Whether an error says that nothing was carried out. An error that a layer around the client made up says nothing. */
const isCertain = (error: WriteError): boolean =>
  error._tag === "RequestInvalid" || error._tag === "NotSent" || ("code" in error && typeof error.code === "number")

/** An error that says nothing certain, as the unknown outcome that it is. */
const asUnknown = (rules: Rules, { known }: State, error: WriteError): OutcomeUnknown =>
  error._tag === "OutcomeUnknown"
    ? error
    : Asking.outcomeFor(rules, known, `the call ended with ${error._tag}, which does not say what became of it`)

const failed = (rules: Rules, state: State, copy: Copy, error: WriteError): State => {
  if (isCertain(error)) return rejected(rules, state, copy, error)
  const outcome = asUnknown(rules, state, error)
  if (copy._tag !== "Recorded") return at(state, { _tag: "Missing", outcome })
  const isAccepted = outcome.reason._tag === "Accepted"
  const known: Known = {
    ...state.known,
    outcome,
    accepted: isAccepted,
    copies: [...new Set([...state.known.copies, ...outcome.stamps])]
  }
  return isAccepted
    ? writing({ ...state, known }, copy.entry, { ...copy.entry, accepted: true }, { _tag: "Reconcile" })
    : Asking.reconcile(known, Asking.fresh)
}

/** A call that did not tell its stamp may have sent a copy all the same. It is written down now, and stays open. */
const missing = (
  rules: Rules,
  state: State,
  error: OutcomeUnknown | null,
  { attemptId, stamp }: Extract<Event, { readonly _tag: "Timed" }>
): State => {
  const alarm =
    "a copy was sent whose stamp was not told: a layer around the client must hand on the options of applyForCard"
  const open = openOf(rules, attemptId, stamp, error === null || error.reason._tag === "Accepted")
  const known: Known = { ...state.known, copies: [stamp, ...(error?.stamps ?? [])], sentNow: true, outcome: error }
  const end: End = { _tag: "Unknown", outcome: withDetail(Asking.outcomeFor(rules, known, alarm), alarm), alarm }
  return writing({ ...state, known }, state.known.entry, open, { _tag: "Tell", end })
}

type Writing = Extract<Phase, { readonly _tag: "Writing" }>

/** The log has taken the entry, or has another. */
const swapped = (rules: Rules, state: State, { goal, next }: Writing, was: boolean): State => {
  const { entry, sentNow } = state.known
  const current: State = was ? { ...state, known: { ...state.known, entry: next } } : state
  switch (goal._tag) {
    case "Tell":
      return Asking.ended(current, goal.end)
    case "Forget":
      return was || entry === null
        ? Asking.ended(current, goal.end)
        : writing(state, entry, null, { _tag: "Tell", end: goal.end })
    case "Record":
      return was ? Asking.ended(current, goal.end) : yielding(rules, state)
    case "Reconcile":
      return Asking.reconcile(current.known, Asking.fresh)
    case "Free":
      if (!was) return yielding(rules, state)
      return rules.maySend && !sentNow
        ? { ...current, known: { ...current.known, copies: [], outcome: null }, phase: sending(noCopy) }
        : Asking.ended(current, { _tag: "None", outcome: Asking.outcomeFor(rules, state.known, "it was not sent") })
  }
}

/** The log has failed. It holds its old entry, or the new one, which says less than is known. */
const unwritten = (rules: Rules, state: State, { goal }: Writing): State => {
  switch (goal._tag) {
    case "Tell":
    case "Forget":
      return Asking.ended(state, goal.end)
    case "Record":
      return unread(rules, state)
    case "Reconcile":
      return Asking.reconcile(state.known, Asking.fresh)
    case "Free":
      return leftOpen(rules, state, "the attempt log failed")
  }
}

const isAsking = ({ _tag }: Phase): boolean =>
  _tag === "Timing" || _tag === "Asking" || _tag === "Comparing" || _tag === "Looking" || _tag === "Waiting"

/** The action before the first event, or after a pause that was taken elsewhere. */
const begun = (rules: Rules, state: State, latest: number): State => {
  const next: State = { ...state, known: { ...state.known, latest, round: 1, sentNow: false } }
  return rules.hasLog ? at(next, { _tag: "Reading" }) : Asking.reconcile(next.known, next.query)
}

const logAnswered = (
  rules: Rules,
  state: State,
  event: Extract<Event, { readonly _tag: "LogRead" | "Swapped" }>
): State => {
  const { phase } = state
  if (event._tag === "LogRead") {
    if (phase._tag === "Reading") return read(rules, state, event.entry)
    return phase._tag === "Comparing" ? Asking.compared(rules, state, event.entry) : state
  }
  if (phase._tag === "Recording") return recorded(state, phase.written, event.was)
  return phase._tag === "Writing" ? swapped(rules, state, phase, event.was) : state
}

const logFailed = (rules: Rules, state: State, detail: string | null): State => {
  const { phase } = state
  switch (phase._tag) {
    case "Reading":
      return unread(rules, state)
    case "Comparing":
      return Asking.compared(rules, state, null)
    case "Recording":
      return at(state, sending({ _tag: "LogFailed", written: phase.written, detail }))
    case "Writing":
      return unwritten(rules, state, phase)
    default:
      return state
  }
}

/**
 * The copy of the call that is under way. A call that ends while its stamp is being written down has not sent that
 * copy.
 */
const copyOf = ({ phase }: State): Copy | undefined => {
  if (phase._tag === "Sending") return phase.copy
  return phase._tag === "Recording" ? { _tag: "LogFailed", written: phase.written, detail: null } : undefined
}

const callAnswered = (
  rules: Rules,
  state: State,
  event: Extract<Event, { readonly _tag: "Stamped" | "Answered" | "Failed" }>
): State => {
  const copy = copyOf(state)
  if (copy === undefined) return state
  switch (event._tag) {
    case "Stamped":
      return stamped(rules, state, event)
    case "Answered":
      return answered(rules, state, copy, event.cardNo)
    case "Failed":
      return failed(rules, state, copy, event.error)
  }
}

const listAnswered = (
  rules: Rules,
  state: State,
  event: Extract<Event, { readonly _tag: "Timed" | "Listed" | "ListFailed" | "Looked" | "LookFailed" }>
): State => {
  const { phase } = state
  switch (event._tag) {
    case "Timed":
      if (phase._tag === "Missing") return missing(rules, state, phase.outcome, event)
      return phase._tag === "Timing" ? Asking.timed(rules, state, event.stamp) : state
    case "Listed":
      return phase._tag === "Asking" ? Asking.listed(rules, state, event) : state
    case "ListFailed":
      return phase._tag === "Asking" ? Asking.listFailed(rules, state, event) : state
    case "Looked":
      return phase._tag === "Looking" ? Asking.looked(rules, state, event.number) : state
    case "LookFailed":
      return phase._tag === "Looking" ? Asking.lookFailed(state) : state
  }
}

/** The state after an event. An event that cannot happen now changes nothing. */
const transition = (rules: Rules, state: State, event: Event): State => {
  const { phase } = state
  switch (event._tag) {
    case "Begun":
      return phase._tag === "Resting" ? begun(rules, state, event.latest) : state
    case "Interrupted":
      return { phase: { _tag: "Resting" }, known: state.known, query: Asking.restarted(state.query) }
    case "TimeUp":
      return isAsking(phase) ? Asking.timeUp(rules, state) : state
    case "Slept":
      if (phase._tag === "Yielding") return at(state, { _tag: "Reading" })
      return phase._tag === "Waiting" ? Asking.reconcile(state.known, state.query) : state
    case "LogRead":
    case "Swapped":
      return logAnswered(rules, state, event)
    case "LogFailed":
      return logFailed(rules, state, event.detail)
    case "Stamped":
    case "Answered":
    case "Failed":
      return callAnswered(rules, state, event)
    case "Timed":
    case "Listed":
    case "ListFailed":
    case "Looked":
    case "LookFailed":
      return listAnswered(rules, state, event)
  }
}

/** The transition of an event: the next action, and the knowledge then. */
export const step = (rules: Rules, state: State, event: Event): readonly [Action, State] => {
  const next = transition(rules, state, event)
  return [actionOf(rules, next), next]
}

/** Whether the caller's limit for finding out counts now. */
export const isReconciling = ({ phase }: State): boolean => isAsking(phase)

/** Whether there may be a card, as far as is known, if the work ends here. */
export const mayHaveIssued = ({ known, phase }: State): boolean => known.sentNow || isAsking(phase)
