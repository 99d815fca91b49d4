/** Callbacks that are handled once, by any handler. */
import type * as Callback from "@effect-keysecure/schema/Callback"
import * as Cause from "effect/Cause"
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Predicate from "effect/Predicate"
import type * as Scope from "effect/Scope"
import { HandledCallbacksFailed, type Service } from "../../HandledCallbacks.js"
import { withDeadline } from "../concurrency/deadline.js"
import * as KeyedMutex from "../concurrency/keyedMutex.js"
import * as SingleFlight from "../concurrency/singleFlight.js"
import { say } from "../saying/say.js"

/** Why there is no answer of a handler. */
export type Unhandled = "failed" | "late"

/** An event, and the facts that its deliveries have in common. */
interface Event {
  readonly action: Callback.Action
  readonly digest: string
}

/**
 * Handles an event. If it was handled before, gives the answer of that time. Deliveries at the same time share one
 * handling.
 */
export type Once = <E, R>(
  event: Event,
  handler: Effect.Effect<Callback.Answer, E, R>
) => Effect.Effect<Callback.Answer, Unhandled, R>

const tag = /^[\w@/.$-]{1,80}$/

/** The safe part of a failure that may hold anything: its tag, which is the name of a kind of errors. */
const kindOf = (cause: Cause.Cause<unknown>): string => {
  const error = Option.getOrUndefined(Cause.failureOption(cause))
  const name = Predicate.hasProperty(error, "_tag") && Predicate.isString(error._tag) ? error._tag : ""
  return tag.test(name)
    ? name
    : Cause.isDie(cause)
      ? "a defect"
      : Cause.isInterrupted(cause)
        ? "interrupted"
        : "a failure"
}

const failing =
  ({ action }: Event, step: string) =>
  (cause: Cause.Cause<unknown>): Effect.Effect<never, Unhandled> =>
    Effect.zipRight(
      say({
        event: "keysecure.callback_not_handled",
        attributes: { "keysecure.action": action, "keysecure.error": kindOf(cause) },
        level: "Error",
        line: `A callback was not handled: ${step} failed`
      }),
      Effect.fail<Unhandled>("failed")
    )

/**
 * How long to wait for a step of the store, as for the attempt log. A store that is slower is taken for one that
 * failed. Its step goes on by itself if it cannot be interrupted: it neither blocks the event nor keeps the scope from
 * closing.
 */
const storeTimeout = "5 seconds"

const limited = withDeadline({
  duration: storeTimeout,
  awaited: false,
  onTimeout: () => new HandledCallbacksFailed({ detail: `it took longer than ${storeTimeout}` })
})

/** Handles callbacks once, by a store of those that were handled. */
export const makeOnce = (store: Service): Effect.Effect<Once, never, Scope.Scope> =>
  Effect.map(SingleFlight.make<Callback.Answer, Unhandled>(), (singleFlight): Once => {
    // A handling that was given up may still be ending when the next one comes.
    const turns = KeyedMutex.make()
    // Once it is decided, the decision is kept, even if no caller waits for it any more: otherwise it would be made
    // twice.
    const remember = (event: Event, answer: Callback.Answer): Effect.Effect<Callback.Answer> =>
      limited(Effect.suspend(() => store.record(event.digest, answer))).pipe(
        Effect.catchAllCause((cause) =>
          say({
            event: "keysecure.callback_not_remembered",
            attributes: { "keysecure.action": event.action, "keysecure.error": kindOf(cause) },
            level: "Error",
            line: "A callback was handled, and it could not be remembered"
          })
        ),
        Effect.as(answer)
      )

    const handle = <E, R>(event: Event, handler: Effect.Effect<Callback.Answer, E, R>) =>
      Effect.uninterruptibleMask((restore) =>
        Effect.flatMap(restore(Effect.catchAllCause(handler, failing(event, "its handler"))), (answer) =>
          remember(event, answer)
        )
      )

    return (event, handler) =>
      Effect.contextWithEffect((context) =>
        singleFlight(
          event.digest,
          () => {
            const turn = turns(event.digest)
            const found = Effect.catchAllCause(
              limited(Effect.suspend(() => store.find(event.digest))),
              failing(event, "the store")
            )
            return {
              result: Effect.zipRight(turn.come, found).pipe(
                Effect.flatMap(Option.match({ onNone: () => handle(event, handler), onSome: Effect.succeed })),
                Effect.provide(context)
              ),
              ended: turn.end
            }
          },
          Effect.fail("failed")
        )
      )
  })

/**
 * Gives up when the time since the arrival is over, at the limit itself too. The work is then interrupted, and its end
 * is not waited for.
 */
export const inTime = <A, R>(
  work: Effect.Effect<A, Unhandled, R>,
  arrived: bigint,
  budget: Duration.Duration
): Effect.Effect<A, Unhandled, R> => {
  const left = Effect.map(Clock.currentTimeNanos, (now) =>
    Duration.subtract(budget, Duration.nanos(now > arrived ? now - arrived : 0n))
  )
  const checked = Effect.filterOrFail(left, Duration.greaterThan(Duration.zero), (): Unhandled => "late")
  return Effect.flatMap(checked, (duration) =>
    work.pipe(
      Effect.disconnect,
      Effect.timeoutFail({ duration, onTimeout: (): Unhandled => "late" }),
      Effect.interruptible,
      Effect.zipLeft(checked)
    )
  )
}
