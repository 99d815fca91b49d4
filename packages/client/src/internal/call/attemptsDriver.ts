/** Performs the actions of the machine of a call's copies within the deadline, and tells it the results. */
import type * as AccessToken from "@effect-keysecure/schema/AccessToken"
import type * as Endpoint from "@effect-keysecure/schema/Endpoint"
import type * as Timestamp from "@effect-keysecure/schema/Timestamp"
import * as Cause from "effect/Cause"
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Equal from "effect/Equal"
import * as Metric from "effect/Metric"
import type * as MutableRef from "effect/MutableRef"
import type * as Option from "effect/Option"
import * as Schedule from "effect/Schedule"
import type { ReadError } from "../../ClientError.js"
import type { RetryCause, RetryPolicy } from "../../RetryPolicy.js"
import * as Attempts from "./attempts.js"
import { type DirectWay, directWay, type TimeLeft } from "./directWay.js"
import type { Answer, Exchange, Outgoing } from "./exchange.js"
import type { Extras } from "./extras.js"
import { withDeadline } from "../concurrency/deadline.js"
import { say } from "../saying/say.js"
import { monotonicOf } from "../serverTime/readClocks.js"
import { WriteBody } from "./writeBody.js"

/** Where tokens come from. */
export interface TokenSource {
  readonly get: Effect.Effect<AccessToken.AccessToken, ReadError>
  /** A token that needs no waiting, if there is one. */
  readonly atHand?: Effect.Effect<Option.Option<AccessToken.AccessToken>>
  readonly invalidate: (token: AccessToken.AccessToken) => Effect.Effect<void>
  readonly maxTokenReplacements: number
}

/** What copies are sent with. The call that gets a token has no token source. */
export interface Means {
  readonly exchange: Exchange
  readonly tokens: TokenSource | undefined
  /** The refused token of which was said last that it is replaced. Calls that are refused at the same time say it once. */
  readonly saidReplaced: MutableRef.MutableRef<Token>
  readonly policy: RetryPolicy
}

/** What must be done with the stamp of a copy before the copy is sent. If it fails, the copy is not sent. */
export type Recording = (timestamp: Timestamp.Timestamp) => Effect.Effect<void, object>

/** What all copies of one call have in common. */
export interface Task {
  readonly rules: Attempts.Rules
  readonly deadline: Duration.Duration
  readonly endpoint: Endpoint.Any
  readonly path: string
  readonly body: string | undefined
  readonly extras: Extras | undefined
  readonly record: Recording | undefined
  /** Whether recording ends at once. */
  readonly recordsAtOnce: boolean
}

/** What the copies came to. */
export type Result =
  | Answer
  | { readonly _tag: "TokenFailed"; readonly error: ReadError }
  | { readonly _tag: "NotRecorded" | "DeadlinePassed"; readonly detail: string }

type Token = AccessToken.AccessToken | undefined

/** The values from one action to the next that are no part of the state. */
interface Hand {
  readonly token: Token
  /** When the last stamp was taken, in ms of the monotonic clock. */
  readonly stampedAt: number
  readonly result: Result
  readonly waits: Schedule.ScheduleDriver<unknown, RetryCause> | undefined
}

const empty: Hand = {
  token: undefined,
  stampedAt: 0,
  result: { _tag: "NotSent", detail: "nothing was sent", isPermanent: false },
  waits: undefined
}

const retries = Metric.counter("keysecure_retries", {
  description: "Requests sent again, by operation and cause",
  incremental: true
})

const counted = (operation: string, cause: Attempts.AgainCause): Effect.Effect<void> =>
  Metric.increment(Metric.tagged(Metric.tagged(retries, "operation", operation), "cause", cause))

const saidAgain = (operation: string, cause: Attempts.AgainCause): Effect.Effect<void> =>
  say({
    event: "keysecure.sent_again",
    attributes: { "keysecure.operation": operation, "keysecure.cause": cause },
    level: "Debug",
    line: `${operation} is sent again: ${cause}`
  })

const sayReplaced = (operation: string, token: Token, { saidReplaced }: Means): Effect.Effect<void> =>
  Effect.suspend(() => {
    const isSaid = Equal.equals(saidReplaced.current, token)
    saidReplaced.current = token
    return say({
      event: "keysecure.token_replaced",
      attributes: { "keysecure.operation": operation },
      level: isSaid ? "Debug" : "Info",
      line: `${operation}: the platform refused the token before its end, so it is replaced by another one`
    })
  })

