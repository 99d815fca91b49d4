/**
 * A clock for tests that jumps to the next sleep as soon as all fibers wait, so that hours of retries cost no real time.
 *
 * It works for programs that wait only by `Effect.sleep` and its derivatives (timeouts, retry schedules). It does not wait
 * for sockets, JavaScript timers or WebCrypto: while such work is under way it may jump past it.
 *
 * @module VirtualClock
 * @since 0.1.0
 */
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as FiberId from "effect/FiberId"
import * as Random from "effect/Random"
import { makeTime, type Sleeping, type VirtualClock } from "./internal/virtualClock/time.js"

export type { Sleeping, VirtualClock } from "./internal/virtualClock/time.js"

/**
 * How a program is run.
 *
 * @since 0.1.0
 * @category models
 */
export interface Options {
  /** The reading of the wall clock at the start, in Unix ms. Default 2026-01-01T00:00:00Z. */
  readonly startMillis?: number
  /** The seed of `Random` in the program, so that jitter is the same in every run. Default 1. */
  readonly seed?: number
  /**
   * How often the clock may jump. Default 100,000. Among 5,600 programs in this repository's tests, the most jumps were
   * 1,910, and 100,000 jumps take one to three seconds. A program that has not ended by then dies with `NeverEnds`.
   */
  readonly maxJumps?: number
}

/**
 * 2026-01-01T00:00:00Z, where virtual clocks start.
 *
 * @since 0.1.0
 * @category constants
 */
export const defaultStartMillis = 1_767_225_600_000

/**
 * The most jumps of a clock that is not told another number.
 *
 * @since 0.2.0
 * @category constants
 */
export const defaultMaxJumps = 100_000

const mostTold = 20

const lineOf = ({ fiber, forMillis, spans }: Sleeping): string =>
  `- fiber ${fiber}${spans.length === 0 ? "" : ` in ${spans.join(" < ")}`}, for ${forMillis} ms`

/**
 * A program jumps on and on and does not end, such as one that asks again for ever. The program dies with this: it is a
 * mistake of the program or of the test. The message names up to 20 of the fibers that sleep.
 *
 * @since 0.2.0
 * @category errors
 */
export class NeverEnds extends Data.TaggedError("NeverEnds")<{
  /** How often the clock has jumped. */
  readonly jumps: number
  /** How much virtual time has passed, in ms. */
  readonly elapsedMillis: number
  /** The fibers that sleep, in the order in which they fell asleep. */
  readonly sleeping: ReadonlyArray<Sleeping>
}> {
  override get message(): string {
    const others = this.sleeping.length - mostTold
    return [
      `The program has not ended after ${this.jumps} jumps of its clock and ${this.elapsedMillis} ms of virtual time. These sleep:`,
      ...this.sleeping.slice(0, mostTold).map(lineOf),
      ...(others > 0 ? [`- and ${others} more`] : [])
    ].join("\n")
  }
}

/**
 * Runs a program on a virtual clock of its own, with a seeded `Random`. No part of it waits for real time, and it runs
 * the same way every time. It runs in a fiber of its own, and the fibers that it forked end with it. If the clock jumps
 * more often than it may, the program dies with `NeverEnds`.
 *
 * @since 0.1.0
 * @category running
 */
export const run = <A, E, R>(
  program: (clock: VirtualClock) => Effect.Effect<A, E, R>,
  { maxJumps = defaultMaxJumps, seed = 1, startMillis = defaultStartMillis }: Options = {}
): Effect.Effect<A, E, R> =>
  Effect.uninterruptibleMask((restore) => {
    let giveUp: (reason: NeverEnds) => void = () => {}
    const { clock, scheduler, stop } = makeTime({
      startMillis,
      maxJumps,
      onTooManyJumps: (elapsedMillis, sleeping) => giveUp(new NeverEnds({ jumps: maxJumps, elapsedMillis, sleeping }))
    })
    const forked = Effect.forkDaemon(restore(Effect.suspend(() => program(clock)))).pipe(
      Effect.withClock(clock),
      Effect.withRandom(Random.make(seed)),
      Effect.withScheduler(scheduler)
    )
    return Effect.flatMap(forked, (fiber) => {
      const ended = Effect.async<A, E>((resume) => {
        fiber.addObserver((exit) => {
          stop()
          resume(exit)
        })
        // The program may be where it cannot be interrupted, so its end is not waited for.
        giveUp = (reason) => {
          resume(Effect.die(reason))
          fiber.unsafeInterruptAsFork(FiberId.none)
        }
        return Fiber.interrupt(fiber)
      })
      return Effect.zipLeft(restore(ended), fiber.inheritAll)
    })
  })
