/** Runs examples as a person would. */
import { execFile } from "node:child_process"
import { mkdtemp, rm } from "node:fs/promises"
import { createServer } from "node:http"
import { createRequire } from "node:module"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { KeySecureSimulator } from "@effect-keysecure/testkit"
import { HttpServer } from "@effect/platform"
import * as NodeHttpServer from "@effect/platform-node/NodeHttpServer"
import { Effect, Layer } from "effect"
import { build } from "esbuild"

interface Ended {
  readonly exitCode: number
  readonly output: string
}

const tsx = createRequire(import.meta.url).resolve("tsx")
const examples = new URL("..", import.meta.url).pathname

const run = (args: ReadonlyArray<string>, variables: Readonly<Record<string, string>>, directory: string) =>
  Effect.async<Ended>((resume) => {
    const child = execFile(
      process.execPath,
      args,
      { cwd: directory, env: { PATH: process.env["PATH"], ...variables } },
      (_, stdout, stderr) => resume(Effect.succeed({ exitCode: child.exitCode ?? -1, output: stdout + stderr }))
    )
  })

/** Runs an example with these variables and none of KeySecure's besides, in this directory. */
export const runExample = (file: string, variables: Readonly<Record<string, string>> = {}, directory = examples) =>
  run(["--import", tsx, join(examples, file)], variables, directory)

/**
 * An example as one file of JavaScript, to be run many times: it starts in a tenth of the time. The file is gone with the
 * scope.
 */
export const bundled = (file: string) =>
  Effect.map(
    Effect.acquireRelease(
      Effect.promise(async () => {
        const directory = await mkdtemp(join(tmpdir(), "example-"))
        const outfile = join(directory, "example.mjs")
        await build({
          entryPoints: [join(examples, file)],
          outfile,
          bundle: true,
          platform: "node",
          format: "esm",
          target: "node20",
          // Some packages call `require` for Node's own modules, which an ESM file does not have.
          banner: { js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url)' },
          logLevel: "error"
        })
        return { directory, outfile }
      }),
      ({ directory }) => Effect.promise(() => rm(directory, { recursive: true }))
    ),
    ({ outfile }) =>
      (variables: Readonly<Record<string, string>>) =>
        run([outfile], variables, examples)
  )

/** A simulator over HTTP, by its URL. */
export const withSimulator = <A, E>(
  use: (baseUrl: string) => Effect.Effect<A, E, KeySecureSimulator.KeySecureSimulator>
) =>
  HttpServer.addressFormattedWith(use).pipe(
    Effect.provide(
      KeySecureSimulator.layerServer().pipe(
        Layer.provideMerge(NodeHttpServer.layer(createServer, { port: 0, host: "127.0.0.1" }))
      )
    ),
    Effect.scoped
  )
