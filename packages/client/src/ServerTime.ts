/**
 * The time by the platform's clock, as far as its answers tell, and the timestamps that it takes.
 *
 * The platform refuses a `Timestamp` that is more than 60 s old or even 1 ms in its future (docs/api.md, Request
 * headers). So the stamp is not our best guess of its time but the earliest time that its clock can read, less the stamp margin.
 *
 * @module ServerTime
 * @since 0.1.0
 */
import * as Timestamp from "@effect-keysecure/schema/Timestamp"
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as FiberRef from "effect/FiberRef"
import * as Layer from "effect/Layer"
import * as Metric from "effect/Metric"
import * as Option from "effect/Option"
import * as ClockOffset from "./internal/serverTime/clockOffset.js"
import * as Hypotheses from "./internal/serverTime/hypotheses.js"
import { ageMillis, httpDates } from "./internal/serverTime/httpDates.js"
import { say } from "./internal/saying/say.js"
import { immediate } from "./internal/concurrency/immediate.js"
import { monotonicOf, readClocks } from "./internal/serverTime/readClocks.js"

export type { TimeSample } from "./internal/serverTime/clockOffset.js"

/**
 * The time by the platform's clock.
 *
 * @since 0.1.0
 * @category models
 */
export interface Service {
  /** The timestamp for a request that is sent now. Take it last, after any waiting. */
  readonly timestamp: Effect.Effect<Timestamp.Timestamp>
  /** Learns from an answer, whichever code it has. */
  readonly observe: (sample: ClockOffset.TimeSample) => Effect.Effect<void>
  /**
   * Learns from an answer that refused this timestamp (1005). If the answers say no other time than the timestamp had,
   * another hypothesis is tried: our own clock, a server that is behind or ahead of another, some way back or forward.
   */
  readonly rejected: (timestamp: Timestamp.Timestamp, sample: ClockOffset.TimeSample) => Effect.Effect<void>
  /** By how many ms the platform's clock is at least ahead of our own, as far as the answers tell. */
  readonly offset: Effect.Effect<Option.Option<number>>
  /**
   * The earliest that the platform's clock can read now, in Unix ms. Until it has learned, this is our own clock's
   * reading. If timestamps by `Date` are refused, it follows the hypothesis that serves instead.
   */
  readonly earliest: Effect.Effect<number>
  /**
   * The latest that the platform's clock can read now, in Unix ms. As long as no answer tells it, this is our own
   * clock's reading, or the earliest if that is later.
   */
  readonly latest: Effect.Effect<number>
}

/**
 * The time by the platform's clock, as a service.
 *
 * @since 0.1.0
 * @category tags
 */
export class ServerTime extends Context.Tag("@effect-keysecure/client/ServerTime")<ServerTime, Service>() {}

/**
 * How the time is kept.
 *
 * @since 0.1.0
 * @category models
 */
export interface Options {
  /**
   * How far behind our own clock to stamp before the first answer. Default 5 s: more than a host kept by NTP is ever
   * off, and far from the 60 s. A host that is further off loses one round trip, no call.
   */
  readonly startDistance?: Duration.DurationInput
  /**
   * How far behind the earliest bound to stamp. Default 5.5 s: 5 s for a clock that checks behind the one that writes
   * `Date` (several servers, a proxy that writes it), half a second for a server's clock that is being slewed.
   */
  readonly margin?: Duration.DurationInput
  /**
   * How fast our monotonic clock and the server's may part, in parts per million. Bounds are trusted less by so much as
   * they age. Default 250: NTP disciplines to 500 at the very worst and quartz is off by 100 at most, so two hosts part
   * by less than 200.
   */
  readonly driftPpm?: number
  /**
   * How many answers are remembered; the best of them serves. Default 16: enough that an answer with a short delay is
   * among them, few enough that a server's clock that was set is believed soon.
   */
  readonly samples?: number
}

const defaults = { startDistance: Duration.seconds(5), margin: Duration.millis(5500), driftPpm: 250, samples: 16 }

const rulesOf = (options: Options): ClockOffset.Rules => ({
  startDistanceMillis: Duration.toMillis(options.startDistance ?? defaults.startDistance),
  marginMillis: Duration.toMillis(options.margin ?? defaults.margin),
  driftPpm: options.driftPpm ?? defaults.driftPpm,
  samples: Math.max(1, Math.floor(options.samples ?? defaults.samples))
})

/**
 * The monotonic clock in ms, from an origin of its own. `TimeSample` is measured by it.
 *
 * @since 0.1.0
 * @category clock
 */
export const monotonic: Effect.Effect<number> = Clock.clockWith((clock) => Effect.succeed(monotonicOf(clock)))

const offsetGauge = Metric.gauge("keysecure_clock_offset_ms", {
  description: "The earliest that the platform's clock can read, less our own clock, in ms"
})

const hypothesisGauge = Metric.gauge("keysecure_clock_hypothesis", {
  description: "1 for the hypothesis about the platform's time in use, 0 for those that were given up"
})

const hypothesisGauges = Hypotheses.hypotheses.map(({ name }) => Metric.tagged(hypothesisGauge, "hypothesis", name))