/** Why the copy before was sent again, in words: the limit of time alone does not tell what is wrong. */
const before = (last: Answer | undefined): string | undefined => {
  switch (last?._tag) {
    case "NotSent":
    case "NoAnswer":
      return last.detail
    case "Unreadable":
      return `HTTP ${last.status}, ${last.detail}`
    case "Rejected":
      return `refused with code ${last.code}`
    default:
      return undefined
  }
}

const notWithin = (seconds: number, reason: string | undefined): string =>
  reason === undefined ? `not within ${seconds} s` : `not within ${seconds} s; before that: ${reason}`

const resultOf = (
  end: Attempts.End,
  { result }: Hand,
  deadline: Duration.Duration,
  last: Answer | undefined
): Result => {
  switch (end) {
    case "Answered":
    case "TokenFailed":
      return result
    case "NotRecorded":
      // The failure may hold anything, so it is not repeated.
      return { _tag: end, detail: "what was to be done before sending failed" }
    case "DeadlinePassed":
      return { _tag: end, detail: notWithin(Duration.toSeconds(deadline), before(last)) }
    case "NoAnswer":
      return { _tag: end, detail: `none within ${Duration.toSeconds(deadline)} s` }
  }
}

const recording = (record: Recording | undefined, stamp: Timestamp.Timestamp): Effect.Effect<Attempts.Event> =>
  Effect.matchCauseEffect(
    Effect.suspend(() => (record === undefined ? Effect.void : record(stamp))),
    {
      onFailure: (cause) =>
        Cause.isInterruptedOnly(cause) ? Effect.interrupt : Effect.succeed<Attempts.Event>({ _tag: "NotRecorded" }),
      onSuccess: () => Effect.succeed<Attempts.Event>({ _tag: "Recorded" })
    }
  )

/**
 * Waits as the policy says, and at least as long as the answer asked for. Gives `undefined` if there is no next copy.
 * If the answer asks for as long as the whole call may take, the call ends at once.
 */
const pause = (
  { schedule }: RetryPolicy,
  deadline: Duration.Duration,
  { result, waits }: Hand,
  cause: RetryCause
): Effect.Effect<Hand["waits"]> => {
  const after = ("retryAfter" in result ? result.retryAfter : undefined) ?? 0
  if (after >= Duration.toMillis(deadline)) return Effect.succeed(undefined)
  return Effect.flatMap(waits === undefined ? Schedule.driver(schedule) : Effect.succeed(waits), (driver) =>
    Effect.match(
      after === 0 ? driver.next(cause) : Effect.zipLeft(driver.next(cause), Effect.sleep(after), { concurrent: true }),
      {
        onFailure: () => undefined,
        onSuccess: () => driver
      }
    )
  )
}

/** A write's body is sent once, so each copy has its own. */
const bodyOf = ({ body, rules }: Task): string | WriteBody | undefined =>
  body === undefined || rules.kind === "read" ? body : new WriteBody(body)

/** What an action came to: the event that the machine is told, and the values for the next action. */
type Outcome = readonly [Attempts.Event, Hand]

const gotToken = ({ tokens }: Means, hand: Hand): Effect.Effect<Outcome> =>
  tokens === undefined
    ? Effect.succeed([{ _tag: "TokenReady" }, hand])
    : Effect.match(tokens.get, {
        onFailure: (error): Outcome => [{ _tag: "TokenFailed" }, { ...hand, result: { _tag: "TokenFailed", error } }],
        onSuccess: (token): Outcome => [{ _tag: "TokenReady" }, { ...hand, token }]
      })

const gotTokenAgain = (
  means: Means,
  operation: string,
  cause: Attempts.AgainCause,
  hand: Hand
): Effect.Effect<Outcome> =>
  counted(operation, cause).pipe(Effect.zipRight(saidAgain(operation, cause)), Effect.zipRight(gotToken(means, hand)))

const replacedToken = (means: Means, operation: string, hand: Hand): Effect.Effect<Outcome> => {
  const { tokens } = means
  const { token } = hand
  const invalidated = tokens === undefined || token === undefined ? Effect.void : tokens.invalidate(token)
  return invalidated.pipe(
    Effect.zipRight(sayReplaced(operation, token, means)),
    Effect.zipRight(gotTokenAgain(means, operation, "AccessTokenRejected", hand))
  )
}

