/** `pnpm bench client`: a card applied for over loopback HTTP, by us and by others. */
import { Effect } from "effect"
import { buildPrograms, start } from "./children.js"
import { type Amount, measure, ratio, type Wanted } from "./measure.js"
import type { Report } from "./report.js"

/** The candidates by name; the program `client` knows how each applies. */
const candidates = [
  "fetch + zod",
  "undici.request + zod",
  "stripe-node",
  "lithic-node",
  "applyForCard, undici",
  "applyForCard, lean transport",
  "applyForCard, undici, spans",
  "applyForCard, fetch",
  "issue, undici"
]

const wanted = (applying: number, lean: number): ReadonlyArray<Wanted> => [
  { of: "applyForCard, undici", to: "fetch + zod", atMost: applying },
  { of: "applyForCard, lean transport", to: "stripe-node", atMost: lean },
  { of: "undici.request + zod", to: "fetch + zod", toldOnly: true },
  { of: "stripe-node", to: "fetch + zod", toldOnly: true },
  { of: "lithic-node", to: "fetch + zod", toldOnly: true },
  { of: "applyForCard, fetch", to: "fetch + zod" },
  // What stripe-node costs at 64 at a time differs by two thirds from run to run; a change of ours shows against fetch.
  { of: "applyForCard, undici", to: "stripe-node", toldOnly: true },
  { of: "applyForCard, undici, spans", to: "applyForCard, undici", atMost: 1.5 },
  { of: "issue, undici", to: "applyForCard, undici", atMost: 1.25 }
]

const levels = [
  { concurrency: 1, wanted: wanted(0.9, 0.85) },
  { concurrency: 64, wanted: wanted(0.6, 0.45) }
]

/** How much is measured unless asked otherwise: so many calls that all candidates run compiled code, as in a busy backend. */
export const defaults: Amount = { rounds: 9, calls: 3_000 }

/** Measures. */
export const run = (amount: Amount) =>
  Effect.gen(function* () {
    const pathOf = yield* buildPrograms(["server", "client"])
    const { greeting: port } = yield* start<number>(pathOf("server"), [])
    const found = yield* Effect.forEach(levels, ({ concurrency, wanted: all }) =>
      Effect.gen(function* () {
        const title = `${concurrency} at a time`
        const rows = yield* measure(
          title,
          candidates.map((name) => ({ name, program: pathOf("client"), args: [name, String(port)] })),
          { ...amount, concurrency }
        )
        const ratios = yield* Effect.forEach(all, (one) => ratio(rows, one))
        return { section: { title, rows }, ratios: ratios.map((one) => ({ ...one, name: `${one.name}, ${title}` })) }
      })
    )
    return {
      bench: "client",
      sections: found.map(({ section }) => section),
      ratios: found.flatMap(({ ratios }) => ratios),
      facts: []
    } satisfies Report
  }).pipe(Effect.scoped)
