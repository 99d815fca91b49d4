/**
 * Cards in the order of their creation. To add one costs the same however long the log is, and a page of a span of time
 * is found by jumps, not by a scan. (Blocks of 32 in a list with skip pointers: Myers, "An applicative random-access
 * stack", 1983.)
 */

/** Some cards, the oldest first: their numbers in the order of all cards, and when they were created in Unix ms. */
interface Block {
  readonly sequences: ReadonlyArray<number>
  readonly times: ReadonlyArray<number>
}

/** A full block, and the older ones below it. */
interface Entry extends Block {
  /** How many blocks there are from here down. */
  readonly height: number
  /** The block before this one. */
  readonly next: Entry | undefined
  /** A block further down. The cards from this block to that one were created from `earliest` to `latest`. */
  readonly jump: Entry | undefined
  readonly earliest: number
  readonly latest: number
}

/** A log of cards. */
export interface Log {
  /** The newest cards, fewer than a full block. */
  readonly recent: Block
  /** The blocks before them. */
  readonly older: Entry | undefined
}

const blockSize = 32
const emptyBlock: Block = { sequences: [], times: [] }

/** A log without cards. */
export const empty: Log = { recent: emptyBlock, older: undefined }

const heightOf = (entry: Entry | undefined): number => entry?.height ?? 0

const stack = (next: Entry | undefined, { sequences, times }: Block): Entry => {
  const height = heightOf(next) + 1
  const earliest = Math.min(...times)
  const latest = Math.max(...times)
  const jump = next?.jump
  // Two jumps of equal width become one over both.
  return next === undefined || jump === undefined || next.height - jump.height !== jump.height - heightOf(jump.jump)
    ? { sequences, times, height, next, jump: next, earliest, latest }
    : {
        sequences,
        times,
        height,
        next,
        jump: jump.jump,
        earliest: Math.min(earliest, next.earliest, jump.earliest),
        latest: Math.max(latest, next.latest, jump.latest)
      }
}

/** The log with a card added. Its time may be before that of older ones: a server's clock can be set back. */
export const add = ({ older, recent }: Log, sequence: number, time: number): Log => {
  const block = { sequences: [...recent.sequences, sequence], times: [...recent.times, time] }
  return block.sequences.length < blockSize
    ? { recent: block, older }
    : { recent: emptyBlock, older: stack(older, block) }
}

/** Which cards are asked for. */
export interface Query {
  /** Created at this time or later, in Unix ms. */
  readonly from: number
  /** Created at this time or earlier, in Unix ms. */
  readonly to: number
  /** How many of the newest to leave out. */
  readonly skip: number
  /** How many to take after those. */
  readonly take: number
  /** What else is asked of a card; without it, pages are skipped by jumps too. */
  readonly accepts?: (sequence: number) => boolean
}

/** The sequence numbers of the cards asked for, the newest first. */
export const select = ({ older, recent }: Log, { accepts, from, skip, take, to }: Query): ReadonlyArray<number> => {
  const taken: Array<number> = []
  let left = skip
  const visit = ({ sequences, times }: Block): void => {
    for (let i = sequences.length - 1; i >= 0 && taken.length < take; i--) {
      const sequence = sequences[i] ?? 0
      const time = times[i] ?? 0
      if (time < from || time > to || accepts?.(sequence) === false) continue
      if (left === 0) taken.push(sequence)
      else left -= 1
    }
  }
  visit(recent)
  let entry = older
  while (entry !== undefined && taken.length < take) {
    const outside = entry.latest < from || entry.earliest > to
    const within = accepts === undefined && entry.earliest >= from && entry.latest <= to
    const count = blockSize * (entry.height - heightOf(entry.jump))
    if (outside || (within && count <= left)) {
      if (!outside) left -= count
      entry = entry.jump
    } else {
      visit(entry)
      entry = entry.next
    }
  }
  return taken
}
