/** Which services of time answer at once, so that a call needs no deadline around them. */

const known = new WeakSet<object>()

/** Says that a service of ours answers at once. */
export const immediate = <Time extends object>(time: Time): Time => {
  known.add(time)
  return time
}

/** Whether a service answers at once. One that a user made may wait for anything. */
export const isImmediate = (time: object): boolean => known.has(time)
