/** The platform that a simulator runs: its state in one place, its clock, and its requests. */
import { type Endpoints, RequestHeaders } from "@effect-keysecure/schema"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import { type Exchange, exchange } from "./exchange.js"
import type { Request, Response } from "../requests/http.js"
import { makeRing } from "./ring.js"
import { advance } from "../state/schedule.js"
import { operationOf } from "./route.js"
import { type ClockOptions, makeServerClock, type ServerClock } from "./serverClock.js"
import { byFault, type Verdict, verdictOf } from "./verdict.js"
import type { Rules } from "../state/rules.js"
import type { State } from "../state/state.js"

/**
 * A request that the simulator answered.
 *
 * @since 0.1.0
 * @category models
 */
export interface AnsweredRequest {
  /** The request as it came. */
  readonly request: Request
  /** When it was answered by the server's clock, in Unix ms. */
  readonly time: number
  /** The operation; none if the path or its method is not known. */
  readonly operation: Endpoints.EndpointName | undefined
  /** The HTTP status of the answer. */
  readonly status: number
  /** The `code` of the answer's envelope; none if it has none (404, 405). */
  readonly code: number | undefined
}

/** The differences for one request. */
export interface RequestOverrides {
  /** How many ms this server's clock is ahead. */
  readonly skewMillis?: number
  /** How late this server's list is, in ms, if that is more than its rules say. */
  readonly listLagMillis?: number
  /** How long ago the timestamp was checked, in ms. */
  readonly heldMillis?: number
  /** The code that is answered, without carrying anything out. */
  readonly code?: number
}

const none: RequestOverrides = {}

/** An answer, and its result. */
export interface Answered {
  readonly response: Response
  readonly code: number | undefined
  /** Why, if the platform explains itself. */
  readonly verdict?: Verdict
}

/** The clock of a platform, to be moved by hand. */
export interface PlatformClock {
  /** How many ms it is ahead of the machine's. */
  readonly aheadMillis: Effect.Effect<number>
  readonly set: (serverMillis: number) => Effect.Effect<void>
  readonly moveBy: (millis: number) => Effect.Effect<void>
  readonly setAhead: (millis: number) => Effect.Effect<void>
  readonly stop: Effect.Effect<void>
  readonly go: Effect.Effect<void>
  readonly isStopped: Effect.Effect<boolean>
  /** It runs as it did at the start. */
  readonly reset: Effect.Effect<void>
}

/** The platform. */
export interface Platform {
  readonly now: Effect.Effect<number>
  readonly setSkew: (millis: number) => void
  readonly clock: PlatformClock
  readonly state: () => State
  /** Lets everything that is due by now happen, and gives the state. */
  readonly caughtUp: Effect.Effect<State>
  readonly update: (f: (state: State) => State) => void
  readonly requests: () => ReadonlyArray<AnsweredRequest>
  /** Answers a request as the rules say, after the delay that they say. */
  readonly answer: (request: Request, overrides?: RequestOverrides) => Effect.Effect<Answered>
  /** The answer that would be given; nothing is carried out. */
  readonly preview: (request: Request) => Effect.Effect<Answered>
}

/** What is told of a platform's changes by itself and by requests, at the very moment of each. */
export interface Witness {
  readonly answered: (request: Request, overrides: RequestOverrides, answer: Exchange) => void
  /** Something came by itself that was due by a time. */
  readonly advanced: (now: number) => void
}

/** The options with which a platform starts. */
export interface PlatformOptions extends ClockOptions {
  readonly initial: State
  readonly requestsKept: number
  readonly witness?: Witness | undefined
  /** Whether each answer comes with its verdict. Default `false`. */
  readonly explains?: boolean
}

/** The rules as one server sees them. */
const seen = (rules: Rules, { code, listLagMillis = 0 }: RequestOverrides, { method, path }: Request): Rules => {
  const operation = code === undefined ? undefined : operationOf(method, path)
  if (listLagMillis <= rules.listLagMillis && operation === undefined) return rules
  return {
    ...rules,
    listLagMillis: Math.max(listLagMillis, rules.listLagMillis),
    answers: operation === undefined ? rules.answers : { ...rules.answers, [operation]: code }
  }
}

