/**
 * The program `keysecure-simulator`: a simulator, served over HTTP until it is stopped.
 */
import * as HttpServer from "@effect/platform/HttpServer"
import * as NodeFileSystem from "@effect/platform-node/NodeFileSystem"
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as HashMap from "effect/HashMap"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import packageJson from "../package.json" with { type: "json" }
import { makeControlApp } from "./internal/control/app.js"
import { type Desk, makeDesk } from "./internal/control/desk.js"
import { noPage, type Page } from "./internal/control/page.js"
import { serveControl } from "./internal/control/serve.js"
import { keepState, readState } from "./internal/control/stateFile.js"
import { type GivenOptions, helpIn, readCommandLine } from "./internal/process/commandLine.js"
import { lineOf, summaryOf } from "./internal/process/comparison.js"
import { greeting } from "./internal/process/greeting.js"
import { ofEnvironment, type Said, said } from "./internal/process/language/said.js"
import { translated } from "./internal/process/language/translated.js"
import * as Server from "./internal/process/server.js"
import { makeIdentity } from "./internal/process/identity.js"
import { parentIsGone } from "./internal/process/parent.js"
import { post } from "./internal/process/post.js"
import { urlsOf } from "./internal/program/callbackUrls.js"
import { FaultFile } from "./internal/program/faults.js"
import { type FileRefused, readBy } from "./internal/program/file.js"
import { ScenarioFile, stateOf } from "./internal/program/scenario.js"
import { removeOwn, writeOwn } from "./internal/program/ownFile.js"
import { appOf, makeTransport } from "./internal/program/transport.js"
import { makeRecorder } from "./internal/trace/recorder.js"
import { replay } from "./internal/trace/replay.js"
import { readTraceFile } from "./internal/trace/trace.js"
import { keepTrace } from "./internal/trace/keep.js"
import { masked } from "./internal/text/writing.js"
import * as Scenario from "./Scenario.js"
import type * as Simulation from "./Simulation.js"

/** The page, which scripts/bundle-program.js puts in. */
declare const builtPage: Page

const page = typeof builtPage === "undefined" ? noPage : builtPage

// A reader that has left, such as a test that has seen the first line, is no failure.
process.stdout.on("error", () => {})
process.stderr.on("error", () => {})

const language = Effect.runSync(ofEnvironment)

const tell = (text: Said) => Console.log(text[language])

const complain = (reasons: ReadonlyArray<Said>) =>
  Effect.forEach(reasons, (reason) => Console.error(`keysecure-simulator: ${reason[language]}`), { discard: true })

/** Says what is wrong with a file. */
const complainOf = ({ reasons }: FileRefused) => complain(reasons.map(translated))

/** Says why it does not start, in one line per reason. */
const refuse = (reasons: ReadonlyArray<Said>) =>
  Effect.zipRight(
    complain(reasons),
    Effect.sync(() => {
      process.exitCode = 1
    })
  )

/** Those of the Api-Keys that no merchant has. */
const strangersIn = ({ merchants }: Simulation.State, apiKeys: ReadonlyArray<string>) =>
  apiKeys
    .filter((apiKey) => !HashMap.has(merchants, apiKey))
    .map((apiKey) =>
      said(`--callback-url: there is no merchant ${masked(apiKey)}`, `--callback-url：没有商户 ${masked(apiKey)}`)
    )

/** Serves the control API, if there is one, and says where everything is: in words, and in the file that was asked for. */
const announce = (given: GivenOptions, desk: Option.Option<Desk>) =>
  Effect.gen(function* () {
    const url = yield* HttpServer.addressWith((address) => Effect.succeed(Server.urlOf(address, given.tls)))
    const listen = (port: number) => Server.make({ host: "127.0.0.1", port }).listen
    const controlled = given["no-control"] ? Option.none() : desk
    const address = yield* Effect.transposeMapOption(controlled, (one) =>
      Effect.flatMap(makeControlApp(one, { simulator: url, version: packageJson.version }, page), (app) =>
        serveControl(app, listen, Option.fromNullable(given["control-port"]))
      )
    )
    const control = Option.map(address, (one) => Server.urlOf(one))
    const ready = { pid: process.pid, url, control: Option.getOrUndefined(control) }
    yield* Effect.transposeMapOption(given["ready-file"], (path) => writeOwn(path, `${JSON.stringify(ready)}\n`))
    yield* tell(greeting(url, control, given.scenario))
  })

