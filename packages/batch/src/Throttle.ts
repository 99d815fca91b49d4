/**
 * How many calls are under way at once, found by trying: one more as long as all goes well, far fewer when the platform
 * says that too many came (1009). Each process has its own, and they come to share what the platform permits.
 *
 * @module Throttle
 * @since 0.2.0
 */
import { ErrorCode } from "@effect-keysecure/schema"
import * as Cause from "effect/Cause"
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Layer from "effect/Layer"
import * as Metric from "effect/Metric"
import * as Option from "effect/Option"
import * as Predicate from "effect/Predicate"
import * as Gate from "./internal/throttle/gate.js"
import * as Width from "./internal/throttle/width.js"
import type { RateLimit } from "./RateLimit.js"

/**
 * How a throttle works. All of it may be changed while it runs.
 *
 * @since 0.2.0
 * @category options
 */
export interface Options {
  /** The most calls that are under way at once, a whole number from 1. Default 64. */
  readonly maxWidth?: number
  /** How many calls may start per second. Default `"none"`: no limit but what is found by trying. */
  readonly rateLimit?: RateLimit | "none"
}

/**
 * A throttle.
 *
 * @since 0.2.0
 * @category models
 */
export interface Service {
  /**
   * Makes a call as soon as it may start. Calls start in the order in which they came. A call that waits may be interrupted,
   * and the next takes its place.
   *
   * `isRefused` says which failures mean that too many calls came; by default it is 1009 (`isTooManyRequests`). Such a
   * call fails as it failed: the caller decides when to make it again. Let the client not make it again by itself
   * (`RetryPolicy.never`), or the throttle does not learn of it. Other failures change nothing.
   */
  readonly run: <A, E, R>(call: Effect.Effect<A, E, R>, isRefused?: (error: E) => boolean) => Effect.Effect<A, E, R>
  /** How many calls may be under way now. */
  readonly width: Effect.Effect<number>
  /**
   * Changes the options that are given, from the next call on. Calls that are under way go on. It dies if `maxWidth` is out
   * of its range.
   */
  readonly change: (options: Options) => Effect.Effect<void>
}

/**
 * A throttle, as a service.
 *
 * @since 0.2.0
 * @category tags
 */
export class Throttle extends Context.Tag("@effect-keysecure/batch/Throttle")<Throttle, Service>() {}

/**
 * How many calls may be under way at the start: 8.
 *
 * @since 0.2.0
 * @category constants
 */
export const startWidth = 8

/**
 * How many calls may be under way at most, by default: 64.
 *
 * @since 0.2.0
 * @category constants
 */
export const defaultMaxWidth = 64

/**
 * Whether a call failed because too many came (1009).
 *
 * @since 0.2.0
 * @category guards
 */
export const isTooManyRequests: (error: unknown) => boolean = Predicate.isTagged(ErrorCode.table[1009].tag)

const widthGauge = Metric.gauge("keysecure_batch_width", {
  description: "Calls that may be under way at once"
})

const rejections = Metric.counter("keysecure_batch_rejections", {
  description: "Calls that were refused because too many came",
  incremental: true
})

const nowMillis = Effect.map(Clock.currentTimeNanos, (nanos) => Number(nanos) / 1e6)

const checkedWidth = (max: number): Effect.Effect<number> =>
  max >= 1 && Number.isInteger(max)
    ? Effect.succeed(max)
    : Effect.die(new Cause.IllegalArgumentException("maxWidth must be a whole number from 1"))

/**
 * Makes a throttle. It dies if `maxWidth` is out of its range.
 *
 * The width starts at 8. It grows by one for each width of calls in a row that went well. A refusal makes it 0.7 times as
 * much, at most once a second. Until a minute has gone by without a refusal, a place is used at most four times a second:
 * that is what slows calls which are answered at once. So a throttle that is refused now and then makes at most four times
 * `maxWidth` calls per second.
 *
 * It cannot find a limit of fewer than some 20 calls per second well: give a `rateLimit` there.
 *
 * @since 0.2.0
 * @category constructors
 */
export const make = (options: Options = {}): Effect.Effect<Service> =>
  Effect.gen(function* () {
    let max = yield* checkedWidth(options.maxWidth ?? defaultMaxWidth)
    let rateLimit = options.rateLimit ?? "none"
    let width = Width.limited(Width.initial(startWidth), max)
    const gate = Gate.make(() => width.value)

    const become = (next: Width.Width): Effect.Effect<void> => {
      width = next
      gate.admit()
      return Metric.set(widthGauge, next.value)
    }

    const start = Effect.gen(function* () {
      const [waits, next] = Width.started(width, yield* nowMillis)
      width = next
      if (waits > 0) yield* Effect.sleep(waits)
      const capped = rateLimit === "none" ? 0 : yield* rateLimit.take
      if (capped > 0) yield* Effect.sleep(capped)
    })

    const wentWell = Effect.suspend(() => become(Width.succeeded(width, max)))
    const refused = Effect.zipRight(
      Metric.increment(rejections),
      Effect.flatMap(nowMillis, (now) => become(Width.refused(width, now)))
    )

    yield* become(width)
    return {
      run: (call, isRefused = isTooManyRequests) =>
        gate.within(
          Effect.zipRight(
            start,
            Effect.onExit(call, (exit) =>
              Exit.match(exit, {
                onSuccess: () => wentWell,
                onFailure: (cause) => (Option.exists(Cause.failureOption(cause), isRefused) ? refused : Effect.void)
              })
            )
          )
        ),
      width: Effect.sync(() => width.value),
      change: (changed) =>
        Effect.flatMap(checkedWidth(changed.maxWidth ?? max), (checked) => {
          max = checked
          rateLimit = changed.rateLimit ?? rateLimit
          return become(Width.limited(width, max))
        })
    }
  })

/**
 * A throttle of a layer's own; see `make`.
 *
 * @since 0.2.0
 * @category layers
 */
export const layer = (options: Options = {}): Layer.Layer<Throttle> => Layer.effect(Throttle, make(options))
