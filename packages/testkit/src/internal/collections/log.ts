/** Numbers in the order in which they were added, each with a time. To add one costs the same however long the log is. */

/** A log: its newest entry, and the log before it; `undefined` if it is empty. */
export type Log = Entry | undefined

interface Entry {
  readonly sequence: number
  /** In Unix ms. It may be before that of older entries: a server's clock can be set back. */
  readonly time: number
  readonly older: Log
}

/** A log without entries. */
export const empty: Log = undefined

/** The log with an entry added. */
export const add = (older: Log, sequence: number, time: number): Log => ({ sequence, time, older })

/** Which entries are asked for. */
export interface Query {
  /** Added at this time or later, in Unix ms. */
  readonly from: number
  /** Added at this time or earlier, in Unix ms. */
  readonly to: number
  /** How many of the newest to leave out. */
  readonly skip: number
  /** How many to take after those. */
  readonly take: number
  /** What else is asked of an entry. */
  readonly accepts?: (sequence: number) => boolean
}

/** The sequence numbers asked for, the newest first. */
export const select = (log: Log, { accepts, from, skip, take, to }: Query): ReadonlyArray<number> => {
  const taken: Array<number> = []
  let left = skip
  for (let entry = log; entry !== undefined && taken.length < take; entry = entry.older) {
    const { sequence, time } = entry
    if (time < from || time > to || accepts?.(sequence) === false) continue
    if (left === 0) taken.push(sequence)
    else left -= 1
  }
  return taken
}