const serve = (given: GivenOptions) =>
  Effect.gen(function* () {
    yield* Effect.transposeMapOption(given["ready-file"], removeOwn)
    const file = yield* Effect.transposeMapOption(given.scenario, (path) => readBy(ScenarioFile, path))
    const faults = yield* Effect.transposeMapOption(given.fault, (path) => readBy(FaultFile, path))
    const setUp = Option.match(file, { onNone: () => Scenario.initial, onSome: stateOf })
    const kept = Option.flatten(yield* Effect.transposeMapOption(given.state, readState))
    const initial = Option.getOrElse(kept, () => setUp)
    const urls = urlsOf(given["callback-url"])
    const strangers = strangersIn(initial, Object.keys(urls.urls))
    if (strangers.length > 0) return yield* refuse(strangers)
    const log = given.log ? Option.some((line: string) => Console.log(line)) : Option.none()
    const identity = given.tls ? Option.some(yield* makeIdentity(given.host)) : Option.none()
    const certificate = Option.all([given["tls-cert"], identity])
    yield* Effect.transposeMapOption(certificate, ([path, { cert }]) => writeOwn(path, cert))
    const server = Server.make(given, identity)
    const options = { initial, skewMillis: given.skew, faults, reset: server.reset, log }
    const callbacks = { ...urls, held: false, retries: 0, retryMillis: 1_000 }
    const needsDesk =
      !given["no-control"] ||
      given["callback-url"].length > 0 ||
      Option.isSome(given.state) ||
      Option.isSome(given.record)
    const recorder = Option.map(given.record, () =>
      makeRecorder({ initial, faults: Option.getOrElse(faults, () => []), version: packageJson.version })
    )
    const watch = Option.getOrUndefined(recorder)
    const desk = yield* needsDesk ? Effect.asSome(makeDesk({ ...options, callbacks, post, watch })) : Effect.succeedNone
    yield* Effect.transposeMapOption(Option.all([given.state, desk]), ([path, { platform }]) =>
      keepState(path, platform.state, complainOf)
    )
    yield* Effect.transposeMapOption(Option.all([given.record, recorder]), ([path, one]) =>
      keepTrace(path, one, complainOf)
    )
    const transport = yield* Option.match(desk, {
      onNone: () => makeTransport(options),
      onSome: ({ handle, platform: { now } }) => Effect.succeed(appOf({ ...options, handle, now }))
    })
    const served = Layer.scopedDiscard(announce(given, desk)).pipe(
      Layer.provide(HttpServer.serve(transport)),
      Layer.provide(Layer.scoped(HttpServer.HttpServer, server.listen)),
      Layer.launch
    )
    yield* given["exit-with-parent"] ? Effect.raceFirst(served, parentIsGone) : served
  }).pipe(
    Effect.scoped,
    Effect.catchTags({
      FileRefused: ({ reasons }) => refuse(reasons.map(translated)),
      CannotListen: ({ reason }) => refuse([translated(reason)])
    })
  )

/** Runs a trace again. It ends with 1 if something is otherwise. */
const compare = (path: string) =>
  Effect.gen(function* () {
    const trace = yield* readTraceFile(path)
    const changed = yield* replay(trace)
    yield* Effect.forEach(changed, (one) => tell(lineOf(one)), { discard: true })
    yield* tell(summaryOf(trace, changed))
    if (changed.length > 0) process.exitCode = 1
  }).pipe(Effect.catchTag("FileRefused", ({ reasons }) => refuse(reasons.map(translated))))

const main = Effect.suspend(() => {
  const asked = readCommandLine(process.argv.slice(2))
  switch (asked._tag) {
    case "Help":
      return Console.log(helpIn(language))
    case "Version":
      return Console.log(packageJson.version)
    case "Mistaken":
      return refuse(asked.reasons)
    case "Serve":
      return serve(asked.given)
    case "Replay":
      return compare(asked.path)
  }
})

NodeRuntime.runMain(Effect.provide(main, NodeFileSystem.layer))