const nameOf = (hypothesis: number): string => Hypotheses.hypotheses[hypothesis]?.name ?? "none"

const saidChanged = (before: number, now: number): Effect.Effect<void> =>
  say({
    event: "keysecure.clock_hypothesis_changed",
    attributes: { "keysecure.hypothesis": nameOf(now), "keysecure.hypothesis_before": nameOf(before) },
    level: "Info",
    line: `The platform refuses timestamps by the hypothesis ${nameOf(before)}. From now on ${nameOf(now)} is used.`
  })

const rejectedCounter = Metric.counter("keysecure_timestamps_refused", {
  description: "Timestamps that the platform refused (1005)",
  incremental: true
})

/**
 * Makes the service that learns from answers.
 *
 * @since 0.1.0
 * @category constructors
 */
export const make = (options: Options = {}): Effect.Effect<Service> =>
  Effect.sync((): Service => {
    const rules = rulesOf(options)
    // Read and written only between two steps of a fiber.
    let clockOffset = ClockOffset.initial
    let told: number | undefined

    const now = <A>(f: (clocks: ClockOffset.Clocks) => A): Effect.Effect<A> =>
      Clock.clockWith((clock) => Effect.succeed(f(readClocks(clock))))

    const learn = (
      f: (known: ClockOffset.ClockOffset, at: ClockOffset.Clocks) => ClockOffset.ClockOffset
    ): Effect.Effect<void> =>
      Effect.withFiberRuntime((fiber) => {
        const at = readClocks(Context.get(fiber.currentDefaultServices, Clock.Clock))
        const before = clockOffset.hypothesis
        clockOffset = f(clockOffset, at)
        const labels = fiber.getFiberRef(FiberRef.currentMetricLabels)
        const earliest = ClockOffset.earliest(rules, clockOffset, at)
        if (earliest !== undefined) offsetGauge.unsafeUpdate(earliest - at.wall, labels)
        const { hypothesis } = clockOffset
        if (hypothesis !== told) {
          if (told !== undefined) hypothesisGauges[told]?.unsafeUpdate(0, labels)
          hypothesisGauges[hypothesis]?.unsafeUpdate(1, labels)
          told = hypothesis
        }
        return hypothesis === before ? Effect.void : saidChanged(before, hypothesis)
      })

    return immediate({
      offset: now((at) =>
        Option.map(Option.fromNullable(ClockOffset.earliest(rules, clockOffset, at)), (earliest) => earliest - at.wall)
      ),
      timestamp: now((at) => Timestamp.clamp(Hypotheses.stamp(rules, clockOffset, at))),
      observe: (sample) => learn((known, at) => Hypotheses.observe(rules, known, sample, at)),
      rejected: (timestamp, sample) =>
        Effect.zipRight(
          Metric.increment(rejectedCounter),
          learn((known, at) => Hypotheses.rejected(rules, known, timestamp, sample, at))
        ),
      earliest: now((at) => Hypotheses.reading(rules, clockOffset, at).earliest),
      latest: now((at) => Hypotheses.reading(rules, clockOffset, at).latest)
    })
  })

/**
 * The time that the platform's answers tell.
 *
 * @since 0.1.0
 * @category layers
 */
export const layer = (options?: Options): Layer.Layer<ServerTime> => Layer.effect(ServerTime, make(options))

/**
 * Our own clock as it is, for a host whose clock is known never to be ahead of the platform's. A timestamp that is
 * 1 ms ahead is refused.
 *
 * @since 0.1.0
 * @category layers
 */
export const layerSystemClock: Layer.Layer<ServerTime> = Layer.succeed(
  ServerTime,
  immediate({
    timestamp: Effect.map(Clock.currentTimeMillis, Timestamp.clamp),
    observe: () => Effect.void,
    rejected: () => Metric.increment(rejectedCounter),
    offset: Effect.succeedNone,
    earliest: Clock.currentTimeMillis,
    latest: Clock.currentTimeMillis
  })
)

/** The headers of an answer, by their names in lower case. */
interface AnswerHeaders {
  readonly [name: string]: string | undefined
}

/**
 * The Unix ms of an answer's `Date`, if there is a sensible one: in a form of RFC 9110 or RFC 3339, in any case, with
 * any blanks, and of 13 digits. If there are several, it is the earliest. When the answer was written, the platform's
 * clock read at least that, however old the answer is (`Age`).
 *
 * @since 0.1.0
 * @category parsing
 */
export const dateOf = ({ date }: AnswerHeaders): number | undefined =>
  date === undefined ? undefined : httpDates(date)?.earliest

/**
 * The time that the headers of an answer tell, by the moments of the request and of the answer's headers, in ms of the
 * monotonic clock.
 *
 * @since 0.2.0
 * @category parsing
 */
export const sampleOf = (
  headers: AnswerHeaders,
  moments: Pick<ClockOffset.TimeSample, "stamped" | "sent" | "received">
): ClockOffset.TimeSample => {
  const { age, date } = headers
  const dates = date === undefined ? undefined : httpDates(date)
  return dates === undefined
    ? { ...moments, date: undefined }
    : { ...moments, date: dates.earliest, uncertainty: dates.latest - dates.earliest + ageMillis(age) }
}
