/**
 * The machine of a call's attempts at every pair of state and event that can be reached in small domains, breadth first.
 *
 * Beside the state runs a history, which is what really happened; the laws compare the two. No law is written by help of
 * the machine's own rules.
 */
import { Timestamp } from "@effect-keysecure/schema"
import { describe, expect, it } from "vitest"
import {
  type Action,
  type Answer,
  type Event,
  initial,
  type Rules,
  type State,
  step
} from "../../../src/internal/call/attempts.js"

/** What really happened up to a state. */
interface History {
  readonly stamp: number
  readonly recorded: number
  readonly copies: number
  /** Copies that were transmitted and that may still be carried out, or were. */
  readonly unsettled: number
  readonly refusedTimestamps: number
  readonly refusedTokens: number
  readonly waits: number
}

interface Pair {
  readonly rules: Rules
  readonly state: State
  readonly event: Event
  readonly action: Action
  readonly next: State
  readonly before: History
  readonly after: History
}

const none: History = {
  stamp: 0,
  recorded: 0,
  copies: 0,
  unsettled: 0,
  refusedTimestamps: 0,
  refusedTokens: 0,
  waits: 0
}

/** More copies than any rules allow: a machine that is wrong must not run for ever. */
const tooManyCopies = 12

/** How often the policy lets a call go on; after that it has ended. */
const mostWaits = 2

const everyRules: ReadonlyArray<Rules> = (["read", "write"] as const).flatMap((kind) =>
  [true, false].flatMap((records) =>
    [0, 1, 2, 5].flatMap((hypotheses) =>
      [0, 1, 2].map((maxTokenReplacements) => ({ kind, records, hypotheses, maxTokenReplacements }))
    )
  )
)

const answers: ReadonlyArray<Answer> = [
  { _tag: "Accepted" },
  { _tag: "NotSent", isPermanent: false },
  { _tag: "NotSent", isPermanent: true },
  { _tag: "NoAnswer" },
  ...[1004, 1005, 1006, 1007, 1009, 4999].map((code) => ({ _tag: "Rejected", code }) as const),
  ...[200, 408, 425, 429, 499, 500].map((status) => ({ _tag: "Unreadable", status }) as const)
]

const answered: ReadonlyArray<Event> = answers.map((answer) => ({ _tag: "Answered", answer }))

/** Every stamp is another one, and later. */
const stamped = (stamp: number): Event => ({ _tag: "Stamped", stamp: Timestamp.clamp(stamp) })
const firstStamp = 1_767_225_600_000

const everyEvent = ({ copies }: History): ReadonlyArray<Event> => [
  { _tag: "TokenReady" },
  { _tag: "TokenFailed" },
  stamped(firstStamp + copies),
  { _tag: "Recorded" },
  { _tag: "NotRecorded" },
  ...answered,
  { _tag: "Waited" },
  { _tag: "PolicyEnded" },
  { _tag: "TimeUp", isHeld: false },
  { _tag: "TimeUp", isHeld: true }
]

/** What can come of what is being done. */
const results: Readonly<Record<Action["_tag"], ReadonlyArray<Event["_tag"]>>> = {
  GetToken: ["TokenReady", "TokenFailed"],
  ReplaceToken: ["TokenReady", "TokenFailed"],
  Stamp: ["Stamped"],
  Record: ["Recorded", "NotRecorded"],
  Transmit: ["Answered"],
  Wait: ["Waited", "PolicyEnded"],
  End: []
}

const isAwaited = ({ doing }: State, { _tag }: Event) => results[doing._tag].includes(_tag)

/** Whether this answer says for certain that the copy was not carried out; of a read it makes no difference. */
const settles = (kind: Rules["kind"], answer: Answer): boolean =>
  answer._tag === "NotSent" ||
  (answer._tag === "Rejected" && [1005, 1006, 1007, 1009].includes(answer.code)) ||
  (kind === "read" &&
    (answer._tag === "NoAnswer" || (answer._tag === "Unreadable" && ![200, 499].includes(answer.status))))

const codeOf = (event: Event) =>
  event._tag === "Answered" && event.answer._tag === "Rejected" ? event.answer.code : undefined

