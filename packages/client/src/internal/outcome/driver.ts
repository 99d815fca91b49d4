/**
 * Performs the actions of the machine, and tells it the results.
 *
 * The state is in one cell, because a call tells its stamps while it is under way. Nothing is decided here.
 */
import type * as Card from "@effect-keysecure/schema/Card"
import * as Cause from "effect/Cause"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import type * as MutableRef from "effect/MutableRef"
import * as Option from "effect/Option"
import * as Random from "effect/Random"
import { type Attempt, AttemptLogFailed } from "../../AttemptLog.js"
import type { ReadError, WriteError } from "../../ClientError.js"
import type { CallOptions } from "../../KeySecureClient.js"
import * as ServerTime from "../../ServerTime.js"
import { withDeadline } from "../concurrency/deadline.js"
import { immediate } from "../concurrency/immediate.js"
import { ask, failureOf, mayBeShown, type Pages } from "./listing.js"
import type { Row } from "./evidence.js"
import type { Action, End, Entry, Event, Rules, State } from "./machine.js"
import * as Sayings from "./sayings.js"
import type { Span } from "./spans.js"
import { isReconciling, step } from "./step.js"

/** The entry of a number, and its change; each fails if the log does. */
export interface Log {
  /** Whether it answers at once, so that nothing limits how long it takes. */
  readonly isImmediate: boolean
  readonly find: (key: string) => Effect.Effect<Option.Option<Attempt>, AttemptLogFailed>
  readonly compareAndSwap: (
    expected: Option.Option<Attempt>,
    next: Option.Option<Attempt>
  ) => Effect.Effect<boolean, AttemptLogFailed>
}

type BeforeSending = NonNullable<CallOptions["beforeSending"]>

/** The parts with which actions are performed. */
export interface Means {
  readonly time: ServerTime.Service
  readonly log: Log
  /** The call that writes. */
  readonly send: (beforeSending: BeforeSending) => Effect.Effect<Card.CardNo, WriteError>
  readonly pages: Pages<Row>
  /** The own number that the detail of a row shows; `null` if none. */
  readonly look: (ref: string) => Effect.Effect<string | null, ReadError>
  /** For how long to find out. */
  readonly limit: Duration.DurationInput
}

/** How long to wait for the log. A log that is slower is taken for one that failed: nothing is sent. */
const storeTimeout = "5 seconds"

const limited = withDeadline({
  duration: storeTimeout,
  awaited: false,
  onTimeout: () => Effect.succeed<Event>({ _tag: "LogFailed", detail: null })
})

/** What a step of the log comes to, also if it fails or dies. */
const events = <A>(eventOf: (value: A) => Event) => ({
  onFailure: (cause: Cause.Cause<AttemptLogFailed>): Effect.Effect<Event> => {
    if (Cause.isInterruptedOnly(cause)) return Effect.interrupt
    const detail = Option.match(Cause.failureOption(cause), { onNone: () => null, onSome: (error) => error.detail })
    return Effect.succeed({ _tag: "LogFailed", detail })
  },
  onSuccess: (value: A): Effect.Effect<Event> => Effect.succeed(eventOf(value))
})

const onRead = events((entry: Option.Option<Attempt>) => ({ _tag: "LogRead", entry: Option.getOrNull(entry) }))
const onSwapped = events((was: boolean) => ({ _tag: "Swapped", was }))

/** A step of the log as an event, also if it takes too long or cannot be interrupted. */
const logged = <A>(
  { isImmediate }: Log,
  work: () => Effect.Effect<A, AttemptLogFailed>,
  on: ReturnType<typeof events<A>>
): Effect.Effect<Event> => {
  const told = Effect.matchCauseEffect(Effect.suspend(work), on)
  return isImmediate ? told : limited(told)
}

/** A random number for this process alone: all its 53 bits, in hex. */
const newAttemptId = Effect.map(Random.next, (share) => (share * 2 ** 53).toString(16).padStart(14, "0"))

/** A copy that the machine holds back. */
const heldBack = Effect.failSync(() => new AttemptLogFailed({ detail: "the stamp was not written down" }))

const slept: Event = { _tag: "Slept" }
const timeUp: Event = { _tag: "TimeUp" }

/** Actions that take more than a step of the machine. */
type Work = Exclude<Action, { readonly _tag: "Transmit" | "Withhold" | "Stop" | "End" }>

const isWork = (action: Action): action is Work => {
  switch (action._tag) {
    case "Transmit":
    case "Withhold":
    case "Stop":
    case "End":
      return false
    default:
      return true
  }
}

const timed = ({ time }: Means): Effect.Effect<Event> =>
  Effect.zipWith(time.timestamp, newAttemptId, (stamp, attemptId) => ({ _tag: "Timed", stamp, attemptId }))

