/** How many calls may be under way at once: one more as long as all goes well, far fewer when the platform says no. */

/** What is known about a width. */
export interface Width {
  /** How many calls may be under way: from 1 to the most. */
  readonly value: number
  /** The calls that have succeeded since the value last changed. */
  readonly successes: number
  /** When the value last became smaller, in ms of a clock that only goes forward. */
  readonly slowedAt: number
}

/** A width at the start. */
export const initial = (value: number): Width => ({ value, successes: 0, slowedAt: -Infinity })

/** After a call that was not refused: one more for each width of successes. */
export const succeeded = (width: Width, max: number): Width =>
  width.successes + 1 < width.value
    ? { ...width, successes: width.successes + 1 }
    : { ...width, successes: 0, value: Math.min(max, width.value + 1) }

const shrinkBy = 0.7
const shrinkAtMostEvery = 1000

/** After a call that was refused: 0.7 times as many, at most once a second, since refusals come together. */
export const refused = (width: Width, now: number): Width =>
  now - width.slowedAt < shrinkAtMostEvery
    ? { ...width, successes: 0 }
    : { value: Math.max(1, Math.floor(width.value * shrinkBy)), successes: 0, slowedAt: now }

/** After the most has changed. */
export const limited = (width: Width, max: number): Width =>
  width.value <= max ? width : { ...width, value: max, successes: 0 }
