/**
 * A limit on how long something may take.
 *
 * `Effect.timeout` races two fibers, each with a start and an end of its own. That costs more than all else that a call
 * does. Here the limited effect runs at once, in a fiber of its own. An alarm is set only if it has to wait.
 */
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as DefaultServices from "effect/DefaultServices"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as FiberId from "effect/FiberId"
import * as FiberRefs from "effect/FiberRefs"
import * as Runtime from "effect/Runtime"
import { startTimer } from "../runtime/runtime.js"

/** A deadline, and the end of the effect when it passes. */
export interface Deadline<A, E> {
  readonly duration: Duration.DurationInput
  readonly onTimeout: () => Effect.Effect<A, E>
  /**
   * Whether to wait until the interrupted effect has ended; default yes. Without waiting, an effect that cannot be
   * interrupted goes on by itself.
   */
  readonly awaited?: boolean
}

/** The longest delay that a timer takes, in ms. It takes a longer delay for none. */
const maxDelayMillis = 2 ** 31 - 1

const systemClock = Context.get(DefaultServices.liveServices, Clock.Clock)

/** Whether a clock is the system's: then a timer of the runtime rings when it says. */
export const isSystemClock = (clock: Clock.Clock): boolean => clock === systemClock

/** Rings once after some ms of the system's clock, unless it is stopped. */
export const startTimerWithin = (ring: () => void, millis: number): (() => void) =>
  millis > maxDelayMillis ? () => {} : startTimer(ring, Math.max(0, millis))

/** Rings once after a time, unless it is stopped. On the system's clock that takes no fiber. */
const startAlarm = <R>(runtime: Runtime.Runtime<R>, duration: Duration.Duration, ring: () => void): (() => void) => {
  const services = FiberRefs.getOrDefault(runtime.fiberRefs, DefaultServices.currentServices)
  if (isSystemClock(Context.get(services, Clock.Clock))) return startTimerWithin(ring, Duration.toMillis(duration))
  if (Duration.toMillis(duration) > maxDelayMillis) return () => {}
  const sleeping = Runtime.runFork(runtime)(Effect.interruptible(Effect.map(Effect.sleep(duration), ring)))
  return () => sleeping.unsafeInterruptAsFork(FiberId.none)
}

/**
 * Runs an effect within its deadline. The effect has `FiberRef`s of its own: its changes of them end with it. The deadline
 * ends it also in a region that cannot be interrupted, such as a finalizer: there only its caller's interruption waits.
 */
export const withDeadline =
  <A2, E2>({ awaited = true, duration, onTimeout }: Deadline<A2, E2>) =>
  <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A | A2, E | E2, R> =>
    Effect.uninterruptibleMask((restore) =>
      Effect.flatMap(Effect.runtime<R>(), (runtime): Effect.Effect<A | A2, E | E2> => {
        // The end is a value to its fiber: a failure would be logged there as one without a handler.
        const running = Runtime.runFork(runtime)(Effect.exit(Effect.interruptible(effect)))
        const end = running.unsafePoll()
        if (end !== null) return Exit.flatten(end)

        let stop = () => {}
        // The alarm alone gives nothing.
        const ended = Effect.async<Exit.Exit<A, E> | void>((resume) => {
          stop = startAlarm(runtime, Duration.decode(duration), () => resume(Effect.void))
          running.addObserver((exit) => {
            stop()
            resume(Effect.succeed(Exit.flatten(exit)))
          })
        })
        const interrupted = Effect.suspend(() => {
          stop()
          running.unsafeInterruptAsFork(FiberId.none)
          return awaited ? Effect.map(Fiber.await(running), Exit.flatten) : Effect.void
        })
        return Effect.matchCauseEffect(restore(ended), {
          onFailure: (cause) => Effect.zipRight(interrupted, Effect.failCause(cause)),
          onSuccess: (first): Effect.Effect<A | A2, E | E2> =>
            first ??
            Effect.flatMap(interrupted, (last): Effect.Effect<A | A2, E | E2> =>
              last === undefined || Exit.isInterrupted(last) ? onTimeout() : last
            )
        })
      })
    )
