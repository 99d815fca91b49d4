/** `pnpm bench versus FOLDER`: this checkout and another one, such as of the commit before, interleaved in one run. */
import { Console, Effect } from "effect"
import * as Path from "node:path"
import { buildPrograms, start } from "./children.js"
import { type Amount, measure } from "./measure.js"

/** What is compared: the program that knows the candidate, and how many times as many calls a round has. */
const candidates = [
  { name: "applyForCard, undici", program: "client" },
  { name: "applyForCard, lean transport", program: "client" },
  { name: "issue, undici", program: "client" },
  { name: "applyForCard, in memory", program: "simulator", times: 9 }
]

const levels = [1, 64]

const inWords = (value: number): string => value.toFixed(1).padStart(9)

/** Measures, and prints the medians of both in CPU microseconds per call, and their ratio. */
export const run = (folder: string, amount: Amount) =>
  Effect.gen(function* () {
    const here = yield* buildPrograms(["server", "client", "simulator"])
    const there = yield* buildPrograms(["client", "simulator"], undefined, Path.resolve(folder, "bench"))
    const { greeting: port } = yield* start<number>(here("server"), [])
    for (const concurrency of levels) {
      const rows = yield* measure(
        `${concurrency} at a time`,
        candidates.flatMap(({ program, ...one }) =>
          [there, here].map((pathOf) => ({ ...one, program: pathOf(program), args: [one.name, String(port)] }))
        ),
        { ...amount, concurrency }
      )
      yield* Console.log(`${concurrency} at a time, CPU us per call       there      here     ratio`)
      yield* Effect.forEach(candidates, ({ name }, index) => {
        const [before = Number.NaN, now = Number.NaN] = rows
          .slice(2 * index, 2 * index + 2)
          .map(({ cpuMicros }) => cpuMicros.median)
        return Console.log(
          `${name.padEnd(32)} ${inWords(before)} ${inWords(now)} ${(now / before).toFixed(3).padStart(9)}`
        )
      })
    }
  }).pipe(Effect.scoped)
