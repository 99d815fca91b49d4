/** Programs in processes of their own: built once, started, asked, and ended with the scope. */
import * as FileSystem from "@effect/platform/FileSystem"
import { Data, Effect } from "effect"
import { type BuildOptions, build } from "esbuild"
import { type ChildProcess, execFile, fork } from "node:child_process"
import { availableParallelism } from "node:os"
import * as Path from "node:path"
import { fileURLToPath } from "node:url"

/** A program of a bench ended, or could not be built or started. */
export class ProgramFailed extends Data.TaggedError("ProgramFailed")<{ readonly message: string }> {}

/** The folder of the benches. */
export const home = fileURLToPath(new URL("..", import.meta.url))

/** A folder for what a run builds, under the benches' so that what is built finds the installed packages. */
const workFolderIn = (benches: string) =>
  Effect.gen(function* () {
    const files = yield* FileSystem.FileSystem
    const directory = Path.join(benches, ".tsbuild")
    yield* files.makeDirectory(directory, { recursive: true })
    return yield* files.makeTempDirectoryScoped({ directory, prefix: "run-" })
  })

/** A folder for what a run builds. */
export const workFolder = workFolderIn(home)

/** Runs esbuild. */
export const bundle = (options: BuildOptions) =>
  Effect.tryPromise({
    try: () => build({ logLevel: "silent", ...options }),
    catch: (error) => new ProgramFailed({ message: String(error) })
  })

/** Installed packages stay as they are; the workspace's own are compiled as they would be published. */
const installed = [
  "effect",
  "effect/*",
  "@effect/*",
  "libsql",
  "lithic",
  "msw",
  "msw/*",
  "nock",
  "stripe",
  "undici",
  "zod"
]

/** The programs as JavaScript, by name. tsx is not used: what it adds to every inner function costs time. */
export const buildPrograms = (names: ReadonlyArray<string>, folder?: string, benches: string = home) =>
  Effect.gen(function* () {
    const outdir = folder ?? (yield* workFolderIn(benches))
    yield* bundle({
      entryPoints: names.map((name) => Path.join(benches, "src/programs", `${name}.ts`)),
      outdir,
      bundle: true,
      splitting: true,
      platform: "node",
      format: "esm",
      target: "node20",
      external: installed,
      outExtension: { ".js": ".mjs" }
    })
    return (name: string): string => Path.join(outdir, `${name}.mjs`)
  })

/** A program that runs. */
export interface Child {
  /** Sends a message and waits for the next one. */
  readonly ask: <A>(question: object) => Effect.Effect<A, ProgramFailed>
}

const nextMessage = <A>(name: string, child: ChildProcess): Effect.Effect<A, ProgramFailed> =>
  Effect.async((resume) => {
    const onMessage = (message: A) => {
      child.off("exit", onExit)
      resume(Effect.succeed(message))
    }
    const onExit = (code: number | null) => {
      child.off("message", onMessage)
      resume(new ProgramFailed({ message: `${name} ended with ${code ?? "a signal"}` }))
    }
    child.once("message", onMessage)
    child.once("exit", onExit)
  })

/** Keeps a process on one core, with all its threads, where the system can (Linux, with more than one core). */
const onCore = (core: number, { pid }: ChildProcess): Effect.Effect<void> =>
  Effect.async((resume) => {
    if (pid === undefined || availableParallelism() < 2) return resume(Effect.void)
    execFile("taskset", ["-apc", String(core), String(pid)], () => resume(Effect.void))
  })

/** Starts a program and waits for its first message, a greeting. It is ended with the scope. */
export const start = <Greeting>(
  path: string,
  args: ReadonlyArray<string>,
  nodeOptions: ReadonlyArray<string> = [],
  core?: number
) =>
  Effect.gen(function* () {
    const name = [Path.basename(path), ...args].join(" ")
    const child = yield* Effect.acquireRelease(
      Effect.sync(() =>
        // What it prints goes to standard error: standard output is the report's.
        fork(path, args, { execArgv: [...nodeOptions], stdio: ["ignore", 2, 2, "ipc"] })
      ),
      (started) => Effect.sync(() => void (started.connected ? started.disconnect() : started.kill()))
    )
    const greeting = yield* nextMessage<Greeting>(name, child)
    if (core !== undefined) yield* onCore(core, child)
    const ask = <A>(question: object) =>
      Effect.suspend(() => {
        const answer = nextMessage<A>(name, child)
        child.send(question)
        return answer
      })
    const running: Child = { ask }
    return { child: running, greeting }
  })
