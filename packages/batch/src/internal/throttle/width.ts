/**
 * How many calls may be under way at once, and when the next one may start. Both follow from one number: one more as
 * long as all goes well, far fewer when the platform says that too many came.
 */

/** What is known about a width. Times are in ms of a clock that only goes forward. */
export interface Width {
  /** How many calls may be under way: a whole number from 1 to the most. */
  readonly value: number
  /** The calls in a row that went well since the value last changed. */
  readonly successes: number
  /** When the value last became smaller. */
  readonly slowedAt: number
  /** When a call was last refused. */
  readonly refusedAt: number
  /** When the next call may start. */
  readonly nextStart: number
}

const shrinkBy = 0.7
const shrinkAtMostEvery = 1000
const pacedFor = 60_000

/**
 * How often a place is used: four times a second. A width alone does not slow calls that are answered at once.
 *
 * Tried against platforms that let 30 to 500 calls through per second, answer after 0 to 500 ms, and meet one to three
 * throttles: these two numbers reach 87 % of what is permitted, with 20 % refused, at the worst. 100 ms for a place
 * let half of the calls be refused, and 500 ms keeps 64 places under 128 calls per second.
 */
const placeMillis = 250
const restMillis = 500

/** A width at the start. */
export const initial = (value: number): Width => ({
  value,
  successes: 0,
  slowedAt: -Infinity,
  refusedAt: -Infinity,
  nextStart: -Infinity
})

/** After a call that went well: one more for each width of successes. */
export const succeeded = (width: Width, max: number): Width =>
  width.successes + 1 < width.value
    ? { ...width, successes: width.successes + 1 }
    : { ...width, successes: 0, value: Math.min(max, width.value + 1) }

/**
 * After a call that was refused: 0.7 times as many, at most once a second, since refusals come together. The place of the
 * call rests for half a second.
 */
export const refused = (width: Width, now: number): Width => {
  const shrinks = now - width.slowedAt >= shrinkAtMostEvery
  const value = shrinks ? Math.max(1, Math.floor(width.value * shrinkBy)) : width.value
  return {
    value,
    successes: 0,
    slowedAt: shrinks ? now : width.slowedAt,
    refusedAt: now,
    nextStart: Math.max(now, width.nextStart) + restMillis / value
  }
}

/** After the most has changed. */
export const limited = (width: Width, max: number): Width =>
  width.value <= max ? width : { ...width, value: max, successes: 0 }

/**
 * A call that wants to start: how long it waits, in ms, and the width after it has started. It does not wait if no call
 * was refused in the last minute.
 */
export const started = (width: Width, now: number): readonly [waits: number, width: Width] => {
  if (now - width.refusedAt >= pacedFor) return [0, width]
  const start = Math.max(now, width.nextStart)
  return [start - now, { ...width, nextStart: start + placeMillis / width.value }]
}
