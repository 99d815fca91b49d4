/**
 * The program `keysecure-simulator`: a simulator, served over HTTP until it is stopped.
 */
import * as HttpServer from "@effect/platform/HttpServer"
import * as NodeFileSystem from "@effect/platform-node/NodeFileSystem"
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import packageJson from "../package.json" with { type: "json" }
import { type GivenOptions, help, readCommandLine } from "./internal/process/commandLine.js"
import * as Server from "./internal/process/server.js"
import { FaultFile } from "./internal/program/faults.js"
import { readBy } from "./internal/program/file.js"
import { greeting } from "./internal/program/greeting.js"
import { ScenarioFile, stateOf } from "./internal/program/scenario.js"
import { makeTransport } from "./internal/program/transport.js"
import * as Scenario from "./Scenario.js"

/** Says why it does not start, in one line per reason. */
const refuse = (reasons: ReadonlyArray<string>) =>
  Effect.zipRight(
    Effect.forEach(reasons, (reason) => Console.error(`keysecure-simulator: ${reason}`)),
    Effect.sync(() => {
      process.exitCode = 1
    })
  )

const greet = ({ scenario }: GivenOptions) =>
  HttpServer.addressWith((address) => Console.log(greeting(Server.urlOf(address), scenario)))

const serve = (given: GivenOptions) =>
  Effect.gen(function* () {
    const file = yield* Effect.transposeMapOption(given.scenario, (path) => readBy(ScenarioFile, path))
    const faults = yield* Effect.transposeMapOption(given.fault, (path) => readBy(FaultFile, path))
    const initial = Option.match(file, { onNone: () => Scenario.initial, onSome: stateOf })
    const log = given.log ? Option.some((line: string) => Console.log(line)) : Option.none()
    const transport = makeTransport({ initial, skewMillis: given.skew, faults, reset: Server.reset, log })
    return yield* Layer.effectDiscard(greet(given)).pipe(
      Layer.provide(Layer.unwrapScoped(Effect.map(transport, (app) => HttpServer.serve(app)))),
      Layer.provide(Server.layer(given)),
      Layer.launch
    )
  }).pipe(
    Effect.catchTags({
      FileRefused: ({ reasons }) => refuse(reasons),
      ServeError: (error) => refuse([Server.reasonOf(given, error)])
    })
  )

const main = Effect.suspend(() => {
  const asked = readCommandLine(process.argv.slice(2))
  switch (asked._tag) {
    case "Help":
      return Console.log(help)
    case "Version":
      return Console.log(packageJson.version)
    case "Mistaken":
      return refuse(asked.reasons)
    case "Serve":
      return serve(asked.given)
  }
})

NodeRuntime.runMain(Effect.provide(main, NodeFileSystem.layer))
