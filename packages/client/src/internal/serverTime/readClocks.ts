/** The readings of our clocks at one moment. */
import type * as Clock from "effect/Clock"
import type { Clocks } from "./clockOffset.js"

/** Monotonic time in ms, from an arbitrary origin. */
export const monotonicOf = (clock: Clock.Clock): number => Number(clock.unsafeCurrentTimeNanos()) / 1_000_000

/** Both clocks. */
export const readClocks = (clock: Clock.Clock): Clocks => ({
  wall: clock.unsafeCurrentTimeMillis(),
  monotonic: monotonicOf(clock)
})
