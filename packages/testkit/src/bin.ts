/**
 * The program `keysecure-simulator`: the simulator's default scenario, served over HTTP until it is stopped.
 */
import * as Command from "@effect/cli/Command"
import * as Options from "@effect/cli/Options"
import * as ValidationError from "@effect/cli/ValidationError"
import { HttpServer } from "@effect/platform"
import * as NodeContext from "@effect/platform-node/NodeContext"
import * as NodeHttpServer from "@effect/platform-node/NodeHttpServer"
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import { Console, Effect, Layer, Predicate } from "effect"
import { createServer } from "node:http"
import packageJson from "../package.json" with { type: "json" }
import * as KeySecureSimulator from "./KeySecureSimulator.js"
import * as Scenario from "./Scenario.js"

const options = {
  port: Options.integer("port").pipe(
    Options.withDefault(4010),
    Options.withDescription("The port to listen on; 0 takes a free one.")
  ),
  host: Options.text("host").pipe(
    Options.withDefault("127.0.0.1"),
    Options.withDescription("The address to listen on. Only this machine reaches 127.0.0.1.")
  )
}

const greeting = (url: string): string => `The KeySecure simulator listens on ${url} (stop it with Ctrl+C)

  Api-Key                 mode                package_no or card_bin_no
  ${Scenario.creditApiKey}          CREDIT_EXTENSION    ${Scenario.virtualPackageNo} for Virtual, ${Scenario.physicalPackageNo} for Physical
  ${Scenario.authorizationApiKey}   AUTHORIZATION       ${Scenario.cardBinNo} for both

  Each has the cardholders ${Scenario.approvedCardholderNo} (Approved), ${Scenario.pendingCardholderNo} (Pending) and ${Scenario.rejectedCardholderNo} (Rejected).

A token:
  curl -H 'Api-Key: ${Scenario.creditApiKey}' -H "Timestamp: $(date +%s)000" ${url}/open-api/v1/merchant/token`

const greet = HttpServer.addressFormattedWith((url) => Console.log(greeting(url)))

const reasonOf = (cause: unknown): string =>
  Predicate.hasProperty(cause, "code") && cause.code === "EADDRINUSE"
    ? "the port is in use"
    : cause instanceof Error
      ? cause.message
      : String(cause)

const endWithFailure = Effect.sync(() => {
  process.exitCode = 1
})

/** Says in one line why it cannot listen. */
const cannotListen = (port: number, host: string, cause: unknown) =>
  Effect.zipRight(
    Console.error(`keysecure-simulator: cannot listen on ${host}:${port}: ${reasonOf(cause)}`),
    endWithFailure
  )

/** Node's server, without the `Date` that it would add of its own where the rules say that there is none. */
const server = () =>
  createServer((_, response) => {
    response.sendDate = false
  })

const serve = ({ host, port }: { readonly host: string; readonly port: number }) =>
  Layer.effectDiscard(greet).pipe(
    Layer.provide(KeySecureSimulator.layerServer()),
    Layer.provide(NodeHttpServer.layer(server, { port, host })),
    Layer.launch,
    Effect.catchTag("ServeError", ({ cause }) => cannotListen(port, host, cause))
  )

const command = Command.make("keysecure-simulator", options, serve).pipe(
  Command.withDescription("Serves a simulator of KeySecure's open API, with two merchants and no cards yet.")
)

const run = Command.run(command, { name: "KeySecure simulator", version: packageJson.version })

/** The command line takes `--help` only by itself; a person writes it anywhere. */
const argv = (all: ReadonlyArray<string>): ReadonlyArray<string> =>
  all.includes("--help") || all.includes("-h") ? [...all.slice(0, 2), "--help"] : all

run(argv(process.argv)).pipe(
  // The command line has said what is wrong with it.
  Effect.catchIf(ValidationError.isValidationError, () => endWithFailure),
  Effect.provide(NodeContext.layer),
  NodeRuntime.runMain
)
