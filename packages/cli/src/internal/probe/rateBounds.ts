/** The limit of requests, from those that were taken and refused: a bucket that fills evenly. Bounds, and no guess. */
import type { Bounds } from "./finding.js"

/** A request, with the moments by our clock, in Unix ms. */
export interface Sent {
  readonly from: number
  readonly to: number
  /** `unclear` if it may have been taken: its answer was lost. */
  readonly outcome: "taken" | "refused" | "unclear"
}

/** Some requests of which at least one was refused by the limit, and when at the most. */
export type Refusal = Bounds

/** What was seen. */
export interface Seen {
  /** Requests of ours that certainly count. */
  readonly taken: ReadonlyArray<Sent>
  /** All that may count: others that were sent before, and those whose answer was lost, too. */
  readonly perhaps: ReadonlyArray<Sent>
  readonly refusals: ReadonlyArray<Refusal>
}

/** A bucket that fits what was seen. */
export interface Bucket {
  /** How many requests it takes at once. */
  readonly burst: number
  /** How many per second. */
  readonly perSecond: Bounds
}

/** Our clock tells whole ms: what it says of a duration is off by less than this. */
const rounding = 1

/** The shortest time in which so many requests were taken, by their number less one. */
const shortest = (taken: ReadonlyArray<Sent>): ReadonlyArray<number> => {
  const byEnd = taken.toSorted((one, other) => one.to - other.to)
  const found: Array<number> = []
  for (const { from } of taken) {
    let count = 0
    for (const other of byEnd) {
      if (other.from < from) continue
      found[count] = Math.min(found[count] ?? Number.POSITIVE_INFINITY, other.to - from + rounding)
      count += 1
    }
  }
  return found
}

/** More than `burst` in some time need a rate. */
const least = (durations: ReadonlyArray<number>, burst: number): number =>
  durations.reduce((rate, millis, index) => Math.max(rate, ((index + 1 - burst) * 1000) / millis), 0)

/** A bucket that has just refused holds less than one: what it takes soon after, it has got meanwhile. */
const leastSince = (taken: ReadonlyArray<Sent>, { from, to }: Refusal): number =>
  taken
    .filter((one) => one.from > to)
    .toSorted((one, other) => one.to - other.to)
    .reduce((rate, one, index) => Math.max(rate, (index * 1000) / (one.to - from + rounding)), 0)

/** How many may count from each of some moments to a refusal, the moments at which requests ended. */
const countsUntil = (perhaps: ReadonlyArray<Sent>, { from, to }: Refusal): ReadonlyArray<readonly [number, number]> => {
  const ends = perhaps.filter((one) => one.from <= to).toSorted((one, other) => one.to - other.to)
  return ends.map((one, index) => [from - one.to - rounding, ends.length - index] as const)
}

/** A request is refused only if since some moment more were taken than the bucket held and got. */
const most = (counts: ReadonlyArray<readonly [number, number]>, burst: number): number =>
  counts.reduce((rate, [millis, count]) => {
    const over = count + 1 - burst
    if (over <= 0) return rate
    return millis <= 0 ? Number.POSITIVE_INFINITY : Math.max(rate, (over * 1000) / millis)
  }, 0)

/** Every bucket that fits, by how much it takes at once. */
export const bucketsFor = ({ perhaps, refusals, taken }: Seen): ReadonlyArray<Bucket> => {
  const durations = shortest(taken)
  const counts = refusals.map((refusal) => countsUntil(perhaps, refusal))
  const since = refusals.reduce((rate, refusal) => Math.max(rate, leastSince(taken, refusal)), 0)
  return Array.from({ length: perhaps.length + 1 }, (_, index) => index + 1).flatMap((burst) => {
    const from = Math.max(since, least(durations, burst))
    const to = counts.reduce((rate, each) => Math.min(rate, most(each, burst)), Number.POSITIVE_INFINITY)
    return from < to ? [{ burst, perSecond: { from, to } }] : []
  })
}

/** The bounds of all buckets that fit; none if none does. */
export const hullOf = (
  buckets: ReadonlyArray<Bucket>
): { readonly burst: Bounds; readonly perSecond: Bounds } | undefined =>
  buckets.length === 0
    ? undefined
    : {
        burst: {
          from: Math.min(...buckets.map(({ burst }) => burst)),
          to: Math.max(...buckets.map(({ burst }) => burst))
        },
        perSecond: {
          from: Math.min(...buckets.map(({ perSecond }) => perSecond.from)),
          to: Math.max(...buckets.map(({ perSecond }) => perSecond.to))
        }
      }

/** The only whole number within bounds; none if there are more, or none. */
export const onlyWhole = ({ from, to }: Bounds): number | undefined => {
  const whole = Math.max(1, Math.ceil(from))
  return whole <= to && whole + 1 > to ? whole : undefined
}
