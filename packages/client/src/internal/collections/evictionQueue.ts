/**
 * Things in the order in which they came. The oldest is taken first. A `Map` knows that order too, but looks for its
 * first entry past all entries that were deleted before it.
 */

/** The things that still count, oldest first. */
export interface EvictionQueue<A> {
  readonly add: (thing: A) => void
  /** Takes the oldest that still counts, if there is one. */
  readonly take: () => A | undefined
}

/** Makes room for about so many. Things that do not count any more are dropped now and then. */
export const make = <A>(capacity: number, counts: (thing: A) => boolean): EvictionQueue<A> => {
  let things: Array<A> = []
  let first = 0
  return {
    add: (thing) => {
      things.push(thing)
      if (things.length <= 2 * capacity) return
      things = things.slice(first).filter(counts)
      first = 0
    },
    take: () => {
      while (first < things.length) {
        const thing = things[first]
        first += 1
        if (thing !== undefined && counts(thing)) return thing
      }
      return undefined
    }
  }
}
