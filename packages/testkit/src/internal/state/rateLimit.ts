/** The rule `rateLimit`: requests may come evenly, and some of them at once. One time tells how many. */

/**
 * How fast the requests of one merchant may come, get token and refused ones included.
 *
 * @since 0.2.0
 * @category models
 */
export interface RateLimit {
  /** How many requests per second, if they come without end. More than 0. */
  readonly perSecond: number
  /** How many requests may come at once after a pause. 1 or more. */
  readonly burst: number
}

/** Sums of intervals are not exact: at the times of today, each is off by up to an eighth of a microsecond. */
const roundingOf = (burst: number): number => 0.001 + burst * 0.00025

/** When the request after this one is due, given when this one was due; none if this one came too soon. */
export const dueAfter = ({ burst, perSecond }: RateLimit, wasDue: number, now: number): number | undefined => {
  const interval = 1000 / perSecond
  const most = (burst - 1) * interval + roundingOf(burst)
  // Further ahead than a full bucket is a clock that was set back.
  const due = wasDue - now > most + interval ? now : Math.max(wasDue, now)
  return due - now > most ? undefined : due + interval
}
