import { execFile } from "node:child_process"
import { fileURLToPath } from "node:url"
import { promisify } from "node:util"
import { Effect, FastCheck, Schema } from "effect"
import { describe, expect, it } from "vitest"
import { figures, regressions } from "../bench/src/check.js"
import { ratio, rowOf } from "../bench/src/measure.js"
import { type Report, tables, toJson } from "../bench/src/report.js"
import { quantile, spread } from "../bench/src/statistics.js"
import { report } from "../bench/src/time.js"
import { bundled } from "../packages/testkit/test/support/bundled.js"

const options = { json: true, seed: 7, trials: 40 }
const lines = report(options).split("\n")

interface Rate {
  readonly scenario: string
  readonly candidate: string
  readonly first: number
  readonly later: number
}

interface Measured {
  readonly bench: string
  readonly seed: number
  readonly trials: number
  readonly rates: ReadonlyArray<Rate>
}

const { rates, ...run }: Measured = JSON.parse(lines.at(-1) ?? "")

/** The shares of calls after the first answer that are refused, by scenario. */
const later = (name: string) => rates.filter(({ candidate }) => candidate === name).map((rate) => rate.later)

describe("the bench of time", () => {
  it("ends with one JSON object: the trials, and a rate for each scenario and candidate", () => {
    expect(run).toEqual({ bench: "time", seed: 7, trials: 40 })
    expect(new Set(rates.map(({ candidate }) => candidate))).toEqual(
      new Set(["raw clock", "5 s back", "midpoint", "ours"])
    )
    expect(rates).toHaveLength(4 * new Set(rates.map(({ scenario }) => scenario)).size)
    for (const { first, later } of rates) {
      for (const rate of [first, later]) {
        expect(rate).toBeGreaterThanOrEqual(0)
        expect(rate).toBeLessThanOrEqual(1)
      }
    }
  })

  it("sees none of ours refused after the first answer, and raw clocks refused", () => {
    expect(later("ours")).toEqual([0, 0, 0, 0, 0])
    expect(Math.min(...later("raw clock"))).toBeGreaterThan(0)
  })

  it("has a table with a row a scenario, and no JSON where none is asked for", () => {
    const rows = lines.filter((line) => line.startsWith("| ")).length
    expect(rows).toBe(2 + 5)
    expect(report({ ...options, json: false }).split("\n")).toEqual(lines.slice(0, -1))
  })

  it("is the same in every run of a seed, and another with another", () => {
    expect(report(options)).toBe(lines.join("\n"))
    expect(report({ ...options, seed: 8 })).not.toBe(report(options).replace("seed 7", "seed 8"))
  })
})

const values = FastCheck.array(FastCheck.double({ min: 0, max: 1e6, noNaN: true }), { minLength: 1 })
const share = FastCheck.double({ min: 0, max: 1, noNaN: true })

describe("the statistics of the benches", () => {
  it("have quartiles around the median, all within the values", () => {
    FastCheck.assert(
      FastCheck.property(values, (all) => {
        const { high, low, median } = spread(all)
        expect(low).toBeGreaterThanOrEqual(Math.min(...all))
        expect(median).toBeGreaterThanOrEqual(low)
        expect(high).toBeGreaterThanOrEqual(median)
        expect(high).toBeLessThanOrEqual(Math.max(...all))
      })
    )
  })

  it("do not depend on the order of the values", () => {
    FastCheck.assert(
      FastCheck.property(values, share, (all, part) => {
        expect(quantile(all.toReversed(), part)).toBe(quantile(all, part))
      })
    )
  })

  it("have at least that share of the values at or below a quantile", () => {
    FastCheck.assert(
      FastCheck.property(values, share, (all, part) => {
        const bound = quantile(all, part)
        expect(all.filter((value) => value <= bound).length).toBeGreaterThanOrEqual(Math.floor(part * all.length))
      })
    )
  })

  it("are between two values in proportion", () => {
    expect(spread([4, 1, 3, 2])).toEqual({ low: 1.75, median: 2.5, high: 3.25 })
    expect(quantile([10, 20], 0.99)).toBeCloseTo(19.9)
  })
})

const lapOf = (cpuMicros: number) => ({ cpuMicros, callsPerSecond: 10, p50Micros: 1, p99Micros: 2 })
const rows = [rowOf("slow", [40, 20, 90].map(lapOf)), rowOf("fast", [10, 5, 8].map(lapOf))]

