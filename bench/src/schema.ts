/** `pnpm bench schema`: an application encoded and an answer decoded, by our schemas and by zod's. */
import { Effect } from "effect"
import { buildPrograms } from "./children.js"
import { type Amount, measure, ratio, type Wanted } from "./measure.js"
import type { Report } from "./report.js"

const wanted: ReadonlyArray<Wanted> = [
  { of: "encode virtual, ours", to: "parse virtual, zod", atMost: 6 },
  { of: "encode physical, ours", to: "parse physical, zod", atMost: 6 },
  { of: "decode answer, ours", to: "parse answer, zod" }
]

/** How much is measured unless asked otherwise. */
export const defaults: Amount = { rounds: 25, calls: 60_000 }

/** Measures. */
export const run = (amount: Amount) =>
  Effect.gen(function* () {
    const pathOf = yield* buildPrograms(["schema"])
    const candidates = wanted.flatMap(({ of, to }) => [of, to])
    const rows = yield* measure(
      "schemas",
      candidates.map((name) => ({ name, program: pathOf("schema"), args: [name] })),
      amount
    )
    const ratios = yield* Effect.forEach(wanted, (one) => ratio(rows, one))
    return { bench: "schema", sections: [{ title: "schemas", rows }], ratios, facts: [] } satisfies Report
  }).pipe(Effect.scoped)
