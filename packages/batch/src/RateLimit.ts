/**
 * How many calls may start per second, at most: a limit that is known, such as one from the platform's contract.
 *
 * `make` counts in one process. Machines that share a limit take from one count elsewhere, such as in a database: that is
 * another `RateLimit` with the same one function.
 *
 * @module RateLimit
 * @since 0.2.0
 */
import * as Cause from "effect/Cause"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Bucket from "./internal/rateLimit/bucket.js"

/**
 * A limit.
 *
 * @since 0.2.0
 * @category models
 */
export interface RateLimit {
  /**
   * Takes the right to start one call, and gives how long to wait before it starts, in ms. The right is used up, whether
   * the call starts or not. A limit that is counted elsewhere waits until it can count: nothing starts meanwhile.
   */
  readonly take: Effect.Effect<number>
}

/**
 * What a limit permits.
 *
 * @since 0.2.0
 * @category options
 */
export interface Options {
  /** How many calls per second, more than 0. */
  readonly perSecond: number
  /** How many calls may start at once after a pause, 1 or more. Default 1: calls start evenly. */
  readonly burst?: number
}

/**
 * Makes a limit that counts in memory. It dies if `perSecond` or `burst` is out of its range.
 *
 * @since 0.2.0
 * @category constructors
 */
export const make = ({ burst = 1, perSecond }: Options): Effect.Effect<RateLimit> =>
  Effect.suspend(() => {
    const interval = 1000 / perSecond
    if (!(interval > 0 && Number.isFinite(interval)) || !(burst >= 1)) {
      return Effect.die(new Cause.IllegalArgumentException("perSecond must be more than 0, and burst 1 or more"))
    }
    let due = -Infinity
    return Effect.succeed({
      take: Effect.map(Clock.currentTimeNanos, (nanos) => {
        const [waits, next] = Bucket.taken({ interval, burst }, due, Number(nanos) / 1e6)
        due = next
        return waits
      })
    })
  })
