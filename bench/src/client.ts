/** `pnpm bench client`: a card applied for over loopback HTTP, by us and by others. */
import { Effect } from "effect"
import { buildPrograms, start } from "./children.js"
import { type Amount, measure, ratio, type Wanted } from "./measure.js"
import type { Report } from "./report.js"

/** The candidates by name; the program `client` knows how each applies. */
const candidates = [
  "undici.request + zod",
  "undici.request + zod, physical",
  "Effect on undici's pool",
  "Effect on undici's pool, physical",
  "Effect on undici's dispatcher",
  "Effect on the stock transport",
  "fetch + zod",
  "stripe-node",
  "lithic-node",
  "applyForCard, lean",
  "applyForCard, lean, physical",
  "applyForCard, lean, ordinary way",
  "applyForCard, lean, spans",
  "applyForCard, stock",
  "applyForCard, fetch",
  "issue, lean",
  "issue, stock",
  "the least of an issue, lean",
  "the least of an issue, stock"
]

/** What is wanted at a level of concurrency. */
interface Limits {
  readonly virtual: number
  readonly physical: number
  readonly stock: number
}

const wanted = ({ physical, stock, virtual }: Limits): ReadonlyArray<Wanted> => [
  { of: "applyForCard, lean", to: "Effect on undici's pool", atMost: virtual },
  { of: "applyForCard, lean, physical", to: "Effect on undici's pool, physical", atMost: physical },
  { of: "applyForCard, stock", to: "undici.request + zod", atMost: stock },
  { of: "issue, lean", to: "applyForCard, lean", atMost: 1.2 },
  { of: "issue, stock", to: "applyForCard, stock", atMost: 1.2 },
  { of: "the least of an issue, lean", to: "applyForCard, lean", toldOnly: true },
  { of: "the least of an issue, stock", to: "applyForCard, stock", toldOnly: true },
  { of: "applyForCard, lean, spans", to: "applyForCard, lean", atMost: 1.5 },
  { of: "applyForCard, lean", to: "undici.request + zod" },
  { of: "applyForCard, lean, physical", to: "undici.request + zod, physical" },
  { of: "applyForCard, lean, ordinary way", to: "applyForCard, lean", toldOnly: true },
  { of: "applyForCard, fetch", to: "fetch + zod" },
  { of: "Effect on undici's pool", to: "undici.request + zod", toldOnly: true },
  { of: "Effect on undici's dispatcher", to: "undici.request + zod", toldOnly: true },
  { of: "Effect on the stock transport", to: "undici.request + zod", toldOnly: true },
  { of: "applyForCard, stock", to: "Effect on the stock transport", toldOnly: true },
  // What a vendor's client costs at 64 at a time differs by two thirds from run to run.
  { of: "applyForCard, lean", to: "stripe-node", toldOnly: true },
  { of: "stripe-node", to: "undici.request + zod", toldOnly: true },
  { of: "lithic-node", to: "undici.request + zod", toldOnly: true }
]

const levels = [
  { concurrency: 1, wanted: wanted({ virtual: 1.15, physical: 1.25, stock: 2 }) },
  { concurrency: 64, wanted: wanted({ virtual: 1.3, physical: 1.5, stock: 5 }) }
]

/** How much is measured unless asked otherwise: so many calls that all candidates run compiled code, as in a busy backend. */
export const defaults: Amount = { rounds: 5, calls: 1_500 }

/** Measures. */
export const run = (amount: Amount) =>
  Effect.gen(function* () {
    const pathOf = yield* buildPrograms(["server", "client"])
    const { greeting: port } = yield* start<number>(pathOf("server"), [], [], 0)
    const found = yield* Effect.forEach(levels, ({ concurrency, wanted: all }) =>
      Effect.gen(function* () {
        const title = `${concurrency} at a time`
        const rows = yield* measure(
          title,
          candidates.map((name) => ({ name, program: pathOf("client"), args: [name, String(port)], core: 1 })),
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
