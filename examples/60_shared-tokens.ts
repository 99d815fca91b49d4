/**
 * Several processes with one access token: a new token ends the one before it, so processes that each fetched their own
 * would go on ending each other's. They share it through a store, here a folder; in production Redis or a table.
 *
 * This program serves a simulator and starts itself twice more, as the workers.
 */
import { createServer } from "node:http"
import { AccessTokens, KeySecureClient, KeySecureConfig, ServerTime } from "@effect-keysecure/client"
import { Card } from "@effect-keysecure/schema"
import { KeySecureSimulator, Sample, Scenario } from "@effect-keysecure/testkit"
import { Command, FileSystem, HttpServer } from "@effect/platform"
import * as NodeContext from "@effect/platform-node/NodeContext"
import * as NodeHttpClient from "@effect/platform-node/NodeHttpClient"
import * as NodeHttpServer from "@effect/platform-node/NodeHttpServer"
import * as NodeKeyValueStore from "@effect/platform-node/NodeKeyValueStore"
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import { Config, Console, Effect, Layer, Option } from "effect"

/** The client whose tokens are in a folder. */
const clientOver = (folder: string) =>
  KeySecureClient.layerWithoutDependencies().pipe(
    Layer.provide(AccessTokens.layerKeyValueStore()),
    Layer.provide([
      KeySecureConfig.layerConfig(),
      ServerTime.layer(),
      NodeHttpClient.layerUndici,
      NodeKeyValueStore.layerFileSystem(folder)
    ])
  )

/** What a worker does. */
const work = (folder: string, name: string) =>
  Effect.flatMap(KeySecureClient.KeySecureClient, (client) =>
    client.applyForCard({ ...Sample.virtualApplication, cardUniqueNo: Card.CardUniqueNo.make(name) })
  ).pipe(
    Effect.flatMap(({ cardNo }) => Console.log(`${name}: card ${cardNo}`)),
    Effect.provide(clientOver(folder))
  )

/** This program once more, as a worker, and what it printed. */
const worker = (name: string, folder: string, baseUrl: string) => {
  const [, script = ""] = process.argv
  return Command.make(process.execPath, ...process.execArgv, script).pipe(
    Command.env({
      WORKER: name,
      TOKENS: folder,
      KEYSECURE_API_KEY: Scenario.creditApiKey,
      KEYSECURE_BASE_URL: baseUrl
    }),
    Command.stderr("inherit"),
    Command.string
  )
}

const main = Effect.gen(function* () {
  const { makeTempDirectoryScoped } = yield* FileSystem.FileSystem
  const folder = yield* makeTempDirectoryScoped()
  const simulator = yield* KeySecureSimulator.KeySecureSimulator
  yield* HttpServer.addressFormattedWith((baseUrl) =>
    Effect.forEach(["worker-1", "worker-2"], (name) =>
      Effect.flatMap(worker(name, folder, baseUrl), (said) => Console.log(said.trim()))
    )
  )
  const asked = yield* simulator.requests
  const fetched = asked.filter(({ operation }) => operation === "getToken").length
  yield* Console.log(`tokens fetched: ${fetched}`)
}).pipe(
  Effect.scoped,
  Effect.provide(
    KeySecureSimulator.layerServer().pipe(
      Layer.provideMerge(NodeHttpServer.layer(createServer, { port: 0, host: "127.0.0.1" })),
      Layer.merge(NodeContext.layer)
    )
  )
)

const role = Config.option(Config.all({ name: Config.string("WORKER"), folder: Config.string("TOKENS") }))

const program = Effect.gen(function* () {
  const given = yield* role
  return yield* Option.isSome(given) ? work(given.value.folder, given.value.name) : main
})

NodeRuntime.runMain(program)
