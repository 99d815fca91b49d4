/**
 * How often a timestamp is refused: ways to stamp, side by side, over the same simulated clocks and networks.
 *
 * A trial is a platform whose clock is off, and calls to it; the rates are of the calls after the first answer, and of
 * the first call.
 */
import { play, type World } from "../../packages/client/test/support/time/world.js"
import * as Strategies from "../../packages/client/test/support/time/strategies.js"

/** Numbers from 0 to 1, the same in every run (mulberry32). */
const randomFrom = (seed: number) => {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
}

type Random = () => number
const between = (random: Random, min: number, max: number) => min + random() * (max - min)
const normal = (random: Random, deviation: number) =>
  deviation * Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())

interface Scenario {
  readonly name: string
  readonly world: (random: Random) => Omit<World, "calls">
  readonly out: (random: Random) => number
  readonly back: (random: Random) => number
}

const sameRegion = (random: Random) => between(random, 0.5, 5)
const steady = { driftPpm: 0, lag: 0 }

const scenarios: ReadonlyArray<Scenario> = [
  {
    name: "NTP host, same region: off by N(0, 5 ms), 0.5-5 ms each way",
    world: (random) => ({ offset: normal(random, 5), ...steady }),
    out: sameRegion,
    back: sameRegion
  },
  {
    name: "host up to 3 s ahead, same region",
    world: (random) => ({ offset: -between(random, 0, 3_000), ...steady }),
    out: sameRegion,
    back: sameRegion
  },
  {
    name: "host up to 3 s ahead, asymmetric jitter: 1-50 ms out, 1-800 ms back",
    world: (random) => ({ offset: -between(random, 0, 3_000), ...steady }),
    out: (random) => between(random, 1, 50),
    back: (random) => between(random, 1, 800)
  },
  {
    name: "host up to 10 min off either way, 0-5 s each way, ±200 ppm",
    world: (random) => ({
      offset: between(random, -600_000, 600_000),
      driftPpm: between(random, -200, 200),
      lag: 0
    }),
    out: (random) => between(random, 0, 5_000),
    back: (random) => between(random, 0, 5_000)
  },
  {
    name: "the same, and the clock that checks up to 5 s behind the one that writes Date",
    world: (random) => ({
      offset: between(random, -600_000, 600_000),
      driftPpm: between(random, -200, 200),
      lag: between(random, 0, 5_000)
    }),
    out: (random) => between(random, 0, 5_000),
    back: (random) => between(random, 0, 5_000)
  }
]

const callsPerTrial = 4

const worldOf = (scenario: Scenario, random: Random): World => ({
  ...scenario.world(random),
  calls: Array.from({ length: callsPerTrial }, (_, index) => ({
    gap: index === 0 ? 0 : between(random, 11_000, 120_000),
    out: scenario.out(random),
    back: scenario.back(random)
  }))
})

const candidates = {
  "raw clock": Strategies.rawClock,
  "5 s back": Strategies.fiveSecondsBack,
  midpoint: Strategies.midpoint,
  ours: Strategies.ours
}

interface Rate {
  readonly scenario: string
  readonly candidate: string
  /** Share of first calls refused, 0 to 1. */
  readonly first: number
  /** Share of the calls after the first answer refused, 0 to 1. */
  readonly later: number
}

const share = (flags: ReadonlyArray<boolean>) => flags.filter(Boolean).length / flags.length

/** The rates of every candidate in every scenario; all candidates see the same trials. */
const measure = (trials: number, seed: number): ReadonlyArray<Rate> =>
  scenarios.flatMap((scenario) => {
    const random = randomFrom(seed)
    const worlds = Array.from({ length: trials }, () => worldOf(scenario, random))
    return Object.entries(candidates).map(([candidate, strategy]) => {
      const fates = worlds.flatMap((world) => play(world, strategy))
      return {
        scenario: scenario.name,
        candidate,
        first: share(fates.filter((fate) => !fate.sentAfterFirstAnswer).map((fate) => fate.refused)),
        later: share(fates.filter((fate) => fate.sentAfterFirstAnswer).map((fate) => fate.refused))
      }
    })
  })

const percent = (rate: number) => `${(100 * rate).toFixed(rate > 0 && rate < 0.001 ? 3 : 1)} %`

/** The rates as a table of Markdown. */
const table = (rates: ReadonlyArray<Rate>): string => {
  const names = Object.keys(candidates)
  const cell = (scenario: string, candidate: string) => {
    const rate = rates.find((row) => row.scenario === scenario && row.candidate === candidate)
    return rate === undefined ? "" : `${percent(rate.first)} / ${percent(rate.later)}`
  }
  return [
    `| refused: first call / calls after the first answer | ${names.join(" | ")} |`,
    `| --- |${names.map(() => " ---: |").join("")}`,
    ...scenarios.map(({ name }) => `| ${name} | ${names.map((candidate) => cell(name, candidate)).join(" | ")} |`)
  ].join("\n")
}

/** All that `pnpm bench time` prints: the table, and with `json` one JSON object on the last line. */
export const report = (options: { readonly json: boolean; readonly seed: number; readonly trials: number }): string => {
  const { json, seed, trials } = options
  const rates = measure(trials, seed)
  return [
    `${trials} trials a row, seed ${seed}\n\n${table(rates)}`,
    ...(json ? [JSON.stringify({ bench: "time", trials, seed, rates })] : [])
  ].join("\n")
}
