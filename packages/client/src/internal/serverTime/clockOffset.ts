/**
 * The bounds that the answers tell: two bounds of the distance between the server's clock and our monotonic clock.
 * Pure; `ServerTime` is the service around it.
 *
 * An answer that carries `Date: D`, whose request was sent at `s` and which arrived at `r` (ours, monotonic), was
 * stamped somewhere between `s` and `r` by a server's clock that read D or up to a second more. So the distance
 * (server − ours) is at least `D − r` and less than `D + 1 s − s`. Both hold whatever the delays were, and however
 * unequal; the midpoint of a round trip holds only if they were equal. An answer that a cache has kept was stamped before
 * `s`: then only the latest bound moves, by its `Age`.
 */

/** The options by which the bounds are kept. All in ms but `driftPpm`. */
export interface Rules {
  readonly startDistanceMillis: number
  readonly marginMillis: number
  readonly driftPpm: number
  readonly samples: number
}

/** Our clocks at one moment, in ms: Unix time, and monotonic time from an arbitrary origin. */
export interface Clocks {
  readonly wall: number
  readonly monotonic: number
}

/**
 * The facts that one answer tells of the time.
 *
 * @since 0.1.0
 * @category models
 */
export interface TimeSample {
  /** When the request was handed over, in ms of the monotonic clock. */
  readonly sent: number
  /**
   * When the request's timestamp was taken, in ms of the monotonic clock. Default: when it was sent.
   *
   * @since 0.2.0
   */
  readonly stamped?: number
  /** When the answer's headers arrived, in ms of the monotonic clock. */
  readonly received: number
  /**
   * The answer's `Date` in Unix ms, the earliest if there are several; `undefined` if it had none, or no sensible one.
   */
  readonly date: number | undefined
  /**
   * By how many ms more than the journey the platform's clock may have gone on since it read `date`: because the answer
   * has an `Age`, or other dates that are later. Default 0.
   *
   * @since 0.2.0
   */
  readonly uncertainty?: number
}

/** The facts that one answer tells of the distance (server − ours), in ms, and when it was received. */
interface Bounds {
  readonly at: number
  readonly earliest: number
  readonly latest: number
}

/** The knowledge, and the hypothesis by which the time is told (`hypotheses`). */
export interface ClockOffset {
  /** The samples, newest first. */
  readonly samples: ReadonlyArray<Bounds>
  /** Older samples that the newest ones contradict: of another server, or of a clock that was set since. */
  readonly others: ReadonlyArray<Bounds>
  /** Wall minus monotonic time at the newest sample. */
  readonly wallMinusMonotonic: number
  readonly hypothesis: number
  /**
   * The distances of timestamps from the monotonic clock that were refused since the last answer that was not a 1005.
   */
  readonly refuted: ReadonlyArray<number>
  /** How many of them were refused under the present hypothesis. */
  readonly tried: number
}

/** Nothing learned. */
export const initial: ClockOffset = {
  samples: [],
  others: [],
  wallMinusMonotonic: 0,
  hypothesis: 0,
  refuted: [],
  tried: 0
}

/**
 * If wall and monotonic time part by more than this, the machine slept or a clock was set: 5 s, because slewing stays
 * below it.
 */
const clockJumpMillis = 5_000

const aged = (rules: Rules, bounds: Bounds, now: number): number =>
  (Math.abs(now - bounds.at) * rules.driftPpm) / 1_000_000

/** By how much the server's clock is at least ahead of the monotonic clock, by some samples. */
export const earliestOffset = (rules: Rules, samples: ReadonlyArray<Bounds>, now: number): number =>
  samples.reduce((best, bounds) => Math.max(best, bounds.earliest - aged(rules, bounds, now)), -Infinity)

/** By how much at most. */
export const latestOffset = (rules: Rules, samples: ReadonlyArray<Bounds>, now: number): number =>
  samples.reduce((best, bounds) => Math.min(best, bounds.latest + aged(rules, bounds, now)), Infinity)

/** Forgets the samples if our own clocks have parted since the newest of them. */
export const settled = (offset: ClockOffset, now: Clocks): ClockOffset =>
  offset.samples.length > 0 && Math.abs(now.wall - now.monotonic - offset.wallMinusMonotonic) > clockJumpMillis
    ? { ...offset, samples: [], others: [] }
    : offset

/** The earliest that the server's clock can read now (Unix ms), if anything was learned. */
export const earliest = (rules: Rules, offset: ClockOffset, now: Clocks): number | undefined => {
  const { samples } = settled(offset, now)
  return samples.length === 0 ? undefined : now.monotonic + earliestOffset(rules, samples, now.monotonic)
}

/** The latest that the server's clock can read now (Unix ms), if anything was learned. */
export const latest = (rules: Rules, offset: ClockOffset, now: Clocks): number | undefined => {
  const { samples } = settled(offset, now)
  const offsetNow = latestOffset(rules, samples, now.monotonic)
  return Number.isFinite(offsetNow) ? now.monotonic + offsetNow : undefined
}

const boundsOf = (sample: TimeSample): Bounds | undefined =>
  sample.date === undefined
    ? undefined
    : {
        at: sample.received,
        earliest: sample.date - sample.received,
        latest: sample.date + 1000 + (sample.uncertainty ?? 0) - sample.sent
      }

/** Whether a sample and others cannot all be of one clock. */
const contradicts = (rules: Rules, known: ReadonlyArray<Bounds>, bounds: Bounds): boolean =>
  bounds.latest < earliestOffset(rules, known, bounds.at) || bounds.earliest > latestOffset(rules, known, bounds.at)

/**
 * Learns from an answer, whichever code it has. A sample that contradicts the others tells of a server's clock that was
 * set, or of another server. It replaces them, or joins those that were replaced before.
 */
export const learn = (rules: Rules, offset: ClockOffset, sample: TimeSample, now: Clocks): ClockOffset => {
  const bounds = boundsOf(sample)
  if (bounds === undefined) return offset
  const { others, samples } = settled(offset, now)
  const added = (known: ReadonlyArray<Bounds>) => [bounds, ...known.slice(0, rules.samples - 1)]
  const isOfOthers = others.length > 0 && !contradicts(rules, others, bounds)
  const learned = contradicts(rules, samples, bounds)
    ? { samples: isOfOthers ? added(others) : [bounds], others: samples }
    : { samples: added(samples), others }
  return { ...offset, ...learned, wallMinusMonotonic: now.wall - now.monotonic }
}
