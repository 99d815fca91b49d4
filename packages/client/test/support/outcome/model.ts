/** Every pair of a state and an event that can be reached in the worlds of world.ts, breadth first. */
import type { Action, Event, State } from "../../../src/internal/outcome/machine.js"
import { isReconciling, start, step } from "../../../src/internal/outcome/step.js"
import { expected, type Told, toldOf } from "./expected.js"
import { laws, type Pair } from "./laws.js"
import { first, interruptedAt, outcomesOf, same, type Setting, type World } from "./world.js"

/** How often a world may pause. */
const mostSleeps = 6
/** After so many pauses more without trouble, nothing new comes. */
const enoughSleeps = 12
/** A machine that is wrong must not run for ever. */
const mostNodes = 20_000
const mostSteps = 500

/** What can come of what is being done. */
const results: Readonly<Record<Action["_tag"], ReadonlyArray<Event["_tag"]>>> = {
  Stop: ["Begun"],
  ReadLog: ["LogRead", "LogFailed"],
  CompareAndSwap: ["Swapped", "LogFailed"],
  Send: ["Stamped", "Answered", "Failed"],
  Transmit: ["Stamped", "Answered", "Failed"],
  Withhold: ["Stamped", "Answered", "Failed"],
  TakeStamp: ["Timed"],
  Ask: ["Listed", "ListFailed"],
  Look: ["Looked", "LookFailed"],
  Sleep: ["Slept"],
  End: []
}

/** A call may end while its stamp is being written down. */
export const isAwaited = (state: State, doing: Action, { _tag }: Event): boolean =>
  _tag === "Interrupted" ||
  (_tag === "TimeUp" && isReconciling(state)) ||
  results[doing._tag].includes(_tag) ||
  (state.phase._tag === "Recording" && results.Transmit.includes(_tag))

const lawsByName = Object.entries(laws)

interface Node {
  readonly state: State
  readonly doing: Action
  readonly world: World
  /** What follows without a pause, by key. */
  readonly following: Set<string>
}

/** Two states, or two worlds, are the same if everything in them is as long ago. */
const relative = (value: unknown, { now }: World): string =>
  JSON.stringify(value).replaceAll(/\b1[67]\d{11}\b/g, (stamp) => String(Number(stamp) - now))

const stateKeyOf = ({ known, phase, query }: State, world: World): string => {
  const outcome = known.outcome === null ? null : [known.outcome.reason, known.outcome.stamps]
  return relative([phase, { ...known, latest: 0, outcome }, query], world)
}

const keyOf = (state: State, world: World): string =>
  `${stateKeyOf(state, world)} ${relative({ ...world, sleeps: 0 }, world)}`

/**
 * What the log could not tell, nobody knows who begins anew: a copy of whose stamp nothing was told, or that the platform
 * said that it carried out what no list ever shows.
 */
const isLost = ({ live, log }: World): boolean =>
  live !== null &&
  live.by === "us" &&
  (!live.isCovered || (live.shows === "never" && log?._tag === "Open" && !log.accepted))

/** A state, whatever the world is in which it was reached. */
export interface Distinct {
  readonly setting: Setting
  readonly state: State
  readonly doing: Action
}

export interface Found {
  pairs: number
  nodes: number
  /** Phases and events of which something has come. */
  readonly reached: Set<string>
  /** Phases, events and what followed. */
  readonly edges: Set<string>
  readonly broken: Map<string, Array<Pair>>
  /** States that an event has changed which nothing waits for. */
  readonly disturbed: Array<{ readonly state: State; readonly event: Event; readonly next: State }>
  readonly endless: Array<State>
  readonly wrongEnds: Array<{
    readonly setting: string
    readonly state: State
    readonly world: World
    readonly told: Told
  }>
  /** Settings of which not everything was looked at. */
  readonly cut: Array<string>
  /** States, and in which setting. */
  readonly distinct: Map<string, Distinct>
  /** The same, each in one setting only, and at one time. */
  readonly states: Map<string, Distinct>
  /** Events of every kind. */
  readonly samples: Map<Event["_tag"], Event>
}

export const nothingFound = (): Found => ({
  pairs: 0,
  nodes: 0,
  reached: new Set(),
  edges: new Set(),
  broken: new Map(Object.keys(laws).map((name) => [name, []])),
  disturbed: [],
  endless: [],
  wrongEnds: [],
  cut: [],
  distinct: new Map(),
  states: new Map(),
  samples: new Map()
})

const placeOf = ({ phase }: State): string => (phase._tag === "Ended" ? phase.end._tag : phase._tag)

