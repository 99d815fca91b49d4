/** The actions that the states of the machine call for. */
import * as Asking from "./asking.js"
import type { Action, Copy, Rules, State } from "./machine.js"

/** How long to wait, in ms, before the log is read again after another process has written to it. */
const yieldMillis = 1_000

const stop: Action = { _tag: "Stop" }
const takeStamp: Action = { _tag: "TakeStamp" }
const withhold: Action = { _tag: "Withhold" }

/** The action of a call, by its copy. */
const actions: Readonly<Record<Copy["_tag"], Action>> = {
  None: { _tag: "Send" },
  Recorded: { _tag: "Transmit" },
  Overtaken: withhold,
  LogFailed: withhold
}

/** The action that a state calls for. */
export const actionOf = (rules: Rules, state: State): Action => {
  const { known, phase, query } = state
  switch (phase._tag) {
    case "Resting":
      return stop
    case "Reading":
      return { _tag: "ReadLog", key: rules.key }
    case "Yielding":
      return { _tag: "Sleep", millis: yieldMillis }
    case "Sending":
      return actions[phase.copy._tag]
    case "Recording":
      return { _tag: "CompareAndSwap", expected: known.entry, next: phase.written }
    case "Writing":
      return { _tag: "CompareAndSwap", expected: phase.expected, next: phase.next }
    case "Missing":
    case "Timing":
      return takeStamp
    case "Asking":
      return { _tag: "Ask", span: query.span }
    case "Comparing":
      return { _tag: "ReadLog", key: rules.fold(Asking.rowAsked(state)?.number ?? "") }
    case "Looking":
      return { _tag: "Look", ref: Asking.rowAsked(state)?.ref ?? "" }
    case "Waiting":
      return { _tag: "Sleep", millis: phase.millis }
    case "Ended":
      return { _tag: "End", end: phase.end }
  }
}
