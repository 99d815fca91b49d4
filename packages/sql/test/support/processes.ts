/** Programs that run at the same time, in processes of the system. */
import { Effect, Schema } from "effect"
import { build } from "esbuild"
import { spawn } from "node:child_process"
import { basename } from "node:path"
import { fileURLToPath } from "node:url"

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

/** What one process says that its numbers came to. */
const racer = (program: string, env: Readonly<Record<string, string>>) =>
  Effect.async<ReadonlyArray<readonly [string, string]>>((resume) => {
    const child = spawn(process.execPath, [program], { env: { PATH: process.env["PATH"], ...env } })
    let output = ""
    let errors = ""
    child.stdout.on("data", (bytes) => (output += String(bytes)))
    child.stderr.on("data", (bytes) => (errors += String(bytes)))
    child.once("close", (code) =>
      resume(code === 0 ? Effect.sync(() => readResults(output)) : Effect.dieMessage(`ended with ${code}: ${errors}`))
    )
    return Effect.sync(() => child.kill())
  })

/** What so many processes say that run one program at the same time. */
export const racing = (source: URL, processes: number, env: Readonly<Record<string, string>>) =>
  Effect.promise(() => bundled(source)).pipe(
    Effect.flatMap((program) =>
      Effect.all(
        Array.from({ length: processes }, () => racer(program, env)),
        { concurrency: "unbounded" }
      )
    ),
    Effect.map((told) => told.flat())
  )
