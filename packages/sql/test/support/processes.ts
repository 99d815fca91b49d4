/** Programs that run at the same time, in processes of the system. */
import { Effect, Schema } from "effect"
import { build } from "esbuild"
import { spawn } from "node:child_process"
import { basename } from "node:path"
import { fileURLToPath } from "node:url"
import { built } from "./driver.js"

/** A program as one file. What is installed stays as it is. */
const bundled = (program: URL): Promise<string> => {
  const outfile = fileURLToPath(
    new URL(`../../.tsbuild/programs/${basename(program.pathname, ".ts")}.mjs`, import.meta.url)
  )
  return build({
    entryPoints: [fileURLToPath(program)],
    outfile,
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20",
    external: ["effect", "effect/*", "@effect/*", "libsql", "undici"],
    logLevel: "error"
  }).then(() => outfile)
}

const readResults = Schema.decodeSync(Schema.parseJson(Schema.Array(Schema.Tuple(Schema.String, Schema.String))))

/** What is in whole lines: a process that was killed may have begun another. */
const resultsIn = (output: string) =>
  output
    .slice(0, output.lastIndexOf("\n") + 1)
    .split("\n")
    .flatMap((line) => (line === "" ? [] : readResults(line)))

type Environment = Readonly<Record<string, string | undefined>>

/** What one process says that its numbers came to, line by line. It may be killed when it has said something. */
const racer = (program: string, env: Environment, killed: boolean) =>
  Effect.async<ReadonlyArray<readonly [string, string]>>((resume) => {
    const child = spawn(process.execPath, [program], {
      env: { PATH: process.env["PATH"], SQLITE_DRIVER: built, ...env }
    })
    let output = ""
    let errors = ""
    child.stdout.on("data", (bytes) => {
      output += String(bytes)
      if (killed) child.kill("SIGKILL")
    })
    child.stderr.on("data", (bytes) => (errors += String(bytes)))
    child.once("close", (code, signal) =>
      resume(
        code === 0 || (killed && signal === "SIGKILL")
          ? Effect.sync(() => resultsIn(output))
          : Effect.dieMessage(`ended with ${code}: ${errors}`)
      )
    )
    return Effect.sync(() => child.kill())
  })

/** What so many processes say that run one program at the same time. Some are killed, and each of these is followed by another one. */
export const racing = (source: URL, processes: number, env: Environment, killed = 0) =>
  Effect.promise(() => bundled(source)).pipe(
    Effect.flatMap((program) => {
      const alive = racer(program, env, false)
      const dying = Effect.zipWith(racer(program, env, true), alive, (before, after) => [...before, ...after])
      return Effect.all(
        Array.from({ length: processes }, (_, index) => (index < killed ? dying : alive)),
        { concurrency: "unbounded" }
      )
    }),
    Effect.map((told) => told.flat())
  )
