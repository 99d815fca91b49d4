/** The transitions while a list is asked: questions, rows, pauses, and the conclusion. */
import * as Card from "@effect-keysecure/schema/Card"
import * as Timestamp from "@effect-keysecure/schema/Timestamp"
import * as Duration from "effect/Duration"
import { type Candidate, maxCandidates, type OutcomeUnknown } from "../../ClientError.js"
import { byDetail, byLog, counting, judge, type Judged } from "./evidence.js"
import type { End, Entry, Event, Known, Query, Rules, State } from "./machine.js"
import * as Spans from "./spans.js"
import { outcomeUnknown, withCandidates, withDetail } from "./undecided.js"

/** The first pause, in ms. */
export const firstPauseMillis = Duration.toMillis("1 second")
const longestPauseMillis = Duration.toMillis("15 seconds")
const shortestPauseMillis = Duration.toMillis("250 millis")

/** The pause after a pause, in ms. */
export const longerPause = (millis: number): number => Math.min(longestPauseMillis, 2 * millis)

/** Nothing was asked so far. */
export const fresh: Query = {
  habits: Spans.initialHabits,
  pauseMillis: firstPauseMillis,
  bound: null,
  clearTo: null,
  firstAnswered: null,
  at: 0,
  answered: 0,
  place: null,
  span: Spans.nothing,
  asked: 0,
  rows: [],
  isIncomplete: false,
  oddities: 0,
  trouble: null
}

/** The same query where a pass begins anew. */
export const restarted = (query: Query): Query => ({ ...query, place: null, asked: 0, rows: [] })

/** Begins to find out, or goes on. */
export const reconcile = (known: Known, query: Query): State => ({ phase: { _tag: "Timing" }, known, query })

/** The error as long as the outcome is not known. */
export const outcomeFor = (
  { marginMillis, number, operation }: Rules,
  { copies, latest, outcome }: Known,
  detail: string
): OutcomeUnknown =>
  outcome ??
  outcomeUnknown(operation, operation === "transfer" ? { transferUniqueNo: number } : { cardUniqueNo: number }, {
    stamps: copies,
    latest,
    marginMillis,
    detail
  })

const earlier = (rules: Rules): string =>
  rules.maySend ? "an earlier application, of which the end is not known" : "only its number is known"

export const ended = (state: State, end: End): State => ({ ...state, phase: { _tag: "Ended", end } })

const candidateOf =
  ({ operation }: Rules) =>
  ({ number, ref, status }: Judged): Candidate => ({
    ...(ref === null ? {} : operation === "transfer" ? { transferNo: ref } : { cardNo: ref }),
    ...(number === null ? {} : { uniqueNo: number }),
    ...(status === null ? {} : { status })
  })

const candidatesOf = (rules: Rules, { rows }: Query): ReadonlyArray<Candidate> =>
  rows
    .filter(({ verdict }) => verdict !== "ours" && verdict !== "another")
    .slice(0, maxCandidates)
    .map(candidateOf(rules))

/** It stays unknown, with the rows that may be ours. */
const staysUnknown = (rules: Rules, state: State, detail?: string): State => {
  const outcome = withCandidates(outcomeFor(rules, state.known, earlier(rules)), candidatesOf(rules, state.query))
  return ended(state, {
    _tag: "Unknown",
    outcome: detail === undefined ? outcome : withDetail(outcome, detail),
    alarm: null
  })
}

/** The caller's limit has passed. The rows that are ours count, though not every page could be asked for. */
export const timeUp = (rules: Rules, state: State): State => {
  const { rows, trouble } = state.query
  const ours = rows.filter(({ verdict }) => verdict === "ours")
  if (ours.length > 0) return found(rules, state, ours)
  return staysUnknown(rules, state, trouble === null ? undefined : `the list has not answered: ${trouble}`)
}

/** A stamp was taken: the next question's span is reckoned from it. */
export const timed = (rules: Rules, { known, query }: State, at: number): State => {
  const place = query.place ?? query.clearTo ?? Spans.beginning(known.copies, rules.since, at)
  const isIncomplete = query.place !== null && query.isIncomplete
  const span = Spans.nextSpan(query.habits, place, at)
  return { phase: { _tag: "Asking" }, known, query: { ...query, at, place, span, isIncomplete } }
}

