/** Where the platform's clock stands, from the stamps that it takes and refuses: bounds, and no guess. */
import type { Bounds } from "./finding.js"

/** A stamp that was tried, with the moments by our clock, in Unix ms. */
export interface Tried {
  readonly stamp: number
  readonly sentAt: number
  readonly receivedAt: number
  /** Whether it was taken; a stamp that is refused is too late, or too old. */
  readonly taken: boolean
}

/** Bounds that hold nothing against anything. */
export const anything: Bounds = { from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY }

/** What lies within both. */
export const both = (one: Bounds, other: Bounds): Bounds => ({
  from: Math.max(one.from, other.from),
  to: Math.min(one.to, other.to)
})

/** How far bounds are apart. */
export const width = ({ from, to }: Bounds): number => to - from

/**
 * How many ms the platform's clock is ahead of ours, as far as stamps at its present tell: a stamp that is taken is not in
 * its future, and one that is refused is.
 */
export const aheadBy = (tried: ReadonlyArray<Tried>): Bounds =>
  tried.reduce(
    (known, { receivedAt, sentAt, stamp, taken }) =>
      both(known, taken ? { from: stamp - receivedAt, to: known.to } : { from: known.from, to: stamp - sentAt - 1 }),
    anything
  )

/** How old a stamp may be, in ms, as far as stamps of the past tell. */
export const oldest = (tried: ReadonlyArray<Tried>, ahead: Bounds): Bounds =>
  tried.reduce(
    (known, { receivedAt, sentAt, stamp, taken }) =>
      both(
        known,
        taken
          ? { from: sentAt + ahead.from - stamp, to: known.to }
          : { from: known.from, to: receivedAt + ahead.to - stamp - 1 }
      ),
    anything
  )