const isRefusedToken = (event: Event) => [1006, 1007].includes(codeOf(event) ?? 0)

const historyAfter = (rules: Rules, state: State, before: History, event: Event, action: Action): History => {
  if (event._tag === "TimeUp" && event.isHeld && state.doing._tag === "Transmit") return { ...before, unsettled: 0 }
  if (!isAwaited(state, event)) return before
  const transmitted = action._tag === "Transmit" ? 1 : 0
  const settled = event._tag === "Answered" && settles(rules.kind, event.answer) ? 1 : 0
  return {
    stamp: event._tag === "Stamped" ? event.stamp : before.stamp,
    recorded: event._tag === "Recorded" ? before.stamp : before.recorded,
    copies: before.copies + transmitted,
    unsettled: before.unsettled + transmitted - settled,
    refusedTimestamps: before.refusedTimestamps + (codeOf(event) === 1005 ? 1 : 0),
    refusedTokens: before.refusedTokens + (isRefusedToken(event) ? 1 : 0),
    waits: before.waits + (event._tag === "Waited" ? 1 : 0)
  }
}

/** What must follow an answer. */
const afterAnswer = ({ before, event, rules }: Pair): string => {
  if (event._tag !== "Answered") return "nothing"
  const { answer } = event
  if (codeOf(event) === 1005 && before.refusedTimestamps < Math.min(4, rules.hypotheses)) return "TimestampRejected"
  if (isRefusedToken(event) && before.refusedTokens < rules.maxTokenReplacements) return "ReplaceToken"
  if (codeOf(event) === 1009) return "Wait TooManyRequests"
  if (answer._tag === "NotSent" && answer.isPermanent) return "End Answered"
  return answer._tag !== "Rejected" && settles(rules.kind, answer) ? `Wait ${answer._tag}` : "End Answered"
}

const inWords = (action: Action): string => {
  switch (action._tag) {
    case "GetToken":
      return action.again ?? action._tag
    case "Wait":
      return `Wait ${action.cause}`
    case "End":
      return `End ${action.as}`
    default:
      return action._tag
  }
}

const isUnsent = (action: Action) =>
  action._tag === "End" && ["DeadlinePassed", "TokenFailed", "NotRecorded"].includes(action.as)

/** What must follow what is not an answer. */
const afterOther = ({ after, event, rules, state }: Pair): string => {
  switch (event._tag) {
    case "TokenReady":
      return "Stamp"
    case "Stamped":
      return rules.records ? "Record" : "Transmit"
    case "Recorded":
      return "Transmit"
    case "Waited":
      return state.doing._tag === "Wait" ? state.doing.cause : "nothing"
    case "PolicyEnded":
      return "End Answered"
    case "TimeUp":
      return after.unsettled > 0 ? "End NoAnswer" : "End DeadlinePassed"
    default:
      return `End ${event._tag}`
  }
}

const decoded = <A>(value: A): A => JSON.parse(JSON.stringify(value)) as A
const same = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other)

