/** A clock whose sleeps end at once and move it on: a prober and a simulator that share it wait for nothing. */
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"

/** A clock that begins at a time, in Unix ms. It is for programs that do one thing after the other. */
export const make = (startMillis: number): Clock.Clock => {
  let now = startMillis
  const nanos = () => BigInt(now) * 1_000_000n
  return {
    [Clock.ClockTypeId]: Clock.ClockTypeId,
    unsafeCurrentTimeMillis: () => now,
    unsafeCurrentTimeNanos: nanos,
    currentTimeMillis: Effect.sync(() => now),
    currentTimeNanos: Effect.sync(nanos),
    sleep: (duration) =>
      Effect.sync(() => {
        const millis = Duration.toMillis(duration)
        if (Number.isFinite(millis)) now += Math.max(0, Math.ceil(millis))
      })
  }
}
