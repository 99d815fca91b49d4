/** Runs examples as a person would. */
import { execFile } from "node:child_process"
import { createServer } from "node:http"
import { join } from "node:path"
import { KeySecureSimulator } from "@effect-keysecure/testkit"
import { HttpServer } from "@effect/platform"
import * as NodeHttpServer from "@effect/platform-node/NodeHttpServer"
import { Effect, Layer } from "effect"
import { bundled } from "../../packages/testkit/test/support/bundled.js"

interface Ended {
  readonly exitCode: number
  readonly output: string
}

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
  Effect.flatMap(
    // What is not in the bundle is looked for from its folder.
    Effect.promise(() => bundled(join(examples, file), join(examples, ".tsbuild/programs"))),
    (program) => run([program], variables, directory)
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
