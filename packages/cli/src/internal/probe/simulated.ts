/** A platform to probe without an account: the simulator, over HTTP on loopback, on the clock of the prober. */
import * as KeySecureSimulator from "@effect-keysecure/testkit/KeySecureSimulator"
import type * as Scenario from "@effect-keysecure/testkit/Scenario"
import * as HttpServer from "@effect/platform/HttpServer"
import * as NodeHttpServer from "@effect/platform-node/NodeHttpServer"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { createServer } from "node:http"

/** A server that adds no `Date` of its own: the simulator's rules say whether there is one. */
const plainServer = () =>
  createServer().prependListener("request", (_request, response) => {
    response.sendDate = false
  })

/** Serves a simulator. */
export const layer = (scenario: Scenario.Scenario) =>
  KeySecureSimulator.layerServer({ scenario, requestsKept: 0 }).pipe(
    Layer.provideMerge(NodeHttpServer.layer(plainServer, { port: 0, host: "127.0.0.1" })),
    Layer.orDie
  )

/** The URL at which it is served. */
export const baseUrl: Effect.Effect<string, never, HttpServer.HttpServer> = HttpServer.addressFormattedWith(
  Effect.succeed
)
