/** `pnpm bench start`: what importing the client costs, in time, files and bytes, above what it is made on. */
import * as FileSystem from "@effect/platform/FileSystem"
import { Array, Console, Effect } from "effect"
import * as Path from "node:path"
import { gzipSync } from "node:zlib"
import { buildPrograms, bundle, start } from "./children.js"
import type { Amount } from "./measure.js"
import type { Fact, Report } from "./report.js"
import { stage } from "./staged.js"
import { median } from "./statistics.js"

/** What an import took. */
interface Import {
  readonly millis: number
  readonly cpuMillis: number
}

const client = "@effect-keysecure/client"
const deep = `${client}/KeySecureClient`
const transport = "@effect/platform/FetchHttpClient"

/** What is imported, after what. The first is the peer of the second, which has a target. */
const imports = [
  { name: "@effect/platform, on effect", subject: "@effect/platform", before: ["effect"] },
  { name: `${deep}, on effect and @effect/platform`, subject: deep, before: ["effect", "@effect/platform"] },
  { name: `${client}, on effect and @effect/platform`, subject: client, before: ["effect", "@effect/platform"] },
  { name: `${client}, on effect and ${transport}`, subject: client, before: ["effect", transport] },
  { name: `${client}, on nothing`, subject: client, before: [] }
] as const

/** How much is measured unless asked otherwise: `rounds` starts each. */
export const defaults: Amount = { rounds: 9, calls: 1 }

/** How a program imports what it uses: as most documents do, or so that esbuild leaves out what of a module is not used. */
const styles = [
  { name: "", held: {}, write: (program: string) => program },
  {
    name: ", each module imported by its path",
    // The bundle of the other style is the smaller one of the two: less than nothing can be no third worse.
    held: { slack: 1 },
    write: (program: string) =>
      program.replaceAll(/^import \{ (.*) \} from "(.*)"$/gm, (_, names: string, from: string) =>
        names
          .split(", ")
          .map((name) => `import * as ${name} from "${from}/${name}"`)
          .join("\n")
      )
  }
]

/** A program's size as it is sent to where it runs, in KB. */
const bundledSize = (folder: string, program: string, write: (program: string) => string) =>
  Effect.gen(function* () {
    const files = yield* FileSystem.FileSystem
    const text = yield* files.readFileString(Path.join(folder, "programs", `${program}.ts`))
    const outfile = Path.join(folder, `${program}.bundle.js`)
    yield* bundle({
      stdin: { contents: write(text), loader: "ts", resolveDir: Path.join(folder, "programs") },
      outfile,
      bundle: true,
      minify: true,
      format: "esm",
      target: "es2022"
    })
    return gzipSync(yield* files.readFile(outfile)).length / 1_000
  })

const isMetadata = (url: string): boolean => /libphonenumber|StrictAddress|strictAddress/.test(url)

/** Measures. */
export const run = ({ rounds }: Amount) =>
  Effect.gen(function* () {
    const folder = yield* stage
    const pathOf = yield* buildPrograms(["importing", "loading"], folder)
    const once = Effect.forEach(imports, ({ before, subject }) =>
      Effect.scoped(start<Import>(pathOf("importing"), [subject, ...before]))
    )
    yield* Console.error("imports: warming up")
    yield* once
    const laps = yield* Effect.forEach(Array.range(1, rounds), () => once)
    yield* Console.error(`imports: ${rounds} rounds`)
    const took = imports.map(({ name }, index) => {
      const greetings = laps.flatMap((lap) => lap.slice(index, index + 1)).map(({ greeting }) => greeting)
      return {
        name,
        millis: median(greetings.map(({ millis }) => millis)),
        cpuMillis: median(greetings.map(({ cpuMillis }) => cpuMillis))
      }
    })
    const [platform, onTop] = took
    const loadedBy = (subject: string) =>
      Effect.map(
        Effect.scoped(start<ReadonlyArray<string>>(pathOf("loading"), [subject, "effect", "@effect/platform"])),
        ({ greeting }) => greeting
      )
    const loaded = yield* loadedBy(client)
    const loadedDeep = yield* loadedBy(deep)
    const sizes = yield* Effect.forEach(styles, ({ held, name, write }) =>
      Effect.gen(function* () {
        const plain = yield* bundledSize(folder, "plain", write)
        const applies = yield* bundledSize(folder, "applies", write)
        return [
          { name: `bundle of a program on the platform's client alone${name}`, value: plain, unit: "KB" },
          { name: `bundle of the same program on ours${name}`, value: applies, unit: "KB", atMost: 135 },
          { name: `bundle above the platform's client${name}`, value: applies - plain, unit: "KB", ...held }
        ]
      })
    )
    const facts: ReadonlyArray<Fact> = [
      ...took.flatMap(({ cpuMillis, millis, name }) => [
        { name: `import of ${name}`, value: millis, unit: "ms", ...(name === onTop?.name ? { atMost: 50 } : {}) },
        { name: `CPU of the import of ${name}`, value: cpuMillis, unit: "ms" }
      ]),
      { name: `files that ${deep} loads on top`, value: loadedDeep.length, unit: "", atMost: 24 },
      { name: `files that ${client} loads on top`, value: loaded.length, unit: "" },
      {
        name: "of them with phone or postal metadata",
        value: loaded.filter(isMetadata).length,
        unit: "",
        atMost: 0
      },
      ...sizes.flat()
    ]
    return {
      bench: "start",
      sections: [],
      ratios:
        platform === undefined || onTop === undefined
          ? []
          : [{ name: `import of ${onTop.name} / of ${platform.name}`, value: onTop.cpuMillis / platform.cpuMillis }],
      facts
    } satisfies Report
  }).pipe(Effect.scoped)
