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
import { type Desk, makeDesk } from "./internal/control/desk.js"
import { serveControl } from "./internal/control/serve.js"
import { type GivenOptions, help, readCommandLine } from "./internal/process/commandLine.js"
import * as Server from "./internal/process/server.js"
import { FaultFile } from "./internal/program/faults.js"
import { readBy } from "./internal/program/file.js"
import { greeting } from "./internal/program/greeting.js"
import { ScenarioFile, stateOf } from "./internal/program/scenario.js"
import { appOf, makeTransport } from "./internal/program/transport.js"
import * as Scenario from "./Scenario.js"

/** Says why it does not start, in one line per reason. */
const refuse = (reasons: ReadonlyArray<string>) =>
  Effect.zipRight(
    Effect.forEach(reasons, (reason) => Console.error(`keysecure-simulator: ${reason}`)),
    Effect.sync(() => {
      process.exitCode = 1
    })
  )

/** Serves the control API, if there is one, and says where everything is. */
const greet = (given: GivenOptions, desk: Option.Option<Desk>) =>
  Effect.gen(function* () {
    const simulator = yield* HttpServer.addressWith((address) => Effect.succeed(Server.urlOf(address)))
    const listen = (port: number) => Server.make({ host: "127.0.0.1", port })
    const control = yield* Effect.transposeMapOption(desk, (one) =>
      serveControl(one, { simulator, version: packageJson.version }, listen, given["control-port"])
    )
    yield* Console.log(greeting(simulator, Option.map(control, Server.urlOf), given.scenario))
  })

const serve = (given: GivenOptions) =>
  Effect.gen(function* () {
    const file = yield* Effect.transposeMapOption(given.scenario, (path) => readBy(ScenarioFile, path))
    const faults = yield* Effect.transposeMapOption(given.fault, (path) => readBy(FaultFile, path))
    const initial = Option.match(file, { onNone: () => Scenario.initial, onSome: stateOf })
    const log = given.log ? Option.some((line: string) => Console.log(line)) : Option.none()
    const options = { initial, skewMillis: given.skew, faults, reset: Server.reset, log }
    const desk = yield* given["no-control"] ? Effect.succeedNone : Effect.asSome(makeDesk(options))
    const transport = yield* Option.match(desk, {
      onNone: () => makeTransport(options),
      onSome: ({ handle, platform: { now } }) => Effect.succeed(appOf({ ...options, handle, now }))
    })
    return yield* Layer.scopedDiscard(greet(given, desk)).pipe(
      Layer.provide(HttpServer.serve(transport)),
      Layer.provide(Server.layer(given)),
      Layer.launch
    )
  }).pipe(
    Effect.scoped,
    Effect.catchTags({
      FileRefused: ({ reasons }) => refuse(reasons),
      CannotListen: ({ reason }) => refuse([reason])
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
