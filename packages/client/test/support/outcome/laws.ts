/** What must hold at every pair of a state and an event. No law is written by help of the machine's own rules. */
import type { Action, End, Entry, Event, Goal, State } from "../../../src/internal/outcome/machine.js"
import { mayHaveIssued } from "../../../src/internal/outcome/step.js"
import { day, minute, same, second, type Setting, type World } from "./world.js"

/** A state, an event, and what follows; with what really was and is. */
export interface Pair {
  readonly setting: Setting
  readonly state: State
  /** What the state calls for. */
  readonly doing: Action
  readonly before: World
  readonly event: Event
  readonly action: Action
  readonly next: State
  readonly after: World
}

type Laws = Readonly<Record<string, (pair: Pair) => boolean>>

const endOf = ({ phase }: State): End | undefined => (phase._tag === "Ended" ? phase.end : undefined)

const refsOf = (end: End | undefined): ReadonlyArray<string | null> => {
  switch (end?._tag) {
    case "Answered":
    case "Logged":
      return [end.cardNo]
    case "Found":
      return end.rows.map(({ ref }) => ref)
    case "Several":
      return end.refs
    default:
      return []
  }
}

/** The cards under our number, as far as they can be told. */
const cardsIn = ({ log, noise, rules }: Setting, live: World["live"]): ReadonlyArray<string | null> => [
  ...(live === null ? [] : ["CARD1", null]),
  ...(noise === "several" || noise === "deleted" ? ["CARD9", "CARD8"] : []),
  ...(log?._tag === "Issued" ? [log.cardNo] : []),
  ...(rules.ours === null ? [] : [rules.ours])
]

const digestOf = (entry: Entry): string | undefined =>
  entry?._tag === "Open" || entry?._tag === "Issued" ? entry.digest : undefined

const isEnd = ({ doing, next }: Pair, tag: End["_tag"]): boolean => doing._tag !== "End" && endOf(next)?._tag === tag

/** Whether a conflict was concluded from the list. */
const isByList = ({ doing, state }: Pair): boolean => doing._tag !== "End" && state.phase._tag !== "Reading"

const isCounted = ({ before, event }: Pair): boolean =>
  event._tag === "Listed" && before.at <= event.first && event.last <= before.at + minute

/** What proof is made of. */
const proofIn = ({ bound, clearTo, firstAnswered, place }: Pair["state"]["query"]) => ({
  bound,
  clearTo,
  firstAnswered,
  place
})

/** Whether what the list shows to be ours was concluded. */
const isFound = ({ next: { phase } }: Pair): boolean =>
  (phase._tag === "Writing" && phase.goal._tag === "Tell" && phase.goal.end._tag === "Found") ||
  (phase._tag === "Ended" && (phase.end._tag === "Found" || phase.end._tag === "Several"))

type Failed = Extract<Event, { readonly _tag: "Failed" }>

/** A failure that says that nothing was carried out: neither an unknown outcome, nor one that a layer has made up. */
const isCertainNo = (event: Event): event is Failed =>
  event._tag === "Failed" && !["OutcomeUnknown", "MadeUp"].includes(event.error._tag)

/** Finding out is under way. */
const asking: ReadonlySet<State["phase"]["_tag"]> = new Set(["Timing", "Asking", "Comparing", "Looking", "Waiting"])

const isWritten = ({ event, state }: Pair, goal: Goal["_tag"]): boolean =>
  event._tag === "Swapped" && event.was && state.phase._tag === "Writing" && state.phase.goal._tag === goal

/** What is told, or will be once the log is written. */
const toldBy = (phase: State["phase"]): End | undefined =>
  phase._tag === "Ended" ? phase.end : phase._tag === "Writing" && "end" in phase.goal ? phase.goal.end : undefined

