/** `pnpm bench simulator`: a card applied for in memory, as test suites do, by us and by others. */
import { Effect } from "effect"
import { buildPrograms } from "./children.js"
import { type Amount, measure, ratio, type Wanted } from "./measure.js"
import type { Report } from "./report.js"

/**
 * The candidates by name, and how many times as many calls they do, so that the rounds of all take about as long; the
 * program `simulator` knows how.
 */
const candidates = [
  { name: "MSW, fetch" },
  { name: "nock, fetch" },
  { name: "undici MockAgent, fetch" },
  { name: "applyForCard, in memory", times: 9 },
  { name: "the least in memory", times: 9 },
  { name: "the least in memory, no deadline", times: 20 },
  { name: "Simulation.transition", times: 60 }
]

const wanted: ReadonlyArray<Wanted> = [
  { of: "applyForCard, in memory", to: "MSW, fetch", atMost: 0.08 },
  { of: "the least in memory", to: "MSW, fetch", toldOnly: true },
  { of: "the least in memory, no deadline", to: "MSW, fetch", toldOnly: true },
  { of: "applyForCard, in memory", to: "the least in memory", toldOnly: true },
  { of: "Simulation.transition", to: "MSW, fetch", atMost: 0.02 },
  { of: "nock, fetch", to: "MSW, fetch", toldOnly: true },
  { of: "undici MockAgent, fetch", to: "MSW, fetch", toldOnly: true }
]

/** How much is measured unless asked otherwise. */
export const defaults: Amount = { rounds: 9, calls: 1_500 }

/** Measures. */
export const run = (amount: Amount) =>
  Effect.gen(function* () {
    const pathOf = yield* buildPrograms(["simulator"])
    const rows = yield* measure(
      "in memory",
      candidates.map((one) => ({ ...one, program: pathOf("simulator"), args: [one.name] })),
      amount
    )
    const ratios = yield* Effect.forEach(wanted, (one) => ratio(rows, one))
    return { bench: "simulator", sections: [{ title: "in memory", rows }], ratios, facts: [] } satisfies Report
  }).pipe(Effect.scoped)
