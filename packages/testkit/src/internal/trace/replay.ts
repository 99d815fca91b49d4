/** A trace run again on this version, on the recorded times, and what is answered otherwise than it was. */
import * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as HashMap from "effect/HashMap"
import { type Change, stepOf, type SwitchChange, switched } from "../control/changes.js"
import { aboutOf, endOf } from "../control/desk.js"
import { load } from "../control/snapshot.js"
import * as Switches from "../control/switches.js"
import { travel } from "../keySecureSimulator/travel.js"
import type { Request } from "../requests/http.js"
import { type Answered, carryOut } from "../simulation/platform.js"
import { advance } from "../state/schedule.js"
import type { State } from "../state/state.js"
import * as VirtualClock from "../../VirtualClock.js"
import { tracedAnswer } from "./answers.js"
import { type Difference, differences } from "./differences.js"
import { type Given, makeGiven } from "./given.js"
import type { Delivery } from "./lines.js"
import { sentAgain, withToken } from "./requests.js"
import type { Asked, Event, Trace } from "./trace.js"

/** Something that is otherwise than it was. */
export interface Changed extends Difference {
  /** The number of the line that says how it was. */
  readonly line: number
  /** What it is about, in words. */
  readonly of: string
}

/** A request that is run again. */
interface Again {
  readonly request: Request
  readonly operation: string | undefined
  answers: ReadonlyArray<Answered>
}

/** A replay that is under way. It changes only synchronously. */
interface Replay {
  readonly initial: State
  readonly atStart: Switches.Switches
  readonly given: Given
  state: State
  switches: Switches.Switches
  counts: Record<string, number>
  readonly again: Map<number, Again>
  readonly changed: Array<Changed>
}

const nameOf = ({ request: { method, path, request } }: Asked, again: Again | undefined): string =>
  `request ${request} ${again?.operation ?? `${method} ${path}`}`

const tell = (replay: Replay, line: number, of: string, was: unknown, is: unknown, path = ""): void => {
  for (const difference of differences(was, is, path)) replay.changed.push({ line, of, ...difference })
}

const arrive = (replay: Replay, asked: Asked): void => {
  const { fault: was, request: id } = asked.request
  const request = sentAgain(replay.state, asked.request)
  const about = aboutOf(request, replay.state)
  const again = { request, operation: about.operation, answers: [] }
  replay.again.set(id, again)
  if (about.operation === undefined) return
  const nth = (replay.counts[about.operation] ?? 0) + 1
  replay.counts[about.operation] = nth
  const [fault, left] = Switches.meet(replay.switches, { ...about, operation: about.operation, nth })
  replay.switches = left
  tell(replay, asked.line, nameOf(asked, again), was, fault, "fault")
}

const deliver = (
  replay: Replay,
  asked: Asked,
  line: number,
  { answer: was, at, n: _, ...overrides }: Delivery
): void => {
  const again = replay.again.get(asked.request.request)
  if (again === undefined) return
  const request = withToken(again.request, replay.given.tokenOf)
  const { answer, state } = carryOut(replay.state, request, overrides, at - (overrides.skewMillis ?? 0))
  const { checkedIn, code, response } = answer
  const echoes = checkedIn.rules.echo !== false
  replay.state = state
  again.answers = [...again.answers, { response, code }]
  replay.given.learn(was, tracedAnswer(asIs, again.request, again.request.path, response, echoes))
  const is = tracedAnswer(replay.given, again.request, again.request.path, response, echoes)
  const copy = again.answers.length > 1 ? `, delivery ${again.answers.length}` : ""
  tell(replay, line, nameOf(asked, again) + copy, was, is)
}

const asIs = { of: (_: unknown, text: string) => text, scrubbed: (text: string) => text }

const unnamed = HttpClientRequest.get("/")

const noResponse = { status: 0, headers: {}, body: "" }

/** The way of a request through its fault, with the answers that there are. After them it is as if its caller had left. */
const travelled = ({ deliveries, request: { fault } }: Asked, { answers, request }: Again) => {
  const left = [...answers]
  const isHeld = deliveries[0]?.delivery.heldMillis !== undefined
  const platform = {
    answer: () =>
      Effect.suspend(() => {
        const answer = left.shift()
        return answer === undefined ? Effect.interrupt : Effect.succeed(answer)
      }),
    preview: () => Effect.succeed({ response: noResponse, code: isHeld ? 0 : 1 })
  }
  return VirtualClock.run(() =>
    Effect.scope.pipe(
      Effect.flatMap((scope) => travel({ platform, scope, request, from: unnamed, silence: Effect.interrupt }, fault)),
      Effect.exit,
      Effect.scoped
    )
  )
}

/** Compares how a request ends for its caller. A caller that left may have left before its answer. */
const end = (replay: Replay, asked: Asked): Effect.Effect<void> => {
  const { end: was, request: id } = asked.request
  const again = replay.again.get(id)
  if (again === undefined || was === undefined || was.how === "left") return Effect.void
  return Effect.map(travelled(asked, again), (exit) => {
    const { at, ...before } = was
    const { code, how, response } = endOf(exit, at)
    const status = response === undefined ? {} : { status: response.status }
    const is = { how, ...status, ...(code === undefined ? {} : { code }) }
    tell(replay, asked.line, nameOf(asked, again), before, is, "end")
  })
}

/** A state of the trace, with the tokens that were given since in place of their stand-ins. */
const withTokens = ({ given }: Replay, state: State): State => ({
  ...state,
  merchants: HashMap.map(state.merchants, (merchant) => ({
    ...merchant,
    tokens: HashMap.fromIterable(
      HashMap.toEntries(merchant.tokens).map(([token, expiresAt]) => [given.tokenOf(token), expiresAt] as const)
    )
  }))
})

const change = (replay: Replay, what: Change | SwitchChange, at: number, line: number): void => {
  if (what._tag === "AddFault" || what._tag === "RemoveFault" || what._tag === "ClearFaults") {
    replay.switches = switched(replay.switches, what)
    return
  }
  const made = Either.try({
    try: () => stepOf(what, at)(replay.state),
    catch: (cause) => (cause instanceof Error ? cause.message : "it is not there")
  })
  if (Either.isRight(made)) replay.state = what._tag === "Load" ? withTokens(replay, made.right) : made.right
  else tell(replay, line, "change", "made", made.left, what._tag)
}

const happen = (replay: Replay, event: Event): Effect.Effect<void> => {
  switch (event._tag) {
    case "Arrived":
      return Effect.sync(() => arrive(replay, event.asked))
    case "Delivered":
      return Effect.sync(() => deliver(replay, event.asked, event.line, event.delivery))
    case "Ended":
      return end(replay, event.asked)
    case "Changed":
      return Effect.sync(() => change(replay, event.change, event.at, event.line))
    case "Advanced":
      return Effect.sync(() => {
        replay.state = advance(replay.state, event.at)
      })
    case "Reset":
      return Effect.sync(() => {
        replay.state = withTokens(replay, replay.initial)
        replay.switches = replay.atStart
        replay.counts = {}
      })
  }
}

/** Runs a trace again, and tells what is otherwise. */
export const replay = ({ events, header }: Trace): Effect.Effect<ReadonlyArray<Changed>> =>
  Effect.suspend(() => {
    const initial = load(header.state)
    const atStart = Switches.fromSchedule(header.faults)
    const one: Replay = {
      initial,
      atStart,
      given: makeGiven(),
      state: initial,
      switches: atStart,
      counts: {},
      again: new Map(),
      changed: []
    }
    return Effect.as(
      Effect.forEach(events, (event) => happen(one, event), { discard: true }),
      one.changed
    )
  })
