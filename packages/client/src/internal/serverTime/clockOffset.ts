/**
 * What the answers tell of the server's clock: two bounds of its distance from our monotonic clock. Pure; `ServerTime`
 * is the service around it.
 *
 * An answer that carries `Date: D`, whose request was sent at `s` and which arrived at `r` (ours, monotonic), was
 * stamped somewhere between `s` and `r` by a server's clock that read D or up to a second more. So the distance
 * (server − ours) is at least `D − r` and less than `D + 1 s − s`. Both hold whatever the delays were, and however
 * unequal; the midpoint of a round trip holds only if they were equal. An answer that a cache has kept was stamped before
 * `s`: then only the latest bound moves, by its `Age`.
 */

/** What the bounds are kept by. All in ms but `driftPpm`. */
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
 * What one answer tells of the time.
 *
 * @since 0.1.0
 * @category models
 */
export interface TimeSample {
  /** When the request was handed over, in ms of the monotonic clock. */
  readonly sent: number
  /** When the answer's headers arrived, in ms of the monotonic clock. */
  readonly received: number
  /** The answer's `Date` in Unix ms, of several the earliest; `undefined` when it had none, or made no sense. */
  readonly date: number | undefined
  /**
   * By how many ms more than the journey the platform's clock may have gone on since it read `date`: because the answer
   * has an `Age`, or other dates that are later. Default 0.
   *
   * @since 0.2.0
   */
  readonly uncertainty?: number
}

/** What one answer tells of the distance (server − ours), in ms, and when it was received. */
interface Bounds {
  readonly at: number
  readonly earliest: number
  readonly latest: number
}

/** The samples, newest first; what wall minus monotonic time was at the newest; how far back refusals have sent us. */
export interface ClockOffset {
  readonly samples: ReadonlyArray<Bounds>
  readonly wallMinusMonotonic: number
  readonly stepBack: number
  readonly steppedAt: number
}

/** Nothing learned. */
export const initial: ClockOffset = { samples: [], wallMinusMonotonic: 0, stepBack: 0, steppedAt: -Infinity }

/** Wall and monotonic time that part by more than this tell of a sleep or a set clock: 5 s, as slewing stays below it. */
const clockJumpMillis = 5_000

/** A refusal in spite of a bound sends us back by this much … */
const stepBackMillis = 10_000

/** … and by this much at most: with the margin and a slow network the stamp stays inside the 60 s. */
const maxStepBackMillis = 40_000

/** How old a stamp may look by the answer's `Date` and still not have been refused for its age. */
const surelyYoungMillis = 59_000

const aged = (rules: Rules, bounds: Bounds, now: number): number =>
  (Math.abs(now - bounds.at) * rules.driftPpm) / 1_000_000

const earliestOffset = (rules: Rules, samples: ReadonlyArray<Bounds>, now: number): number =>
  samples.reduce((best, bounds) => Math.max(best, bounds.earliest - aged(rules, bounds, now)), -Infinity)

const latestOffset = (rules: Rules, samples: ReadonlyArray<Bounds>, now: number): number =>
  samples.reduce((best, bounds) => Math.min(best, bounds.latest + aged(rules, bounds, now)), Infinity)

/** Forgets the samples if our own clocks have parted since the newest of them. */
const settled = (offset: ClockOffset, now: Clocks): ClockOffset =>
  offset.samples.length > 0 && Math.abs(now.wall - now.monotonic - offset.wallMinusMonotonic) > clockJumpMillis
    ? { ...offset, samples: [] }
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

/** The stamp for a request that is sent now: behind the earliest bound by the margin, or behind our own clock. */
export const stamp = (rules: Rules, offset: ClockOffset, now: Clocks): number => {
  const server = earliest(rules, offset, now)
  const base = server === undefined ? now.wall - rules.startDistanceMillis : server - rules.marginMillis
  return base - offset.stepBack
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

/** Learns from an answer. A sample that contradicts the others tells of a stepped server clock: it replaces them. */
export const observe = (rules: Rules, offset: ClockOffset, sample: TimeSample, now: Clocks): ClockOffset => {
  const bounds = boundsOf(sample)
  if (bounds === undefined) return offset
  const known = settled(offset, now).samples
  const contradicted = contradicts(rules, known, bounds)
  const anew = contradicted || known.length < offset.samples.length
  return {
    samples: [bounds, ...(contradicted ? [] : known.slice(0, rules.samples - 1))],
    wallMinusMonotonic: now.wall - now.monotonic,
    // What was learned of the clock that checks goes with what was learned of the one that writes.
    stepBack: anew ? 0 : offset.stepBack,
    steppedAt: anew ? now.monotonic : offset.steppedAt
  }
}

/**
 * Whether a stamp that was refused obeyed the bound that was known, which the answer does not contradict, and was not too
 * old: then the clock that checks is behind the one that writes `Date`. A stamp from before the bound was known says
 * nothing of it.
 */
const inSpiteOfBound = (rules: Rules, offset: ClockOffset, stamp: number, sample: TimeSample, now: Clocks): boolean => {
  const { samples } = settled(offset, now)
  const bounds = boundsOf(sample)
  if (bounds === undefined || sample.date === undefined || samples.length === 0) return false
  const { date, sent } = sample
  const obeyed = sent + earliestOffset(rules, samples, sent) - rules.marginMillis - offset.stepBack
  return stamp <= obeyed && date + 1000 - stamp <= surelyYoungMillis && !contradicts(rules, samples, bounds)
}

/**
 * Learns from a 1005, and steps back, once for all calls that were under way, if it came in spite of a bound that the
 * answer does not contradict. Without a `Date` there is nothing to learn but to try another distance: further back, and
 * at the end of that from the start again.
 */
export const rejected = (
  rules: Rules,
  offset: ClockOffset,
  stamp: number,
  sample: TimeSample,
  now: Clocks
): ClockOffset => {
  const learned = observe(rules, offset, sample, now)
  if (sample.sent < learned.steppedAt) return learned
  const further = offset.stepBack + stepBackMillis
  if (sample.date === undefined) {
    return { ...learned, stepBack: further > maxStepBackMillis ? 0 : further, steppedAt: now.monotonic }
  }
  return inSpiteOfBound(rules, offset, stamp, sample, now)
    ? { ...learned, stepBack: Math.min(maxStepBackMillis, further), steppedAt: now.monotonic }
    : learned
}
