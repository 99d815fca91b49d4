/** Servers that can be closed and opened again where they were, and a client that finds them wherever they are. */
import type * as Net from "node:net"
import { KeySecureSimulator } from "@effect-keysecure/testkit"
import * as UndiciHttpClient from "@effect-keysecure/client/UndiciHttpClient"
import { HttpClient, HttpClientRequest } from "@effect/platform"
import { Effect, Layer } from "effect"
import * as Undici from "undici"

/** The port of a server that listens. */
const portOf = (server: Net.Server): number => {
  const address = server.address()
  return typeof address === "object" && address !== null ? address.port : 0
}

/**
 * Listens on 127.0.0.1, at this port if it is still free, else at any: a port that was given up may be anybody's by now.
 * The port that it became.
 */
export const listen = (server: Net.Server, port = 0): Effect.Effect<number> =>
  Effect.async<number>((resume) => {
    const taken = () => resume(listen(server))
    server.once("error", taken)
    server.listen(port, "127.0.0.1", () => {
      server.off("error", taken)
      resume(Effect.succeed(portOf(server)))
    })
  })

/** Stops listening, once there are no connections any more. */
export const stopListening = (server: Net.Server): Effect.Effect<void> =>
  Effect.async<void>((resume) => {
    if (server.listening) server.close(() => resume(Effect.void))
    else resume(Effect.void)
  })

/** The lean transport with another connector: nothing stands around it, so that calls take the direct way. */
const leanTowards = (port: () => number): Layer.Layer<HttpClient.HttpClient> => {
  const connect = Undici.buildConnector({})
  return UndiciHttpClient.layerAgent({
    agent: { connect: (to, done) => connect({ ...to, hostname: "127.0.0.1", port: String(port()) }, done) }
  })
}

/** A transport whose requests for `KeySecureSimulator.baseUrl` go to a port of 127.0.0.1 that may change. */
export const towards = (
  transport: Layer.Layer<HttpClient.HttpClient>,
  port: () => number
): Layer.Layer<HttpClient.HttpClient> =>
  transport === UndiciHttpClient.layer ? leanTowards(port) : mapped(transport, port)

const mapped = (
  transport: Layer.Layer<HttpClient.HttpClient>,
  port: () => number
): Layer.Layer<HttpClient.HttpClient> =>
  Layer.effect(
    HttpClient.HttpClient,
    Effect.map(
      HttpClient.HttpClient,
      HttpClient.mapRequest((request) =>
        HttpClientRequest.setUrl(
          request,
          request.url.replace(KeySecureSimulator.baseUrl, `${KeySecureSimulator.baseUrl}:${port()}`)
        )
      )
    )
  ).pipe(Layer.provide(transport))
