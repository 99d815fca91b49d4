/** The packages as they are published, in a folder from which programs import them as their users do. */
import * as Command from "@effect/platform/Command"
import * as FileSystem from "@effect/platform/FileSystem"
import { Effect, Schema } from "effect"
import { createRequire } from "node:module"
import * as Path from "node:path"
import { home, ProgramFailed, workFolder } from "./children.js"

const packages = Path.join(home, "../packages")

/** What they depend on, by the package in which it is installed. */
const dependencies = {
  client: ["@noble"],
  schema: ["libphonenumber-js"]
} as const

const Manifest = Schema.parseJson(
  Schema.Struct({
    name: Schema.String,
    type: Schema.String,
    sideEffects: Schema.Boolean,
    publishConfig: Schema.Struct({ exports: Schema.Object })
  })
)

/** TypeScript's compiler as a program. */
export const tsc = createRequire(import.meta.url).resolve("typescript/bin/tsc")

const node = (...args: ReadonlyArray<string>) =>
  Command.make(process.execPath, ...args).pipe(
    Command.stdout("inherit"),
    Command.exitCode,
    Effect.filterOrFail(
      (code) => code === 0,
      () => new ProgramFailed({ message: "the packages cannot be built" })
    )
  )

/** As `pnpm build` does it. */
const build = Effect.zipRight(
  node(tsc, "-b", Path.join(packages, "client/tsconfig.node.json")),
  node(Path.join(home, "../scripts/chunk-packages.mjs"))
)

const stagePackage = (folder: string, name: keyof typeof dependencies) =>
  Effect.gen(function* () {
    const files = yield* FileSystem.FileSystem
    const from = Path.join(packages, name)
    const { publishConfig, ...manifest } = yield* Effect.flatMap(
      files.readFileString(Path.join(from, "package.json")),
      Schema.decode(Manifest)
    )
    const modules = Path.join(folder, "node_modules")
    const to = Path.join(modules, manifest.name)
    yield* files.makeDirectory(to, { recursive: true })
    yield* files.copy(Path.join(from, "dist"), Path.join(to, "dist"))
    yield* files.writeFileString(Path.join(to, "package.json"), JSON.stringify({ ...manifest, ...publishConfig }))
    yield* Effect.forEach(dependencies[name], (dependency) =>
      files.symlink(Path.join(from, "node_modules", dependency), Path.join(modules, dependency))
    )
  })

/** A folder with the packages installed, and the programs of `bench/programs`. */
export const stage = Effect.gen(function* () {
  const files = yield* FileSystem.FileSystem
  const folder = yield* workFolder
  yield* build
  yield* stagePackage(folder, "client")
  yield* stagePackage(folder, "schema")
  yield* files.copy(Path.join(home, "programs"), Path.join(folder, "programs"))
  return folder
}).pipe(Effect.catchTag("ParseError", ({ message }) => new ProgramFailed({ message })))