export const laws: Laws = {
  "a copy leaves only when the log has just taken its stamp": ({ action, after: { call, calls, log }, event, state }) =>
    action._tag !== "Transmit" ||
    (event._tag === "Swapped" &&
      event.was &&
      state.phase._tag === "Recording" &&
      log?._tag === "Open" &&
      log.stamp === call?.stamp &&
      log.attemptId === `us${calls}`),
  "no copy leaves while another one may be carried out, or was": ({ action, after }) =>
    action._tag !== "Transmit" || after.live === null,
  "a call begins only where an application may be sent, no copy is out and the log has no entry": (pair) =>
    pair.action._tag !== "Send" || (pair.setting.rules.maySend && pair.after.live === null && pair.after.log === null),
  "none is certain only where no copy may be carried out, or was": (pair) =>
    !isEnd(pair, "None") || pair.after.live === null,
  "none is never certain after the platform said that it was carried out": (pair) =>
    !isEnd(pair, "None") || !pair.after.isAccepted,
  "none is certain only when the log has let the number go": (pair) =>
    !isEnd(pair, "None") || !pair.setting.rules.hasLog || pair.after.log === null,
  "neither none nor a conflict is certain where a row was unclear": (pair) =>
    !(isEnd(pair, "None") || (isEnd(pair, "Conflict") && isByList(pair))) || !pair.after.sawUnclear,
  "a conflict is certain only where no copy of ours may be carried out, or was": (pair) =>
    !(isEnd(pair, "Conflict") && isByList(pair)) || pair.after.live === null,
  "a conflict leaves the entry": (pair) =>
    !(isEnd(pair, "Conflict") && isByList(pair)) || same(pair.after.log, pair.before.log),
  "a refusal is told only where no copy of ours may be carried out, or was": (pair) =>
    !isEnd(pair, "Rejected") || pair.after.live === null || pair.after.live.by !== "us",
  "a card that is told is there": ({ after, doing, next, setting }) =>
    doing._tag === "End" || refsOf(endOf(next)).every((ref) => cardsIn(setting, after.live).includes(ref)),
  "a copy that may be carried out, or was, keeps its entry": ({ after: { live, log } }) =>
    live === null || !live.isCovered || (log !== null && (log._tag !== "Open" || log.stamp >= live.stamp)),
  "an entry that tells a card tells one that is there": ({ after: { live, log }, setting }) =>
    log?._tag !== "Issued" || cardsIn(setting, live).includes(log.cardNo),
  // An entry without a digest may be any application's, until an application is known.
  "an entry keeps the digest of its application; a new one has ours": ({ after, before, doing, event, setting }) =>
    doing._tag !== "CompareAndSwap" ||
    event._tag !== "Swapped" ||
    !event.was ||
    digestOf(after.log) === undefined ||
    digestOf(after.log) === ((digestOf(doing.expected) || setting.rules.digest) ?? "") ||
    same(before.log, after.log),
  "an answer to a copy that was not written down is written down before it is told": ({ after, event, next }) =>
    event._tag !== "Answered" || after.live?.isCovered !== false || next.phase._tag === "Missing",
  "an answer to a copy that was written down is told, and written down": ({ after, event, next: { phase } }) =>
    event._tag !== "Answered" ||
    after.live?.isCovered !== true ||
    (phase._tag === "Writing" && phase.goal._tag === "Tell" && phase.goal.end._tag === "Answered"),
  "a copy leaves as soon as the log has taken its stamp": ({ action, event, state }) =>
    !(state.phase._tag === "Recording" && event._tag === "Swapped" && event.was) || action._tag === "Transmit",
  "a copy whose stamp the log did not take is held back": ({ action, event, state }) =>
    !(state.phase._tag === "Recording" && event._tag === "Swapped" && !event.was) || action._tag === "Withhold",
  "a certain no to a copy that left lets the number go, and is told": (pair) => {
    const { phase } = pair.next
    return (
      !isCertainNo(pair.event) ||
      pair.doing._tag !== "Transmit" ||
      (phase._tag === "Writing" &&
        phase.next === null &&
        same(phase.expected, pair.state.known.entry) &&
        phase.goal._tag === "Tell" &&
        phase.goal.end._tag === "Rejected")
    )
  },
  "a certain no before any copy was to leave is told as it is": (pair) =>
    !isCertainNo(pair.event) ||
    pair.doing._tag !== "Send" ||
    (endOf(pair.next)?._tag === "Rejected" && same(endOf(pair.next), { _tag: "Rejected", error: pair.event.error })),
  "where the log failed, a call that was not sent says so": (pair) =>
    !isCertainNo(pair.event) ||
    pair.event.error._tag !== "NotSent" ||
    !(pair.state.phase._tag === "Sending" && pair.state.phase.copy._tag === "LogFailed") ||
    JSON.stringify(pair.next.phase).includes("the attempt log failed: full"),
  "any other certain no is told as it is, unless another process has written": ({ event, next: { phase }, state }) =>
    !isCertainNo(event) ||
    event.error._tag === "NotSent" ||
    (state.phase._tag === "Sending" && state.phase.copy._tag === "Overtaken") ||
    same(toldBy(phase), { _tag: "Rejected", error: event.error }),
  "a call that ends while its stamp is written down is told as it ended": ({ event, next: { phase }, state }) =>
    !isCertainNo(event) ||
    state.phase._tag !== "Recording" ||
    same(toldBy(phase), { _tag: "Rejected", error: event.error }),
  "a number that was refused is let go": ({ after: { log }, doing, event, next, setting }) =>
    doing._tag !== "CompareAndSwap" ||
    event._tag !== "Swapped" ||
    setting.isStubborn ||
    endOf(next)?._tag !== "Rejected" ||
    log?._tag !== "Open" ||
    !log.attemptId.startsWith("us"),
  "the log is asked for a change, or whether the number is free": ({ action, next: { phase } }) =>
    action._tag !== "CompareAndSwap" ||
    !same(action.expected, action.next) ||
    (phase._tag === "Writing" && phase.goal._tag === "Free"),
  "a copy whose stamp was not told stays open, accepted only if the platform said so": ({ after, next, state }) =>
    state.phase._tag !== "Missing" ||
    next.phase._tag !== "Writing" ||
    (next.phase.next?._tag === "Open" && next.phase.next.accepted === after.isAccepted),
  "what a person says is told once it is written down": (pair) =>
    !isWritten(pair, "Record") || endOf(pair.next)?._tag === "Logged",
  "what a person says is not told where the log fails": ({ event, next, state }) =>
    event._tag !== "LogFailed" ||
    state.phase._tag !== "Writing" ||
    state.phase.goal._tag !== "Record" ||
    endOf(next)?._tag === "Unknown",
  "there may be a card once a copy of ours has left, and while it is found out": ({ doing, event, next, state }) =>
    mayHaveIssued(next) ||
    !(asking.has(next.phase._tag) || (doing._tag === "Transmit" && state.known.sentNow && event._tag !== "Begun")),
  "there is no card as far as is known where work has only begun": ({ event, next }) =>
    event._tag !== "Begun" || next.phase._tag !== "Reading" || !mayHaveIssued(next),
  "where a person says which card it is, the list is not asked": ({ action, setting }) =>
    action._tag !== "Ask" || setting.rules.ours === null,
  "nothing is done about an application on a log that cannot be read": ({ event, next, setting, state }) =>
    !(state.phase._tag === "Reading" && event._tag === "LogFailed") ||
    !(setting.rules.maySend || setting.rules.ours !== null) ||
    endOf(next)?._tag === "Unknown",
  "finding out by a number goes on without a log that cannot be read": ({ event, next, setting, state }) =>
    !(state.phase._tag === "Reading" && event._tag === "LogFailed") ||
    setting.rules.maySend ||
    setting.rules.ours !== null ||
    next.phase._tag === "Timing",
  "a card is told as failed only if the log said so, or the list": ({ after: { log }, next, setting }) => {
    const end = endOf(next)
    const isToldSo = (log?._tag === "Issued" && log.failed) || (end?._tag === "Logged" && end.failed)
    return !isToldSo || (setting.log?._tag === "Issued" && setting.log.failed)
  },
  "a copy that the log did not take is held back, and the caller hears why": ({ event, next, state }) =>
    !(state.phase._tag === "Recording" && event._tag === "LogFailed") ||
    (next.phase._tag === "Sending" && next.phase.copy._tag === "LogFailed"),
  "work begins anew four times at most": ({ next }) => next.known.round <= 5,
  "what was found out before a pause taken elsewhere counts, if the log still says the same": (pair) =>
    !(pair.state.phase._tag === "Reading" && pair.event._tag === "LogRead" && pair.next.phase._tag === "Timing") ||
    !same(pair.event.entry, pair.state.known.entry) ||
    same(pair.next.query, pair.state.query),
  "an answer that is not of its question's time proves nothing, and only shows what is ours": (pair) =>
    pair.event._tag !== "Listed" ||
    pair.state.phase._tag !== "Asking" ||
    isCounted(pair) ||
    isFound(pair) ||
    (pair.next.phase._tag === "Waiting" && same(proofIn(pair.next.query), proofIn(pair.state.query))),
  "a span is forwards and no longer than 88 days": ({ action }) =>
    action._tag !== "Ask" ||
    (action.span.from < action.span.to && action.span.to - action.span.from <= 88 * day + second),
  "no more than five spans are answered without a pause": ({ after }) => after.asked <= 5,
  "a pause is a quarter of a second at least and 15 s at most": ({ action }) =>
    action._tag !== "Sleep" || (action.millis >= 250 && action.millis <= 15_000)
}
