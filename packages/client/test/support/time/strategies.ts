/** Ways to stamp: ours, and the wrong ones that are in use elsewhere and must be caught. */
import * as Bounds from "../../../src/internal/serverTime/bounds.js"
import type { Sighting, Strategy } from "./world.js"

/** The rules as `ServerTime` has them by default. */
export const rules: Bounds.Rules = { startDistanceMillis: 5_000, marginMillis: 5_500, driftPpm: 250, samples: 16 }

export const ours = (): Strategy => {
  let bounds = Bounds.initial
  return {
    stamp: (now) => Bounds.stamp(rules, bounds, now),
    observe: (sighting, now) => {
      bounds = Bounds.observe(rules, bounds, sighting, now)
    },
    refused: (stamp, sighting, now) => {
      bounds = Bounds.refused(rules, bounds, stamp, sighting, now)
    }
  }
}

/** Our own clock as it is. */
export const rawClock = (): Strategy => ({ stamp: (now) => now.wall, observe: () => {}, refused: () => {} })

/** A fixed distance behind our own clock. */
export const fiveSecondsBack = (): Strategy => ({
  stamp: (now) => now.wall - 5_000,
  observe: () => {},
  refused: () => {}
})

/** The usual correction: the server read its `Date` in the middle of the round trip. */
export const midpoint = (): Strategy => {
  let offset: number | undefined
  const learn = (sighting: Sighting) => {
    offset = sighting.date - (sighting.sent + sighting.received) / 2
  }
  return {
    stamp: (now) => (offset === undefined ? now.wall : now.monotonic + offset),
    observe: learn,
    refused: (_, sighting) => learn(sighting)
  }
}
