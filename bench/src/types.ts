/** `pnpm bench types`: how long TypeScript checks a program on our client, and the same on the platform's alone. */
import * as Command from "@effect/platform/Command"
import * as FileSystem from "@effect/platform/FileSystem"
import { Array, Console, Effect } from "effect"
import * as Path from "node:path"
import { ProgramFailed } from "./children.js"
import type { Amount } from "./measure.js"
import type { Fact, Report } from "./report.js"
import { stage, tsc } from "./staged.js"
import { median } from "./statistics.js"

const programs = ["plain", "applies"] as const

/** How much is measured unless asked otherwise: `rounds` checks each. */
export const defaults: Amount = { rounds: 5, calls: 1 }

const settings = (program: string) =>
  JSON.stringify({
    files: [`programs/${program}.ts`],
    compilerOptions: {
      strict: true,
      exactOptionalPropertyTypes: true,
      module: "NodeNext",
      target: "ES2022",
      lib: ["ES2022", "DOM"],
      types: [],
      skipLibCheck: true,
      noEmit: true
    }
  })

/** One line of `--extendedDiagnostics`, such as `Check time: 1.23s`. */
const figure = (output: string, name: string): number =>
  Number(new RegExp(`^${name}:\\s+([\\d.]+)s?$`, "m").exec(output)?.[1])

const check = (folder: string, program: string) =>
  Command.make(process.execPath, tsc, "-p", Path.join(folder, `${program}.json`), "--extendedDiagnostics").pipe(
    Command.string,
    Effect.filterOrFail(
      (output) => !output.includes("error TS") && figure(output, "Check time") > 0,
      (output) => new ProgramFailed({ message: output })
    ),
    Effect.map((output) => ({
      seconds: figure(output, "Check time"),
      total: figure(output, "Total time"),
      instantiations: figure(output, "Instantiations")
    }))
  )

/** Measures. */
export const run = ({ rounds }: Amount) =>
  Effect.gen(function* () {
    const files = yield* FileSystem.FileSystem
    const folder = yield* stage
    yield* Effect.forEach(programs, (program) =>
      files.writeFileString(Path.join(folder, `${program}.json`), settings(program))
    )
    const laps = yield* Effect.forEach(Array.range(1, rounds), (n) =>
      Effect.zipLeft(
        Effect.all({ plain: check(folder, "plain"), applies: check(folder, "applies") }),
        Console.error(`types: round ${n} of ${rounds}`)
      )
    )
    const of = (program: (typeof programs)[number], what: keyof (typeof laps)[number]["plain"]) =>
      median(laps.map((lap) => lap[program][what]))
    const facts: ReadonlyArray<Fact> = [
      { name: "check of a program on the platform's client alone", value: of("plain", "seconds"), unit: "s" },
      { name: "check of the same program on ours", value: of("applies", "seconds"), unit: "s" },
      { name: "all of tsc on the platform's client alone", value: of("plain", "total"), unit: "s" },
      { name: "all of tsc on ours", value: of("applies", "total"), unit: "s" },
      { name: "instantiations on the platform's client alone", value: of("plain", "instantiations"), unit: "" },
      { name: "instantiations on ours", value: of("applies", "instantiations"), unit: "" }
    ]
    return {
      bench: "types",
      sections: [],
      ratios: [
        {
          name: "check of a program on ours / on the platform's client alone",
          value: of("applies", "seconds") / of("plain", "seconds"),
          atMost: 1.3
        },
        {
          name: "instantiations on ours / on the platform's client alone",
          value: of("applies", "instantiations") / of("plain", "instantiations")
        }
      ],
      facts
    } satisfies Report
  }).pipe(Effect.scoped)