/** The laws, by name: whether a pair keeps it. */
const laws: Readonly<Record<string, (pair: Pair) => boolean>> = {
  "nothing is transmitted but the last stamp, and where stamps are recorded, only after that": (pair) =>
    pair.action._tag !== "Transmit" ||
    (pair.action.stamp === pair.after.stamp && (!pair.rules.records || pair.action.stamp === pair.after.recorded)),
  "what is recorded is the last stamp, and it is recorded once": ({ action, after, before }) =>
    action._tag !== "Record" || (action.stamp === after.stamp && before.recorded !== action.stamp),
  "no copy is transmitted while another one is not refused for certain": ({ action, before }) =>
    action._tag !== "Transmit" || before.unsettled === 0,
  "the open stamps are those of the copies that are not refused for certain": ({ action, after, next }) =>
    action._tag === "End" || same(next.open, after.unsettled === 0 ? [] : [after.stamp]),
  "no open stamp is forgotten at the end": ({ action, after, next }) =>
    action._tag !== "End" || next.open.length >= after.unsettled,
  "no call ends as not sent after a copy that is not refused for certain": ({ action, after }) =>
    !isUnsent(action) || after.unsettled === 0,
  "there are no more copies than the rules and the policy say": ({ after, rules }) =>
    after.copies <= 1 + Math.min(4, rules.hypotheses) + rules.maxTokenReplacements + after.waits,
  "an attempt is counted when its token is there": ({ event, next, state }) =>
    next.attempts - state.attempts === (event._tag === "TokenReady" && isAwaited(state, event) ? 1 : 0),
  "an answer is followed by what it allows": (pair) =>
    !(pair.event._tag === "Answered" && isAwaited(pair.state, pair.event)) ||
    inWords(pair.action) === afterAnswer(pair),
  "every other result is followed by the next action": (pair) =>
    pair.event._tag === "Answered" || !isAwaited(pair.state, pair.event) || inWords(pair.action) === afterOther(pair),
  "what is not awaited ends the call, and so does the end of the time": (pair) =>
    isAwaited(pair.state, pair.event) ||
    (pair.state.doing._tag === "End"
      ? pair.action._tag === "End"
      : inWords(pair.action) === afterOther({ ...pair, event: { _tag: "TimeUp", isHeld: false } })),
  "the state holds what is to be done": ({ action, next }) => same(action, next.doing),
  "a state is the same after JSON, and so is what follows": ({ action, event, next, rules, state }) =>
    same(decoded(state), state) && same(step(rules, decoded(state), decoded(event)), [action, next])
}

interface Node {
  readonly state: State
  readonly history: History
  /** What can follow, by key. */
  readonly following: Set<string>
}

const broken = new Map<string, Array<Pair>>(Object.keys(laws).map((name) => [name, []]))
const actions = new Set<string>()
let pairs = 0
const endless: Array<State> = []

/** States from which something may happen for ever: those that are left when all that surely end are taken away. */
const withoutEnd = (nodes: ReadonlyMap<string, Node>): ReadonlyArray<State> => {
  const left = new Map(nodes)
  for (let size = -1; size !== left.size;) {
    size = left.size
    for (const [key, { following }] of [...left].toReversed()) {
      if (![...following].some((other) => left.has(other))) left.delete(key)
    }
  }
  return [...left.values()].map(({ state }) => state)
}

const look = (pair: Pair) => {
  pairs += 1
  actions.add(inWords(pair.state.doing))
  for (const [name, holds] of Object.entries(laws)) if (!holds(pair)) broken.get(name)?.push(pair)
}

const explore = (rules: Rules) => {
  const nodes = new Map<string, Node>()
  const reach = (state: State, history: History): string => {
    const key = JSON.stringify([state, history])
    if (!nodes.has(key)) nodes.set(key, { state, history, following: new Set() })
    return key
  }
  reach(initial, none)
  // A map gives what is added meanwhile, last.
  for (const { following, history, state } of nodes.values()) {
    for (const event of everyEvent(history)) {
      if (event._tag === "Waited" && history.waits === mostWaits) continue
      const [action, next] = step(rules, state, event)
      const after = historyAfter(rules, state, history, event, action)
      look({ rules, state, event, action, next, before: history, after })
      // A state that ended is not gone on from: only how it answers is looked at.
      if (state.doing._tag !== "End" && Math.max(after.copies, next.attempts) < tooManyCopies) {
        following.add(reach(next, after))
      }
    }
  }
  endless.push(...withoutEnd(nodes))
}

everyRules.forEach(explore)

describe(`at all ${pairs} pairs of a state of the attempts and an event,`, () => {
  it.each([...broken])("%s", (_, found) => {
    expect(found.slice(0, 3)).toEqual([])
  })

  it("every state comes to an end, whatever happens", () => {
    expect(endless.slice(0, 3)).toEqual([])
  })

  it("every action is reached, for every reason", () => {
    const whys = ["NoAnswer", "NotSent", "TooManyRequests", "Unreadable"]
    const ends = ["Answered", "DeadlinePassed", "NoAnswer", "NotRecorded", "TokenFailed"]
    const others = ["GetToken", "TimestampRejected", "ReplaceToken", "Stamp", "Record", "Transmit"]
    const known = [...others, ...whys.flatMap((why) => [why, `Wait ${why}`]), ...ends.map((end) => `End ${end}`)]
    expect([...actions].toSorted()).toEqual(known.toSorted())
  })
})
