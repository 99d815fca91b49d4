/**
 * The program `keysecure-simulator`: a simulator, served over HTTP until it is stopped.
 */
import * as Command from "@effect/cli/Command"
import * as Options from "@effect/cli/Options"
import * as ValidationError from "@effect/cli/ValidationError"
import * as HttpServer from "@effect/platform/HttpServer"
import type * as HttpServerError from "@effect/platform/HttpServerError"
import type * as HttpServerRequest from "@effect/platform/HttpServerRequest"
import * as NodeContext from "@effect/platform-node/NodeContext"
import * as NodeHttpServer from "@effect/platform-node/NodeHttpServer"
import * as NodeHttpServerRequest from "@effect/platform-node/NodeHttpServerRequest"
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Predicate from "effect/Predicate"
import { createServer } from "node:http"
import packageJson from "../package.json" with { type: "json" }
import { makeTransport } from "./internal/program/transport.js"
import { FaultFile } from "./internal/program/faults.js"
import { readBy } from "./internal/program/file.js"
import { ScenarioFile, stateOf } from "./internal/program/scenario.js"
import { neverAnswers } from "./internal/keySecureSimulator/neverAnswers.js"
import * as Scenario from "./Scenario.js"

const whole = (name: string, minimum: number, maximum: number) =>
  Options.text(name).pipe(
    Options.filterMap(
      (text) =>
        Option.liftPredicate(Number(text), (number) => /^-?\d+$/.test(text) && number >= minimum && number <= maximum),
      `--${name}: expected a whole number from ${minimum} to ${maximum}`
    )
  )

/** Some 31 years: then the clock still reads 13 digits. */
const maxSkew = 1_000_000_000_000

const options = {
  port: whole("port", 0, 65_535).pipe(
    Options.withPseudoName("PORT"),
    Options.withDefault(4010),
    Options.withDescription("The port to listen on, 4010 if there is none given; 0 takes a free one.")
  ),
  host: Options.text("host").pipe(
    Options.withPseudoName("HOST"),
    Options.withDefault("127.0.0.1"),
    Options.withDescription("The address to listen on. Only this machine reaches 127.0.0.1, the default.")
  ),
  scenario: Options.text("scenario").pipe(
    Options.withPseudoName("FILE"),
    Options.optional,
    Options.withDescription("A JSON file of merchants, with what they have, and of rules (docs/simulator.md).")
  ),
  fault: Options.text("fault").pipe(
    Options.withPseudoName("FILE"),
    Options.optional,
    Options.withDescription("A JSON file of faults, and of the requests that meet them (docs/simulator.md).")
  ),
  skew: whole("skew", -maxSkew, maxSkew).pipe(
    Options.withPseudoName("MILLIS"),
    Options.withDefault(0),
    Options.withDescription("What the server's clock reads more than this machine's, in ms; less, if it is negative.")
  ),
  log: Options.boolean("log").pipe(
    Options.withDescription("Says a line a request: time, operation, HTTP status, code. Never a key or a token.")
  )
}

type Given = Command.Command.ParseConfig<typeof options>

const byDefault = `
  Api-Key                 mode                package_no or card_bin_no
  ${Scenario.creditApiKey}          CREDIT_EXTENSION    ${Scenario.virtualPackageNo} for Virtual, ${Scenario.physicalPackageNo} for Physical
  ${Scenario.authorizationApiKey}   AUTHORIZATION       ${Scenario.cardBinNo} for both

  Each has the cardholders ${Scenario.approvedCardholderNo} (Approved), ${Scenario.pendingCardholderNo} (Pending) and ${Scenario.rejectedCardholderNo} (Rejected).`

// The keys of a file may be those of a test that logs the output of the program.
const byFile = (file: string): string => `
  It is set up by ${file}.`

const greeting = (
  url: string,
  { scenario }: Given
): string => `The KeySecure simulator listens on ${url} (stop it with Ctrl+C)
${Option.match(scenario, { onNone: () => byDefault, onSome: byFile })}

A token:
  curl -H 'Api-Key: ${Option.isNone(scenario) ? Scenario.creditApiKey : "…"}' -H "Timestamp: $(date +%s)000" ${url}/open-api/v1/merchant/token`