/** Pauses, longer each time, but not beyond the moment from which an answer is proof. */
const paused = (state: State, query: Query, next: number): State => ({
  phase: {
    _tag: "Waiting",
    millis: Math.max(shortestPauseMillis, Math.min(query.pauseMillis, next - query.at))
  },
  known: state.known,
  query: { ...query, asked: 0, pauseMillis: longerPause(query.pauseMillis) }
})

const onceMore = (state: State): State => paused(state, state.query, Number.POSITIVE_INFINITY)

/** A code that says nothing about the span is answered this many times. Then the span is asked for in another way. */
const mostOddities = 3

/** Asks for another span, from the start. */
const askOtherwise = ({ known, query }: State, habits: Spans.Habits, trouble: string): State =>
  reconcile(known, { ...query, habits, trouble, place: null, firstAnswered: null, oddities: 0 })

/**
 * The list has not answered. A span that it refuses is asked for in another way. If it refuses for good, the outcome
 * stays unknown.
 */
export const listFailed = (
  rules: Rules,
  state: State,
  { detail, how }: Extract<Event, { readonly _tag: "ListFailed" }>
): State => {
  const { query } = state
  const ours = query.rows.filter(({ verdict }) => verdict === "ours")
  if (ours.length > 0) return found(rules, state, ours)
  switch (how) {
    case "again":
      return onceMore({ ...state, query: { ...query, trouble: detail } })
    case "odd": {
      if (query.oddities + 1 >= mostOddities) return askOtherwise(state, Spans.otherwise(query.habits), detail)
      return onceMore({ ...state, query: { ...query, trouble: detail, oddities: query.oddities + 1 } })
    }
    case "ended":
      return staysUnknown(rules, state, `the list refuses: ${detail}`)
    case "span": {
      const habits = Spans.afterRejection(query.habits)
      return habits === undefined
        ? staysUnknown(rules, state, `the list refuses: ${detail}`)
        : askOtherwise(state, habits, detail)
    }
  }
}

const claimOf = (rules: Rules, { sent }: Known) => ({ ...rules, sent })

/** Rows that were seen before keep their judgement, with the status of now. At most this many are looked at. */
const withRows = (
  rules: Rules,
  known: Known,
  query: Query,
  { isIncomplete, rows }: Extract<Event, { readonly _tag: "Listed" }>
): Query => {
  const claim = claimOf(rules, known)
  const now = new Map(rows.map(({ key, status }) => [key, status]))
  const seen = new Set(query.rows.map(({ key }) => key))
  const judged = rows.filter(({ key }) => !seen.has(key)).map((row) => judge(claim, row))
  const plain = judged.filter(({ verdict }) => verdict === "ours" || verdict === "conflict" || verdict === "another")
  const others = judged.filter((row) => !plain.includes(row))
  const room = Math.max(0, maxCandidates - query.rows.filter(({ verdict }) => verdict !== "ours").length)
  return {
    ...query,
    rows: [
      ...query.rows.map((row) => ({ ...row, status: now.get(row.key) ?? row.status })),
      ...plain,
      ...others.slice(0, room)
    ],
    isIncomplete: query.isIncomplete || isIncomplete || others.length > room,
    oddities: 0,
    trouble: null
  }
}

/**
 * The list has answered. If the answer is not of this question's time, it proves nothing but the rows that are ours.
 */
export const listed = (rules: Rules, state: State, event: Extract<Event, { readonly _tag: "Listed" }>): State => {
  const { known } = state
  const { span } = state.query
  const query = withRows(rules, known, state.query, event)
  if (!Spans.answers(query.at, event.first, event.last)) {
    const ours = query.rows.filter(({ verdict }) => verdict === "ours")
    return ours.length > 0 ? found(rules, { ...state, query }, ours) : onceMore({ ...state, query })
  }
  const next: Query = {
    ...query,
    bound: query.bound ?? event.first + Timestamp.toleranceMillis,
    answered: event.last,
    place: span.isLast ? null : Spans.after(span),
    asked: query.asked + 1
  }
  return span.isLast || next.asked >= Spans.spansPerRound
    ? explained(rules, { ...state, query: next })
    : reconcile(known, next)
}

/** Looks for an explanation of the rows that are not clear so far, one after the other. Then it concludes. */
const explained = (rules: Rules, state: State): State => {
  const has = (verdict: Judged["verdict"]) => state.query.rows.some((row) => row.verdict === verdict)
  if (has("unread")) return { ...state, phase: { _tag: "Comparing" } }
  return has("unseen") ? { ...state, phase: { _tag: "Looking" } } : concluded(rules, state)
}

