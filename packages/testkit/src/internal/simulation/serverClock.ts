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
  /** How many ms it is ahead of the caller's now. */
  readonly ahead: (callerMillis: number) => number
  /** Lets it read a time now. If it stands, it stands there. */
  readonly set: (callerMillis: number, serverMillis: number) => void
  /** Lets it stand still at what it reads. */
  readonly stop: (callerMillis: number) => void
  /** Lets it go on from what it reads. */
  readonly go: (callerMillis: number) => void
  readonly isStopped: () => boolean
  /** Lets it run as it did at the start. */
  readonly reset: () => void
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
  let stoppedAt: number | undefined
  const running = (callerMillis: number): number => {
    const now = moved(callerMillis)
    return Math.floor(now + skew + ((now - start) * driftPpm) / million)
  }
  const at = (callerMillis: number): number => stoppedAt ?? running(callerMillis)
  const set = (callerMillis: number, serverMillis: number): void => {
    skew += serverMillis - running(callerMillis)
    if (stoppedAt !== undefined) stoppedAt = serverMillis
  }
  return {
    at,
    setSkew: (millis) => {
      skew = millis
    },
    ahead: (callerMillis) => at(callerMillis) - moved(callerMillis),
    set,
    stop: (callerMillis) => {
      stoppedAt = at(callerMillis)
    },
    go: (callerMillis) => {
      set(callerMillis, at(callerMillis))
      stoppedAt = undefined
    },
    isStopped: () => stoppedAt !== undefined,
    reset: () => {
      skew = skewMillis
      stoppedAt = undefined
    }
  }
}
