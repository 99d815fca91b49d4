/**
 * What answers at once, so that it needs no deadline around it: our own services in memory, and functions over them. A
 * service that a user made may wait for anything.
 */
const known = new WeakSet<object>()

/** Says that all effects of a service, or of a function, end at once. */
export const immediate = <A extends object>(one: A): A => {
  known.add(one)
  return one
}

/** Whether all its effects end at once. */
export const isImmediate = (one: object): boolean => known.has(one)