/** The request as it was when it was checked: so much younger. */
const checked = (request: Request, { heldMillis = 0 }: RequestOverrides): Request => {
  if (heldMillis === 0) return request
  const timestamp = String(Number(request.headers[RequestHeaders.names.timestamp]) + heldMillis)
  return { ...request, headers: { ...request.headers, [RequestHeaders.names.timestamp]: timestamp } }
}

/** A request that is carried out at a time under the differences for it: its answer, and the state afterwards. */
export const carryOut = (state: State, request: Request, overrides: RequestOverrides, now: number) => {
  const { rules } = state
  const one = seen(rules, overrides, request)
  const before = one === rules ? state : { ...state, rules: one }
  const asChecked = checked(request, overrides)
  const answer = exchange(before, asChecked, now + (overrides.skewMillis ?? 0))
  return { answer, asChecked, state: before === state ? answer.state : { ...answer.state, rules } }
}

const delayOf = ({ delayMillis }: Rules, { method, path }: Request): number => {
  const operation = operationOf(method, path)
  return (operation === undefined ? undefined : delayMillis[operation]) ?? 0
}

/** The verdict on a request that may have met a fault, which answered in place of the rules. */
const explained = (request: Request, answer: Exchange, { code }: RequestOverrides): Verdict => {
  const verdict = verdictOf(request, answer)
  return code !== undefined && verdict.answeredBy === "answers"
    ? { ...verdict, answeredBy: "fault", ...byFault, restsOn: [] }
    : verdict
}

const clockOf = (clock: ServerClock): PlatformClock => {
  const withTime = <A>(f: (callerMillis: number) => A): Effect.Effect<A> =>
    Clock.clockWith((caller) => Effect.sync(() => f(caller.unsafeCurrentTimeMillis())))
  return {
    aheadMillis: withTime(clock.ahead),
    set: (serverMillis) => withTime((callerMillis) => clock.set(callerMillis, serverMillis)),
    moveBy: (millis) => withTime((callerMillis) => clock.set(callerMillis, clock.at(callerMillis) + millis)),
    setAhead: (millis) =>
      withTime((callerMillis) => clock.set(callerMillis, clock.at(callerMillis) - clock.ahead(callerMillis) + millis)),
    stop: withTime(clock.stop),
    go: withTime(clock.go),
    isStopped: Effect.sync(clock.isStopped),
    reset: Effect.sync(clock.reset)
  }
}

/** Makes a platform. The state changes only synchronously, so that no request is lost among others. */
export const makePlatform = ({
  explains = false,
  initial,
  requestsKept,
  witness,
  ...clockOptions
}: PlatformOptions): Effect.Effect<Platform> =>
  Effect.map(Clock.currentTimeMillis, (builtAt) => {
    const clock = makeServerClock(builtAt, clockOptions)
    const requests = makeRing<AnsweredRequest>(requestsKept)
    let state = initial

    const nowBy = (caller: Clock.Clock): number => clock.at(caller.unsafeCurrentTimeMillis())
    const now = Clock.clockWith((caller) => Effect.succeed(nowBy(caller)))

    const answered = (request: Request, overrides: RequestOverrides, time: number): Answered => {
      const { answer, asChecked, state: next } = carryOut(state, request, overrides, time)
      const { code, operation, response } = answer
      state = next
      requests.add({ request, time, operation, code, status: response.status })
      witness?.answered(request, overrides, answer)
      return explains ? { response, code, verdict: explained(asChecked, answer, overrides) } : { response, code }
    }

    const carriedOut = (request: Request, overrides: RequestOverrides): Effect.Effect<Answered> =>
      Clock.clockWith((caller) => Effect.succeed(answered(request, overrides, nowBy(caller))))

    return {
      now,
      setSkew: clock.setSkew,
      clock: clockOf(clock),
      state: () => state,
      caughtUp: Effect.map(now, (time) => {
        const next = advance(state, Math.floor(time))
        if (next !== state) witness?.advanced(Math.floor(time))
        state = next
        return state
      }),
      update: (f) => {
        state = f(state)
      },
      requests: requests.toArray,
      answer: (request, overrides = none) =>
        Clock.clockWith((caller) => {
          const delay = delayOf(state.rules, request)
          return delay > 0
            ? Effect.delay(carriedOut(request, overrides), delay)
            : Effect.succeed(answered(request, overrides, nowBy(caller)))
        }),
      preview: (request) => Effect.map(now, (time) => exchange(state, request, time))
    }
  })
