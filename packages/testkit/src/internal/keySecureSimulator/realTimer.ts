/** A timer on real time, which every runtime has, and the libraries of types of this package lack. */

declare const setTimeout: (ring: () => void, millis: number) => number | { readonly unref: () => unknown }
declare const clearTimeout: (timer: unknown) => void

/** Rings once after a time in ms. The result of this function stops it. */
export type StartTimer = (ring: () => void, millis: number) => () => void

/** Starts a timer that does not keep the process alive. */
export const startTimer: StartTimer = (ring, millis) => {
  const timer = setTimeout(ring, millis)
  if (typeof timer === "object") timer.unref()
  return () => clearTimeout(timer)
}