/** The row about which the log, or a detail, is asked. */
export const rowAsked = ({ phase, query }: State): Judged | undefined =>
  query.rows.find(({ verdict }) => verdict === (phase._tag === "Comparing" ? "unread" : "unseen"))

/** A detail could not be read: it is asked for again, after the list. */
export const lookFailed = (state: State): State => onceMore(state)

const withRow = (rules: Rules, state: State, judgeAgain: (row: Judged) => Judged): State => {
  const asked = rowAsked(state)
  const rows = state.query.rows.map((row) => (row === asked ? judgeAgain(row) : row))
  return explained(rules, { ...state, query: { ...state.query, rows } })
}

/** The log has told who owns a row's own number. */
export const compared = (rules: Rules, state: State, entry: Entry): State =>
  withRow(rules, state, (row) => byLog(claimOf(rules, state.known), row, entry))

/** The detail has told a row's own number. */
export const looked = (rules: Rules, state: State, number: string | null): State =>
  withRow(rules, state, (row) => byDetail(claimOf(rules, state.known), row, number))

const found = (rules: Rules, state: State, rows: ReadonlyArray<Judged>): State => {
  const { known, query } = state
  const besides = candidatesOf(rules, query)
  if (rules.operation === "transfer") return ended(state, { _tag: "Found", rows, besides })
  const [row, ...more] = counting(rows)
  if (more.length > 0) {
    return ended(state, { _tag: "Several", refs: counting(rows).flatMap(({ ref }) => ref ?? []) })
  }
  const end: End = { _tag: "Found", rows: row === undefined ? [] : [row], besides }
  const { entry } = known
  if (row === undefined || row.ref === null || entry?._tag !== "Open") return ended(state, end)
  const { cardUniqueNo } = entry
  const digest = entry.digest === "" ? (rules.digest ?? "") : entry.digest
  const cardNo = Card.CardNo.make(row.ref, true)
  const next = { _tag: "Issued", cardUniqueNo, digest, cardNo, failed: row.status === "Fail" } as const
  return { ...state, phase: { _tag: "Writing", expected: entry, next, goal: { _tag: "Tell", end } } }
}

/** There is none. The number is free once the log says that no other process has sent meanwhile. */
const none = (rules: Rules, state: State): State =>
  rules.hasLog
    ? { ...state, phase: { _tag: "Writing", expected: state.known.entry, next: null, goal: { _tag: "Free" } } }
    : ended(state, { _tag: "None", outcome: outcomeFor(rules, state.known, earlier(rules)) })

/**
 * The latest time at which a copy can have been stamped. Our stamps are never in the platform's future, so a question
 * bounds the stamps before it.
 */
const lastCopy = ({ copies, isPartial }: Known, { bound }: Query): number =>
  isPartial || copies.length === 0 ? Math.max(bound ?? Number.POSITIVE_INFINITY, ...copies) : Math.max(...copies)

/** The conclusion from the rows of this round, or of a whole pass. */
const concluded = (rules: Rules, state: State): State => {
  const { known, query } = state
  const { answered, at, span } = query
  const ours = query.rows.filter(({ verdict }) => verdict === "ours")
  if (ours.length > 0) return found(rules, state, ours)
  if (!span.isLast) return onceMore(state)

  const settles = Spans.settlesAt(lastCopy(known, query), rules.marginMillis)
  const isUnclear = query.rows.some(({ verdict }) => verdict === "unclear")
  if (isUnclear) return at >= settles ? staysUnknown(rules, state) : paused(state, query, settles)
  if (query.isIncomplete) return onceMore(state)
  if (known.accepted) return paused(state, query, settles)

  const proof = Spans.proofBy(query.habits, settles, query.firstAnswered, { answered, asked: at, to: span.to })
  const isConflict = query.rows.some(({ verdict }) => verdict === "conflict")
  if (proof.isProof) return isConflict ? ended(state, { _tag: "Conflict" }) : none(rules, state)
  const clearTo = isConflict ? query.clearTo : Math.max(query.clearTo ?? 0, Math.min(span.from, Spans.lastDay(at)))
  return paused(state, { ...query, clearTo, firstAnswered: proof.firstAnswered }, proof.next)
}
