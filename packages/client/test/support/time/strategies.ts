/** Ways to stamp: ours, and the wrong ones that are in use elsewhere and must be caught. */
import * as ClockOffset from "../../../src/internal/serverTime/clockOffset.js"
import * as Hypotheses from "../../../src/internal/serverTime/hypotheses.js"
import type { TimeSample, Strategy } from "./world.js"

/** The rules as `ServerTime` has them by default. */
export const rules: ClockOffset.Rules = { startDistanceMillis: 5_000, marginMillis: 5_500, driftPpm: 250, samples: 16 }

export const ours = (): Strategy => {
  let bounds = ClockOffset.initial
  return {
    stamp: (now) => Hypotheses.stamp(rules, bounds, now),
    observe: (sample, now) => {
      bounds = Hypotheses.observe(rules, bounds, sample, now)
    },
    rejected: (stamp, sample, now) => {
      bounds = Hypotheses.rejected(rules, bounds, stamp, sample, now)
    }
  }
}

/** Our own clock as it is. */
export const rawClock = (): Strategy => ({ stamp: (now) => now.wall, observe: () => {}, rejected: () => {} })

/** A fixed distance behind our own clock. */
export const fiveSecondsBack = (): Strategy => ({
  stamp: (now) => now.wall - 5_000,
  observe: () => {},
  rejected: () => {}
})

/** The usual correction: the server read its `Date` in the middle of the round trip. */
export const midpoint = (): Strategy => {
  let offset: number | undefined
  const learn = (sample: TimeSample) => {
    offset = sample.date - (sample.sent + sample.received) / 2
  }
  return {
    stamp: (now) => (offset === undefined ? now.wall : now.monotonic + offset),
    observe: learn,
    rejected: (_, sample) => learn(sample)
  }
}
