/**
 * The last changes by this process by compare-and-swap, by keys. A read that lags behind these writes never beats them.
 *
 * A read that shows an entry that this process replaced is stale, and gives the entry that it wrote last. Any other
 * value is another process's. It is believed, but not remembered, because the value of a later read may be older.
 */
import * as Option from "effect/Option"
import type { Equivalence } from "effect/Equivalence"

/** The memory of one key. */
export interface Written<Entry> {
  /** The entry that this process wrote last; none: it removed the entry. */
  readonly last: Option.Option<Entry>
  /** The entries that it replaced, in that order. */
  readonly replaced: ReadonlyArray<Option.Option<Entry>>
}

/**
 * How many entries of one key count as replaced. "No entry" always does: if it were taken for true, it would let a
 * second copy out.
 */
export const maxReplaced = 16

/** How many keys are remembered. Then the key that was written longest ago is forgotten. */
const maxKeys = 10_000

type Same<Entry> = Equivalence<Option.Option<Entry>>

/** The memory after a change. */
export const afterWrite = <Entry>(
  same: Same<Entry>,
  known: Written<Entry> | undefined,
  expected: Option.Option<Entry>,
  next: Option.Option<Entry>
): Written<Entry> => {
  const before = known === undefined ? [expected] : [...known.replaced, known.last, expected]
  const replaced = before.filter(
    (entry, index) => !same(entry, next) && !before.slice(index + 1).some((later) => same(later, entry))
  )
  return {
    last: next,
    replaced: [...replaced.filter(Option.isNone), ...replaced.filter(Option.isSome).slice(-maxReplaced)]
  }
}

/** The entry for which a read is taken. */
export const afterRead = <Entry>(
  same: Same<Entry>,
  known: Written<Entry> | undefined,
  seen: Option.Option<Entry>
): Option.Option<Entry> =>
  known !== undefined && known.replaced.some((entry) => same(entry, seen)) ? known.last : seen

/** A memory of changes. The changes of one key follow each other. */
export interface Memory<Entry> {
  readonly read: (key: string, seen: Option.Option<Entry>) => Option.Option<Entry>
  readonly wrote: (key: string, expected: Option.Option<Entry>, next: Option.Option<Entry>) => void
  /** A compare-and-swap said no. If the expected entry is the remembered one, another process has written since. */
  readonly rejected: (key: string, expected: Option.Option<Entry>) => void
}

/** A memory of at most so many keys. */
export const make = <Entry>(same: Same<Entry>, capacity = maxKeys): Memory<Entry> => {
  const known = new Map<string, Written<Entry>>()
  // One iterator for all time: it goes on with keys that come later, and passes no key that was deleted before.
  const oldestFirst = known.keys()
  return {
    read: (key, seen) => afterRead(same, known.get(key), seen),
    wrote: (key, expected, next) => {
      const written = afterWrite(same, known.get(key), expected, next)
      known.delete(key)
      known.set(key, written)
      const oldest = known.size > capacity ? oldestFirst.next() : undefined
      if (oldest?.done === false) known.delete(oldest.value)
    },
    rejected: (key, expected) => {
      const written = known.get(key)
      if (written !== undefined && same(written.last, expected)) known.delete(key)
    }
  }
}
