/** `pnpm bench survivors`: what outlives a collection of new objects, with V8's pretenuring and without it. */
import { Console, Effect } from "effect"
import { buildPrograms, start } from "./children.js"
import type { Amount } from "./measure.js"
import type { Fact, Report } from "./report.js"
import { median } from "./statistics.js"

/** What outlived a scavenge, and what scavenges took of each call. */
export interface Survivors {
  readonly kilobytes: number
  readonly microsPerCall: number
}

const candidates = [
  "undici.request + zod",
  "Effect on undici's dispatcher",
  "Effect on undici's pool",
  "applyForCard, lean",
  "applyForCard, stock",
  "issue, lean",
  "issue, stock"
]

/** The flag keeps V8 from making objects among the old ones by where in the program they are made. */
const modes = [
  { name: "", nodeOptions: [] },
  { name: ", without pretenuring", nodeOptions: ["--no-allocation-site-pretenuring"] }
]

/** How much is measured unless asked otherwise: some twenty scavenges of each. */
export const defaults: Amount = { rounds: 1, calls: 8_000 }

/** Measures. */
export const run = ({ calls, rounds }: Amount) =>
  Effect.gen(function* () {
    const pathOf = yield* buildPrograms(["server", "survivors"])
    const { greeting: port } = yield* start<number>(pathOf("server"), [], [], 0)
    const facts = yield* Effect.forEach([1, 64], (concurrency) =>
      Effect.forEach(candidates, (candidate) =>
        Effect.forEach(modes, ({ name, nodeOptions }) =>
          Effect.gen(function* () {
            const laps = yield* Effect.replicateEffect(
              Effect.scoped(
                Effect.flatMap(start(pathOf("survivors"), [candidate, String(port)], nodeOptions, 1), ({ child }) =>
                  child.ask<Survivors>({ calls, concurrency, candidate })
                )
              ),
              rounds
            )
            const of = `${candidate}, ${concurrency} at a time${name}`
            yield* Console.error(of)
            return [
              { name: `outlives a scavenge: ${of}`, value: median(laps.map(({ kilobytes }) => kilobytes)), unit: "KB" },
              { name: `scavenges a call: ${of}`, value: median(laps.map((lap) => lap.microsPerCall)), unit: "µs" }
            ] satisfies ReadonlyArray<Fact>
          })
        )
      )
    )
    return { bench: "survivors", sections: [], ratios: [], facts: facts.flat(3) } satisfies Report
  }).pipe(Effect.scoped)