const urlOf = (address: HttpServer.Address): string =>
  address._tag === "UnixAddress"
    ? address.path
    : `http://${address.hostname.includes(":") ? `[${address.hostname}]` : address.hostname}:${address.port}`

const greet = (given: Given) => HttpServer.addressWith((address) => Console.log(greeting(urlOf(address), given)))

const endWithFailure = Effect.sync(() => {
  process.exitCode = 1
})

/** Says why it does not start, in one line per reason. */
const refuse = (reasons: ReadonlyArray<string>) =>
  Effect.zipRight(
    Effect.forEach(reasons, (reason) => Console.error(`keysecure-simulator: ${reason}`)),
    endWithFailure
  )

const knownReasons: ReadonlyMap<unknown, string> = new Map([
  ["EADDRINUSE", "the port is in use"],
  ["EACCES", "the port is not open to this user"],
  ["EADDRNOTAVAIL", "the host is no address of this machine"],
  ["ENOTFOUND", "the host is not known"],
  ["EAI_AGAIN", "the host is not known"]
])

const reasonOf = ({ cause }: HttpServerError.ServeError): string =>
  (Predicate.hasProperty(cause, "code") ? knownReasons.get(cause.code) : undefined) ??
  (cause instanceof Error ? cause.message : String(cause))

/** A server that is closed with all its connections, even if a caller waits for an answer. */
const layerNode = ({ host, port }: Given) =>
  Layer.unwrapEffect(
    Effect.sync(() => {
      const server = createServer((_, response) => {
        // There is none if the rules say so.
        response.sendDate = false
      })
      const close = Effect.sync(() => {
        server.close()
        server.closeAllConnections()
      })
      return Layer.scopedDiscard(Effect.addFinalizer(() => close)).pipe(
        Layer.provideMerge(NodeHttpServer.layer(() => server, { host, port }))
      )
    })
  )

const reset = (request: HttpServerRequest.HttpServerRequest): Effect.Effect<never> =>
  Effect.zipRight(
    Effect.sync(() => NodeHttpServerRequest.toIncomingMessage(request).socket.resetAndDestroy()),
    neverAnswers
  )

const serve = (given: Given) =>
  Effect.gen(function* () {
    const file = yield* Effect.transposeMapOption(given.scenario, (path) => readBy(ScenarioFile, path))
    const faults = yield* Effect.transposeMapOption(given.fault, (path) => readBy(FaultFile, path))
    const initial = Option.match(file, { onNone: () => Scenario.initial, onSome: stateOf })
    const log = given.log ? Option.some((line: string) => Console.log(line)) : Option.none()
    const transport = makeTransport({ initial, skewMillis: given.skew, faults, reset, log })
    return yield* Layer.effectDiscard(greet(given)).pipe(
      Layer.provide(Layer.unwrapScoped(Effect.map(transport, (app) => HttpServer.serve(app)))),
      Layer.provide(layerNode(given)),
      Layer.launch
    )
  }).pipe(
    Effect.catchTags({
      FileRefused: ({ reasons }) => refuse(reasons),
      ServeError: (error) => refuse([`cannot listen on ${given.host}:${given.port}: ${reasonOf(error)}`])
    })
  )

const command = Command.make("keysecure-simulator", options, serve).pipe(
  Command.withDescription(
    "Serves a simulator of KeySecure's open API: two merchants and no cards yet, or what a file says."
  )
)

const run = Command.run(command, { name: "KeySecure simulator", version: packageJson.version })

/** The command line takes `--help` only by itself; a person writes it anywhere. */
const argv = (all: ReadonlyArray<string>): ReadonlyArray<string> =>
  all.includes("--help") || all.includes("-h") ? [...all.slice(0, 2), "--help"] : all

run(argv(process.argv)).pipe(
  // The command line has already printed the fault.
  Effect.catchIf(ValidationError.isValidationError, () => endWithFailure),
  Effect.provide(NodeContext.layer),
  NodeRuntime.runMain
)
