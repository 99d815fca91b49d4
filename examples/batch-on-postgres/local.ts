/**
 * What `compose.yaml` does, without Docker: a PostgreSQL server whose binaries come from the registry, the simulator, and three
 * runners in processes of their own.
 *
 *     npx tsx examples/batch-on-postgres/local.ts
 */
import { createServer } from "node:http"
import { join } from "node:path"
import { KeySecureSimulator, Scenario } from "@effect-keysecure/testkit"
import { Command, HttpServer } from "@effect/platform"
import * as NodeContext from "@effect/platform-node/NodeContext"
import * as NodeHttpServer from "@effect/platform-node/NodeHttpServer"
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import { Config, Console, Effect, Layer, Stream } from "effect"
import { databaseAt, startServer } from "../../packages/sql/test/support/postgresServer.js"

const beside = join(import.meta.dirname, "runner.ts")

/** A runner, whose lines are printed after its name. */
const run = (name: string, variables: Readonly<Record<string, string>>) =>
  Effect.gen(function* () {
    const script = yield* Config.withDefault(Config.string("RUNNER"), beside)
    const runner = yield* Command.start(
      Command.make(process.execPath, ...process.execArgv, script).pipe(
        Command.env(variables),
        Command.stderr("inherit")
      )
    )
    yield* Stream.runForEach(Stream.splitLines(Stream.decodeText(runner.stdout)), (line) =>
      Console.log(`${name} ${line}`)
    )
    return yield* runner.exitCode
  })

const program = Effect.gen(function* () {
  const { port } = yield* startServer
  const simulator = yield* KeySecureSimulator.KeySecureSimulator
  yield* HttpServer.addressFormattedWith((baseUrl) =>
    Effect.forEach(
      ["runner-1", "runner-2", "runner-3"],
      (name) =>
        run(name, {
          DATABASE_URL: databaseAt(() => port).url(),
          KEYSECURE_API_KEY: Scenario.creditApiKey,
          KEYSECURE_BASE_URL: baseUrl,
          KEYSECURE_BATCH_KEY: `${"A".repeat(43)}=`
        }),
      { concurrency: "unbounded" }
    )
  )
  const numbers = (yield* simulator.cards).map(({ cardUniqueNo }) => cardUniqueNo)
  yield* Console.log(`${numbers.length} cards of ${new Set(numbers).size} rows`)
}).pipe(
  Effect.scoped,
  Effect.provide(
    KeySecureSimulator.layerServer().pipe(
      Layer.provideMerge(NodeHttpServer.layer(createServer, { port: 0, host: "127.0.0.1" })),
      Layer.merge(NodeContext.layer)
    )
  )
)

NodeRuntime.runMain(program)