const look = (found: Found, pair: Pair): void => {
  found.pairs += 1
  found.reached.add(`${pair.state.phase._tag} ${pair.event._tag}`)
  found.edges.add(`${placeOf(pair.state)} ${pair.event._tag} ${placeOf(pair.next)}`)
  for (const [name, holds] of lawsByName) if (!holds(pair)) found.broken.get(name)?.push(pair)
}

/** Tells every state the events that nothing waits for: they come too late, or not at all. */
export const disturb = (found: Found): void => {
  for (const { doing, setting, state } of found.distinct.values()) {
    for (const event of found.samples.values()) {
      if (isAwaited(state, doing, event)) continue
      found.pairs += 1
      const [, next] = step(setting.rules, state, event)
      if (next !== state && !same(next, state)) found.disturbed.push({ state, event, next })
    }
  }
}

/** States from which something may happen for ever without a pause: those that are left when all that surely end are not. */
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

/** Nothing more goes wrong, and whoever waits, waits long enough: how it ends. */
const fairly = (setting: Setting, from: State, world: World): Told => {
  let state = from
  let now = world
  let doing: Action = { _tag: "Stop" }
  for (let steps = 0; steps < mostSteps && now.sleeps - world.sleeps <= enoughSleeps; steps++) {
    if (doing._tag === "End" || (doing._tag === "Send" && !setting.isStubborn)) return toldOf(doing)
    const [usual] = outcomesOf(setting, now, state, doing)
    if (usual === undefined) return "nothing"
    now = usual.world
    ;[doing, state] = step(setting.rules, state, usual.event)
  }
  return "nothing"
}

export const explore = (setting: Setting, found: Found): void => {
  const nodes = new Map<string, Node>()
  const tried = new Set<string>()
  const reach = (state: State, doing: Action, world: World): string => {
    const key = keyOf(state, world)
    if (!nodes.has(key)) {
      nodes.set(key, { state, doing, world, following: new Set() })
      const stateKey = stateKeyOf(state, world)
      found.distinct.set(`${setting.name} ${stateKey}`, { setting, state, doing })
      found.states.set(stateKey.replaceAll(/-?\b\d{3,}\b/g, "t"), { setting, state, doing })
    }
    return key
  }

  /** Work begins anew, here or by who knows nothing but the log. */
  const afterInterruption = (state: State, world: World): void => {
    const anew = start(setting.given)
    for (const [from, told] of [[state, "resumed"] as const, ...(isLost(world) ? [] : [[anew, "anew"] as const])]) {
      const key = `${told} ${keyOf(from, world)}`
      if (tried.has(key)) continue
      tried.add(key)
      const end = fairly(setting, from, world)
      if (!expected(setting, world, from).has(end)) {
        found.wrongEnds.push({ setting: setting.name, state: from, world, told: end })
      }
      if (told === "anew" && world.trouble <= setting.trouble) reach(from, { _tag: "Stop" }, world)
    }
  }

  const follow = (node: Node, event: Event, after: World, isOver: boolean): void => {
    const { doing, state, world } = node
    const [action, next] = step(setting.rules, state, event)
    found.samples.set(event._tag, event)
    look(found, { setting, state, doing, before: world, event, action, next, after })
    if (isOver) return
    if (event._tag === "Interrupted") afterInterruption(next, after)
    if (after.trouble > setting.trouble || after.sleeps > mostSleeps) return
    const key = reach(next, action, after)
    if (event._tag !== "Slept" && event._tag !== "Interrupted" && event._tag !== "Begun") node.following.add(key)
  }

  const lookAt = (node: Node): void => {
    const { doing, state, world } = node
    const isOver = doing._tag === "End"
    for (const { event, world: after } of outcomesOf(setting, world, state, doing)) follow(node, event, after, isOver)
    if (isReconciling(state)) follow(node, { _tag: "TimeUp" }, world, false)
    for (const after of isOver || doing._tag === "Stop" ? [] : interruptedAt(world, doing)) {
      follow(node, { _tag: "Interrupted" }, after, false)
    }
  }

  // What a fresh start makes of it, and then the rest. A map gives what is added meanwhile, last.
  const begin = setting.from?.() ?? start(setting.given)
  afterInterruption(begin, first(setting))
  reach(begin, { _tag: "Stop" }, first(setting))
  for (const node of nodes.values()) {
    lookAt(node)
    if (nodes.size > mostNodes) {
      found.cut.push(setting.name)
      break
    }
  }
  found.nodes += nodes.size
  found.endless.push(...withoutEnd(nodes))
}
