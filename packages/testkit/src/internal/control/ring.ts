/** The last so many items, numbered from 1, as a value. */
import * as Trie from "../collections/trie.js"

export interface Ring<A> {
  readonly capacity: number
  /** How many items there ever were, which is the number of the last one. */
  readonly count: number
  readonly items: Trie.Trie<A>
}

/** A ring without items. */
export const empty = <A>(capacity: number): Ring<A> => ({ capacity, count: 0, items: undefined })

/** The ring with one more item, of the next number. The oldest one goes if there is no place. */
export const add = <A>({ capacity, count, items }: Ring<A>, item: A): Ring<A> => ({
  capacity,
  count: count + 1,
  items: Trie.set(items, (count + 1) % capacity, item)
})

const has = <A>({ capacity, count }: Ring<A>, number: number): boolean => number <= count && number > count - capacity

/** The item of a number; none if it is gone, or there is none yet. */
export const get = <A>(ring: Ring<A>, number: number): A | undefined =>
  Number.isSafeInteger(number) && number > 0 && has(ring, number)
    ? Trie.get(ring.items, number % ring.capacity)
    : undefined

/** The ring with an item changed; as it is if that item is gone. */
export const change = <A>(ring: Ring<A>, number: number, f: (item: A) => A): Ring<A> => {
  const item = get(ring, number)
  return item === undefined ? ring : { ...ring, items: Trie.set(ring.items, number % ring.capacity, f(item)) }
}

/** The items that there are, the newest first. */
export function* newestFirst<A>(ring: Ring<A>): Iterable<A> {
  for (let number = ring.count; has(ring, number) && number > 0; number--) {
    const item = get(ring, number)
    if (item !== undefined) yield item
  }
}
