/** The last so many items, in a list that does not grow. */

export interface Ring<A> {
  readonly add: (item: A) => void
  /** Its items, the oldest first. */
  readonly toArray: () => ReadonlyArray<A>
}

/** An empty ring for so many items. */
export const makeRing = <A>(capacity: number): Ring<A> => {
  const items: Array<A> = []
  let next = 0
  return {
    add: (item) => {
      if (capacity < 1) return
      items[next] = item
      next = (next + 1) % capacity
    },
    toArray: () => (items.length < capacity ? items.slice() : [...items.slice(next), ...items.slice(0, next)])
  }
}