/** Does what the machine says, up to what is transmitted. */
const act = (
  means: Means,
  task: Task,
  action: Exclude<Attempts.Action, { readonly _tag: "End" | "Transmit" }>,
  hand: Hand
): Effect.Effect<Outcome> => {
  const { exchange, policy } = means
  const { deadline, endpoint, record } = task
  switch (action._tag) {
    case "GetToken":
      return action.again === undefined
        ? gotToken(means, hand)
        : gotTokenAgain(means, endpoint.name, action.again, hand)
    case "ReplaceToken":
      return replacedToken(means, endpoint.name, hand)
    case "Stamp":
      return Effect.map(exchange.stamp, ({ stamp, stampedAt }): Outcome => [
        { _tag: "Stamped", stamp },
        { ...hand, stampedAt }
      ])
    case "Record":
      return Effect.map(recording(record, action.stamp), (event): Outcome => [event, hand])
    case "Wait":
      return Effect.map(pause(policy, deadline, hand, action.cause), (waits): Outcome =>
        waits === undefined ? [{ _tag: "PolicyEnded" }, hand] : [{ _tag: "Waited" }, { ...hand, waits }]
      )
  }
}

const gotAnswer = (answer: Answer, hand: Hand): Outcome => [
  { _tag: "Answered", answer },
  { ...hand, result: answer }
]

const notInTime: Outcome = [{ _tag: "TimeUp", isHeld: false }, empty]

const driveWithin = <A, E>(
  time: TimeLeft,
  means: Means,
  task: Task,
  known: MutableRef.MutableRef<Attempts.State>,
  conclude: (result: Result) => Effect.Effect<A, E>
): Effect.Effect<A, E> => {
  const { deadline, endpoint, extras, path, rules } = task
  let body: string | WriteBody | undefined
  /** The direct way, until the first copy has gone it. So far no deadline stands around the call. */
  let direct: DirectWay | undefined
  let last: Answer | undefined

  const tell = ([event, hand]: Outcome): Effect.Effect<A, E> => {
    const [action, state] = Attempts.step(rules, known.current, event)
    known.current = state
    return perform(action, hand)
  }

  const timeUp = () => tell([{ _tag: "TimeUp", isHeld: body instanceof WriteBody && body.withdraw() }, empty])

  const answered = (answer: Answer, hand: Hand): Effect.Effect<A, E> => {
    last = answer
    return tell(gotAnswer(answer, hand))
  }

  /** A good answer ends the call at once. Every other answer goes on in the time that is left. */
  const transmitDirectly = (way: DirectWay, outgoing: Outgoing, hand: Hand): Effect.Effect<A, E> =>
    Effect.flatMap(way.transmit(outgoing), (answer) => {
      direct = undefined
      if (answer === undefined) return timeUp()
      return answer._tag === "Accepted"
        ? answered(answer, hand)
        : way.within(
            Effect.suspend(() => answered(answer, hand)),
            timeUp
          )
    })

  const perform = (action: Attempts.Action, hand: Hand): Effect.Effect<A, E> => {
    if (action._tag === "End") return conclude(resultOf(action.as, hand, deadline, last))
    if (action._tag === "Transmit") {
      // An alarm rings late if the thread was busy. Nothing leaves then all the same.
      if (time.left() <= 0) return tell([{ _tag: "TimeUp", isHeld: true }, empty])
      body = bodyOf(task)
      const { stampedAt, token } = hand
      const outgoing = { endpoint, path, body, extras, token, stamp: action.stamp, stampedAt }
      return direct === undefined
        ? Effect.flatMap(means.exchange.transmit(outgoing), (answer) => answered(answer, hand))
        : transmitDirectly(direct, outgoing, hand)
    }
    const acted = act(means, task, action, hand)
    // Nothing else waits before the first copy on the direct way.
    const limited =
      action._tag === "Record" && !task.recordsAtOnce
        ? direct?.within(acted, () => Effect.succeed(notInTime))
        : undefined
    return Effect.flatMap(limited ?? acted, tell)
  }

  if (time.left() <= 0) return timeUp()
  return Effect.flatMap(directWay(means.exchange, means.tokens?.atHand, time), (way) => {
    direct = way
    return way === undefined
      ? withDeadline({ duration: deadline, onTimeout: timeUp })(
          Effect.suspend(() => perform(known.current.doing, empty))
        )
      : tell([{ _tag: "TokenReady" }, { ...empty, token: way.token }])
  })
}

/** Sends the copies of a call. What is known of them meanwhile, and after an interruption, is in `known`. */
export const drive = <A, E>(
  means: Means,
  task: Task,
  known: MutableRef.MutableRef<Attempts.State>,
  conclude: (result: Result) => Effect.Effect<A, E>
): Effect.Effect<A, E> =>
  Clock.clockWith((clock) => {
    const endsAt = monotonicOf(clock) + Duration.toMillis(task.deadline)
    return driveWithin({ clock, left: () => endsAt - monotonicOf(clock) }, means, task, known, conclude)
  })
