/** What many numbers come to. */
import { Array, Number } from "effect"

/** The middle of the values, and the quarters above and below which the rest lies. */
export interface Spread {
  readonly low: number
  readonly median: number
  readonly high: number
}

/** The value below which that share (0 to 1) of the values lies, between two of them in proportion. `NaN` of none. */
export const quantile = (values: ReadonlyArray<number>, share: number): number => {
  const sorted = Array.sort(values, Number.Order)
  const position = share * (sorted.length - 1)
  const below = sorted[Math.floor(position)] ?? globalThis.Number.NaN
  const above = sorted[Math.ceil(position)] ?? below
  return below + (above - below) * (position - Math.floor(position))
}

/** The middle value. */
export const median = (values: ReadonlyArray<number>): number => quantile(values, 0.5)

/** The median and quartiles. */
export const spread = (values: ReadonlyArray<number>): Spread => ({
  low: quantile(values, 0.25),
  median: median(values),
  high: quantile(values, 0.75)
})
