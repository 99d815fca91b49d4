/** Virtual time: it stands still while a fiber can run, and then jumps to the next one that wakes. */
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as FiberId from "effect/FiberId"
import type * as Fiber from "effect/Fiber"
import * as Option from "effect/Option"
import type * as Scheduler from "effect/Scheduler"
import type * as Tracer from "effect/Tracer"
import { makeTurns } from "./turns.js"

/**
 * A clock that a test holds: wall and monotonic time, which can be moved apart.
 *
 * @since 0.1.0
 * @category models
 */
export interface VirtualClock extends Clock.Clock {
  /** Sets the wall clock forward (or back, if negative) by so many ms, as NTP or a person would; sleeps are unaffected. */
  readonly setWallForward: (millis: number) => Effect.Effect<void>
}

/**
 * A fiber that sleeps.
 *
 * @since 0.2.0
 * @category models
 */
export interface Sleeping {
  /** Its number, such as `#12`. */
  readonly fiber: string
  /** The names of the trace spans that it is in, the innermost first; none where the program makes none. */
  readonly spans: ReadonlyArray<string>
  /** How long it sleeps in all, in ms. */
  readonly forMillis: number
}

interface Sleeper {
  readonly fiber: Fiber.RuntimeFiber<unknown, unknown>
  readonly forMillis: number
  readonly wakeAt: number
  readonly wake: () => void
}

/** The options of time, and its end. */
export interface TimeOptions {
  readonly startMillis: number
  readonly maxJumps: number
  /** Time has jumped so often, and it stops. */
  readonly onTooManyJumps: (elapsedMillis: number, sleeping: ReadonlyArray<Sleeping>) => void
}

/** The clock and the scheduler that belong together: the scheduler tells the clock when there is nothing left to run. */
export interface Time {
  readonly clock: VirtualClock
  readonly scheduler: Scheduler.Scheduler
  /** Ends the jumping: a fiber that outlives the program sleeps for ever instead of running for ever. */
  readonly stop: () => void
}

const wakesFirst = (one: Sleeper, other: Sleeper): Sleeper => (other.wakeAt < one.wakeAt ? other : one)

/** The names of a trace span and those around it, the innermost first. */
const namesOf = (span: Tracer.AnySpan | undefined): ReadonlyArray<string> =>
  span?._tag === "Span" ? [span.name, ...namesOf(Option.getOrUndefined(span.parent))] : []

const sleepingOf = ({ fiber, forMillis }: Sleeper): Sleeping => ({
  fiber: FiberId.threadName(fiber.id()),
  spans: namesOf(fiber.currentSpan),
  forMillis
})

/** Time that begins now. */
export const makeTime = ({ maxJumps, onTooManyJumps, startMillis }: TimeOptions): Time => {
  const sleepers = new Set<Sleeper>()
  let elapsed = 0
  let wallAtStart = startMillis
  let jumps = 0
  let stopped = false

  const jump = () => {
    if (jumps >= maxJumps) {
      stopped = true
      onTooManyJumps(elapsed, [...sleepers].map(sleepingOf))
      return
    }
    jumps += 1
    const next = [...sleepers].reduce(wakesFirst)
    sleepers.delete(next)
    elapsed = Math.max(elapsed, next.wakeAt)
    next.wake()
  }

  const { scheduler, start } = makeTurns({ isSet: () => !stopped && sleepers.size > 0, ring: jump })

  const sleep = (duration: Duration.Duration): Effect.Effect<void> =>
    Effect.withFiberRuntime((fiber) =>
      Effect.async<void>((resume) => {
        const forMillis = Math.max(0, Duration.toMillis(duration))
        const sleeper: Sleeper = { fiber, forMillis, wakeAt: elapsed + forMillis, wake: () => resume(Effect.void) }
        // A fiber that never wakes does not count: a jump to it would be the end of time.
        if (Number.isFinite(sleeper.wakeAt)) {
          sleepers.add(sleeper)
          start()
        }
        return Effect.sync(() => void sleepers.delete(sleeper))
      })
    )

  const nanos = () => BigInt(Math.round(elapsed * 1_000_000))
  const millis = () => Math.floor(wallAtStart + elapsed)

  return {
    scheduler,
    stop: () => {
      stopped = true
    },
    clock: {
      [Clock.ClockTypeId]: Clock.ClockTypeId,
      unsafeCurrentTimeMillis: millis,
      unsafeCurrentTimeNanos: nanos,
      currentTimeMillis: Effect.sync(millis),
      currentTimeNanos: Effect.sync(nanos),
      sleep,
      setWallForward: (by) =>
        Effect.sync(() => {
          wallAtStart += by
        })
    }
  }
}
