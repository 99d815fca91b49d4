/** The server's clock: the caller's, moved to the time that a test wants. */

/** How the server's clock differs from the caller's. */
export interface ClockOptions {
  readonly epochMillis: number | undefined
  readonly skewMillis: number
  readonly driftPpm: number
}

/** A clock that is read with the caller's time. */
export interface ServerClock {
  /** The server's time in Unix ms, when the caller's clock reads so many. */
  readonly at: (callerMillis: number) => number
  readonly setSkew: (millis: number) => void
}

/** 2001-09-09: a clock that reads earlier was never set, as that of a test. */
const plausible = 1_000_000_000_000

/** 2026-01-01T00:00:00Z: the start of the clock of a test that never sets it. */
export const testEpoch = 1_767_225_600_000

const million = 1_000_000

/** The server's clock of a layer that is built when the caller's reads `builtAt`. */
export const makeServerClock = (builtAt: number, { driftPpm, epochMillis, skewMillis }: ClockOptions): ServerClock => {
  const moved = (millis: number): number => millis + (epochMillis ?? (millis >= plausible ? 0 : testEpoch))
  const start = moved(builtAt)
  let skew = skewMillis
  return {
    at: (callerMillis) => {
      const now = moved(callerMillis)
      return Math.floor(now + skew + ((now - start) * driftPpm) / million)
    },
    setSkew: (millis) => {
      skew = millis
    }
  }
}
