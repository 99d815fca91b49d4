/**
 * A clock for tests that jumps to the next sleep as soon as all fibers wait, so that hours of retries cost no real time.
 *
 * It works for programs that wait only by `Effect.sleep` and what is built on it (timeouts, schedules). It does not wait
 * for sockets, JavaScript timers or WebCrypto: while such work is under way it may jump past it.
 *
 * @module VirtualClock
 * @since 0.1.0
 */
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as FiberRef from "effect/FiberRef"
import * as Random from "effect/Random"
import * as Scheduler from "effect/Scheduler"

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
 * How a program is run.
 *
 * @since 0.1.0
 * @category models
 */
export interface Options {
  /** What the wall clock reads at the start, in Unix ms. Default 2026-01-01T00:00:00Z. */
  readonly startMillis?: number
  /** The seed of `Random` in the program, so that jitter is the same in every run. Default 1. */
  readonly seed?: number
}

/**
 * 2026-01-01T00:00:00Z, where virtual clocks start.
 *
 * @since 0.1.0
 * @category constants
 */
export const defaultStartMillis = 1_767_225_600_000

interface Sleeper {
  readonly wakeAt: number
  readonly wake: () => void
}

/** How many turns of the microtask queue must pass with nothing to do before the clock jumps: promises settle in fewer. */
const idleTurns = 8

const wakesFirst = (one: Sleeper, other: Sleeper): Sleeper => (other.wakeAt < one.wakeAt ? other : one)

interface Time {
  readonly clock: VirtualClock
  readonly scheduler: Scheduler.Scheduler
  /** Ends the jumping: a fiber that outlives the program sleeps for ever instead of running for ever. */
  readonly stop: Effect.Effect<void>
}

/** The clock and the scheduler that belong together: the scheduler tells the clock when there is nothing left to run. */
const makeTime = (startMillis: number): Time => {
  const tasks = new Scheduler.PriorityBuckets()
  const sleepers = new Set<Sleeper>()
  let elapsed = 0
  let wallAtStart = startMillis
  let turning = false
  let stopped = false
  let idleFor = 0

  const runTasks = () => {
    const buckets = tasks.buckets
    tasks.buckets = []
    for (const [, bucket] of buckets) for (const task of bucket) task()
  }

  const jump = () => {
    const next = [...sleepers].reduce(wakesFirst)
    sleepers.delete(next)
    elapsed = Math.max(elapsed, next.wakeAt)
    next.wake()
  }

  const turn = () => {
    if (tasks.buckets.length > 0) {
      idleFor = 0
      runTasks()
    } else if (stopped || sleepers.size === 0) {
      turning = false
      return
    } else if (++idleFor > idleTurns) {
      idleFor = 0
      jump()
    }
    nextTurn()
  }

  const nextTurn = () => void Promise.resolve().then(turn)

  const start = () => {
    if (turning) return
    turning = true
    nextTurn()
  }

  const nanos = () => BigInt(Math.round(elapsed * 1_000_000))
  const millis = () => Math.floor(wallAtStart + elapsed)

  return {
    stop: Effect.sync(() => {
      stopped = true
    }),
    scheduler: {
      shouldYield: (fiber) =>
        fiber.currentOpCount > fiber.getFiberRef(FiberRef.currentMaxOpsBeforeYield)
          ? fiber.getFiberRef(FiberRef.currentSchedulingPriority)
          : false,
      scheduleTask: (task, priority) => {
        tasks.scheduleTask(task, priority)
        start()
      }
    },
    clock: {
      [Clock.ClockTypeId]: Clock.ClockTypeId,
      unsafeCurrentTimeMillis: millis,
      unsafeCurrentTimeNanos: nanos,
      currentTimeMillis: Effect.sync(millis),
      currentTimeNanos: Effect.sync(nanos),
      sleep: (duration) =>
        Effect.async<void>((resume) => {
          const sleeper: Sleeper = {
            wakeAt: elapsed + Math.max(0, Duration.toMillis(duration)),
            wake: () => resume(Effect.void)
          }
          // One that never wakes is none: to jump to it would be the end of time.
          if (Number.isFinite(sleeper.wakeAt)) {
            sleepers.add(sleeper)
            start()
          }
          return Effect.sync(() => void sleepers.delete(sleeper))
        }),
      setWallForward: (by) =>
        Effect.sync(() => {
          wallAtStart += by
        })
    }
  }
}

/**
 * Runs a program on a virtual clock of its own, with a seeded `Random`. Nothing of it waits for real time, and it runs the
 * same way every time.
 *
 * @since 0.1.0
 * @category running
 */
export const run = <A, E, R>(
  program: (clock: VirtualClock) => Effect.Effect<A, E, R>,
  options: Options = {}
): Effect.Effect<A, E, R> =>
  Effect.suspend(() => {
    const { clock, scheduler, stop } = makeTime(options.startMillis ?? defaultStartMillis)
    // In a fiber of its own: one that is under way keeps the scheduler that it started with until it next yields.
    return Effect.yieldNow().pipe(
      Effect.zipRight(program(clock)),
      Effect.ensuring(stop),
      Effect.withClock(clock),
      Effect.withRandom(Random.make(options.seed ?? 1)),
      Effect.withScheduler(scheduler)
    )
  })