const asked = (means: Means, span: Span): Effect.Effect<Event> =>
  ask((query, options) => means.pages(query, options), span).pipe(
    Effect.tapError((error) => Effect.annotateCurrentSpan("keysecure.card_list", error._tag)),
    Effect.match({ onFailure: failureOf, onSuccess: (shown): Event => ({ _tag: "Listed", ...shown }) })
  )

const looked = (means: Means, ref: string): Effect.Effect<Event> =>
  Effect.match(means.look(ref), {
    onFailure: (error): Event => (mayBeShown(error) ? { _tag: "LookFailed" } : { _tag: "Looked", number: null }),
    onSuccess: (number): Event => ({ _tag: "Looked", number })
  })

const compareAndSwap = (log: Log, expected: Entry, next: Entry): Effect.Effect<Event> =>
  logged(log, () => log.compareAndSwap(Option.fromNullable(expected), Option.fromNullable(next)), onSwapped)

/** Tells the machine what happened, and gives the next action. */
type Tell = (event: Event) => readonly [Action, State]

const telling =
  (rules: Rules, cell: Cell): Tell =>
  (event) => {
    const next = step(rules, cell.current, event)
    cell.current = next[1]
    return next
  }

/** A copy is about to leave: it leaves when the machine has seen its stamp written down. */
const recording = (log: Log, tell: Tell, attemptId: string): BeforeSending => {
  const record: BeforeSending = (stamp, { cardType, cardholderNo }) =>
    Effect.suspend(() => {
      const sent = { holder: cardholderNo ?? null, type: cardType ?? null }
      const [write] = tell({ _tag: "Stamped", stamp, attemptId, sent })
      if (write._tag !== "CompareAndSwap") return heldBack
      return Effect.flatMap(compareAndSwap(log, write.expected, write.next), (event) =>
        tell(event)[0]._tag === "Transmit" ? Effect.void : heldBack
      )
    })
  return log.isImmediate ? immediate(record) : record
}

const onAnswer = {
  onFailure: (error: WriteError): Event => ({ _tag: "Failed", error }),
  onSuccess: (cardNo: Card.CardNo): Event => ({ _tag: "Answered", cardNo })
}

const sent = ({ log, send }: Means, tell: Tell): Effect.Effect<Event> =>
  Effect.flatMap(newAttemptId, (attemptId) => Effect.match(send(recording(log, tell, attemptId)), onAnswer))

const perform = (means: Means, tell: Tell, action: Work): Effect.Effect<Event> => {
  switch (action._tag) {
    case "ReadLog":
      return logged(means.log, () => means.log.find(action.key), onRead)
    case "CompareAndSwap":
      return compareAndSwap(means.log, action.expected, action.next)
    case "Send":
      return sent(means, tell)
    case "TakeStamp":
      return timed(means)
    case "Ask":
      return asked(means, action.span)
    case "Look":
      return looked(means, action.ref)
    case "Sleep":
      return Effect.as(Effect.sleep(action.millis), slept)
  }
}

type Next = readonly [Action, State]

/** The knowledge of one piece of work. It changes only between two steps of a fiber. */
export type Cell = MutableRef.MutableRef<State>

/** Works on one number until the machine says how it ends. `cell` holds the knowledge meanwhile. */
export const run = (rules: Rules, means: Means, cell: Cell): Effect.Effect<End> => {
  const tell = telling(rules, cell)
  const limitMillis = Duration.toMillis(means.limit)

  /** Within the caller's limit, which counts while something is found out. */
  const performBy = (action: Work, until: number, now: number): Effect.Effect<Event> =>
    until <= now
      ? Effect.succeed(timeUp)
      : withDeadline({ duration: until - now, onTimeout: () => Effect.succeed(timeUp) })(perform(means, tell, action))

  /** Finds out until something else is to be done. */
  const find = (next: Next, until: number): Effect.Effect<Next> => {
    const [action, state] = next
    return isWork(action) && isReconciling(state)
      ? Effect.flatMap(ServerTime.monotonic, (now) =>
          Effect.flatMap(performBy(action, until, now), (event) => find(tell(event), until))
        )
      : Effect.succeed(next)
  }

  const go = (next: Next, hasSaid: boolean): Effect.Effect<End> => {
    const [action, state] = next
    if (action._tag === "End")
      return hasSaid ? Effect.as(Sayings.ended(rules, action.end), action.end) : Effect.succeed(action.end)
    if (!isWork(action)) return Effect.dieMessage(`nothing is done by ${action._tag} here`)
    if (!isReconciling(state)) {
      return Effect.flatMap(perform(means, tell, action), (event) => go(tell(event), hasSaid))
    }
    return (hasSaid ? Effect.void : Sayings.begun(rules, limitMillis)).pipe(
      Effect.zipRight(ServerTime.monotonic),
      Effect.flatMap((now) => Sayings.meanwhile(rules)(find(next, now + limitMillis))),
      Effect.flatMap((after) => go(after, true))
    )
  }

  return Effect.flatMap(means.time.latest, (latest) => go(tell({ _tag: "Begun", latest }), false))
}
