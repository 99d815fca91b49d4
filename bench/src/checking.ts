/** `pnpm bench check`: measures, and fails where something is worse than `bench/baseline.json` says. */
import * as FileSystem from "@effect/platform/FileSystem"
import { Console, Data, Effect, Schema } from "effect"
import * as Path from "node:path"
import { benches } from "./benches.js"
import { figures, regressions } from "./check.js"
import { home } from "./children.js"
import { tables } from "./report.js"

/** Something is worse than it was. */
class Worse extends Data.TaggedError("Worse")<{ readonly count: number }> {
  override get message(): string {
    return `${this.count} figures are worse than the baseline says, or not in it`
  }
}

const baseline = Path.join(home, "baseline.json")
const Figures = Schema.parseJson(Schema.Record({ key: Schema.String, value: Schema.Number }), { space: 2 })

/** What is checked, and what becomes of it. */
export interface Options {
  /** The benches; all where none is named. */
  readonly names: ReadonlyArray<string>
  readonly quick: boolean
  /** Whether what was measured becomes the baseline, instead of being compared with it. */
  readonly write: boolean
}

/** Measures one bench after the other and compares. */
export const check = ({ names, quick, write }: Options) =>
  Effect.gen(function* () {
    const files = yield* FileSystem.FileSystem
    const chosen = benches.filter(({ name }) => names.length === 0 || names.includes(name))
    const reports = yield* Effect.forEach(chosen, ({ amountOf, run }) =>
      Effect.tap(run(amountOf(quick)), (report) => Console.log(`${tables(report)}\n`))
    )
    const before = yield* Effect.flatMap(files.readFileString(baseline), Schema.decode(Figures))
    if (write) {
      const json = yield* Schema.encode(Figures)({ ...before, ...figures(reports) })
      return yield* files.writeFileString(baseline, `${json}\n`)
    }
    const found = regressions(reports, before)
    yield* Effect.forEach(found, (line) => Console.log(line), { discard: true })
    return yield* found.length === 0 ? Console.log("no worse than the baseline") : new Worse({ count: found.length })
  })
