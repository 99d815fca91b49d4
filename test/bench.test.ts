import { describe, expect, it } from "vitest"
import { report } from "../bench/src/time.js"

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
