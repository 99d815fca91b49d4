/** What our clocks read at one moment. */
import type * as Clock from "effect/Clock"
import type { Reading } from "./bounds.js"

/** Monotonic time in ms, from an arbitrary origin. */
export const monotonicOf = (clock: Clock.Clock): number => Number(clock.unsafeCurrentTimeNanos()) / 1_000_000

/** Both clocks. */
export const readingOf = (clock: Clock.Clock): Reading => ({
  wall: clock.unsafeCurrentTimeMillis(),
  monotonic: monotonicOf(clock)
})