describe("a ratio", () => {
  it("is of the medians of the rounds", async () => {
    expect(await Effect.runPromise(ratio(rows, { of: "slow", to: "fast", atMost: 4 }))).toEqual({
      name: "slow / fast",
      value: 5,
      atMost: 4
    })
  })

  it("is of candidates that there are", async () => {
    const failure = await Effect.runPromise(Effect.flip(ratio(rows, { of: "slow", to: "none" })))
    expect(failure).toMatchObject({ _tag: "NoSuchCandidate", candidate: "none" })
  })
})

const found: Report = {
  bench: "some",
  sections: [{ title: "one at a time", rows }],
  ratios: [
    { name: "slow / fast", value: 5, atMost: 4 },
    { name: "fast / slow", value: 0.2 },
    { name: "other / another", value: 3, toldOnly: true }
  ],
  facts: [
    { name: "size", value: 10, unit: "KB", atMost: 12, slack: 1 },
    { name: "wait", value: 100, unit: "ms" }
  ]
}

const changed = (value: number, size: number): Report => ({
  ...found,
  ratios: [{ name: "slow / fast", value }, ...found.ratios.slice(1)],
  facts: [{ name: "size", value: size, unit: "KB", slack: 1 }]
})

describe("the report of a bench", () => {
  it("says of every target whether it is met", () => {
    expect(tables(found)).toContain("| slow / fast | 5.000 | ≤ 4 | **not met** |")
    expect(tables(found)).toContain("| size | 10.0 KB | ≤ 12 KB | met |")
    expect(JSON.parse(toJson(found))).toMatchObject({
      ratios: [{ met: false }, { name: "fast / slow", value: 0.2 }, { name: "other / another" }],
      facts: [{ met: true }, { name: "wait" }]
    })
  })
})

describe("the check against the baseline", () => {
  const baseline = figures([found])

  it("holds later runs to ratios of ours, and to what is the same on any machine", () => {
    expect(baseline).toEqual({ "some: slow / fast": 5, "some: fast / slow": 0.2, "some: size": 10 })
  })

  it("lets pass what is better, the same, or worse by up to a third and its slack", () => {
    for (const [value, size] of [
      [1, 1],
      [5, 10],
      [6.6, 14.3]
    ] as const) {
      expect(regressions([changed(value, size)], baseline)).toEqual([])
    }
  })

  it("finds what is worse by more", () => {
    expect(regressions([changed(6.7, 14.4)], baseline)).toEqual([
      "some: slow / fast: 6.70, was 5",
      "some: size: 14.4, was 10"
    ])
  })

  it("finds figures without a baseline, and a baseline of this bench without figures", () => {
    expect(regressions([{ ...found, facts: [] }], { ...baseline, "other: size": 1 })).toEqual([
      "some: size: is in the baseline and was not measured"
    ])
    expect(regressions([found], { "some: size": 10, "some: fast / slow": 0.2 })).toEqual([
      "some: slow / fast: is not in the baseline"
    ])
  })
})

const Spread = Schema.Struct({ low: Schema.Positive, median: Schema.Positive, high: Schema.Positive })

const Measured = Schema.Struct({
  bench: Schema.Literal("schema"),
  sections: Schema.Array(
    Schema.Struct({
      title: Schema.String,
      rows: Schema.Array(
        Schema.Struct({
          candidate: Schema.String,
          cpuMicros: Spread,
          callsPerSecond: Schema.Positive,
          p50Micros: Schema.Positive,
          p99Micros: Schema.Positive
        })
      )
    })
  ),
  ratios: Schema.Array(
    Schema.Struct({
      name: Schema.String,
      value: Schema.Positive,
      atMost: Schema.optional(Schema.Positive),
      met: Schema.optional(Schema.Boolean)
    })
  ),
  facts: Schema.Array(Schema.Unknown)
})

describe("a bench that measures", () => {
  it("ends with one JSON object: a row a candidate, and a ratio to its peer", async () => {
    const bench = new URL("../bench/", import.meta.url)
    const main = await bundled(fileURLToPath(new URL("src/main.ts", bench)), fileURLToPath(new URL(".tsbuild", bench)))
    const args = [main, "schema", "--rounds", "2", "--calls", "100", "--json"]
    const { stdout } = await promisify(execFile)(process.execPath, args)
    const measured = Schema.decodeSync(Schema.parseJson(Measured))(stdout.trim().split("\n").at(-1) ?? "")
    expect(measured.sections.flatMap(({ rows: all }) => all.map(({ candidate }) => candidate))).toEqual([
      "encode virtual, ours",
      "parse virtual, zod",
      "encode physical, ours",
      "parse physical, zod",
      "decode answer, ours",
      "parse answer, zod"
    ])
    expect(measured.ratios).toHaveLength(3)
    for (const { atMost, met, value } of measured.ratios) {
      expect(met).toBe(atMost === undefined ? undefined : value <= atMost)
    }
  })
})
