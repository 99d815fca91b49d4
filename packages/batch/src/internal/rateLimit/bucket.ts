/** A bucket of calls that fills evenly. One time tells how full it is. */

/** How fast it fills, in ms for a call, and how many calls it holds. */
export interface Bucket {
  readonly interval: number
  readonly burst: number
}

/** A call that is taken, given when the next one is due: how long it waits, in ms, and when the one after it is due. */
export const taken = ({ burst, interval }: Bucket, due: number, now: number): readonly [waits: number, due: number] => {
  const from = Math.max(due, now)
  return [Math.max(0, from - now - (burst - 1) * interval), from + interval]
}
