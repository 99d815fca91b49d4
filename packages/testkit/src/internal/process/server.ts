/** The program's server: Node's, which is closed with all its connections. */
import * as HttpServer from "@effect/platform/HttpServer"
import type * as HttpServerError from "@effect/platform/HttpServerError"
import type * as HttpServerRequest from "@effect/platform/HttpServerRequest"
import * as NodeHttpServer from "@effect/platform-node/NodeHttpServer"
import * as NodeHttpServerRequest from "@effect/platform-node/NodeHttpServerRequest"
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Predicate from "effect/Predicate"
import type * as Scope from "effect/Scope"
import { createServer } from "node:http"
import { neverAnswers } from "../keySecureSimulator/neverAnswers.js"

/** Where a server listens. */
export interface Place {
  readonly host: string
  readonly port: number
}

/** Nothing listens there. */
export class CannotListen extends Data.TaggedError("CannotListen")<{ readonly reason: string }> {}

/** A server that is closed with all its connections, even if a caller waits for an answer. */
export const make = (place: Place): Effect.Effect<HttpServer.HttpServer, CannotListen, Scope.Scope> =>
  Effect.suspend(() => {
    const server = createServer((_, response) => {
      // There is none if the rules say so.
      response.sendDate = false
    })
    const close = Effect.sync(() => {
      server.close()
      server.closeAllConnections()
    })
    return NodeHttpServer.make(() => server, place).pipe(
      Effect.mapError((error) => new CannotListen({ reason: reasonOf(place, error) })),
      Effect.tap(() => Effect.addFinalizer(() => close))
    )
  })

/** The same as a layer. */
export const layer = (place: Place): Layer.Layer<HttpServer.HttpServer, CannotListen> =>
  Layer.scoped(HttpServer.HttpServer, make(place))

/** The URL of a server. */
export const urlOf = (address: HttpServer.Address): string =>
  address._tag === "UnixAddress"
    ? address.path
    : `http://${address.hostname.includes(":") ? `[${address.hostname}]` : address.hostname}:${address.port}`

/** Resets the connection of a request by TCP. */
export const reset = (request: HttpServerRequest.HttpServerRequest): Effect.Effect<never> =>
  Effect.zipRight(
    Effect.sync(() => NodeHttpServerRequest.toIncomingMessage(request).socket.resetAndDestroy()),
    neverAnswers
  )

const knownReasons: ReadonlyMap<unknown, string> = new Map([
  ["EADDRINUSE", "the port is in use"],
  ["EACCES", "the port is not open to this user"],
  ["EADDRNOTAVAIL", "the host is no address of this machine"],
  ["ENOTFOUND", "the host is not known"],
  ["EAI_AGAIN", "the host is not known"]
])

const reasonOf = ({ host, port }: Place, { cause }: HttpServerError.ServeError): string => {
  const known = Predicate.hasProperty(cause, "code") ? knownReasons.get(cause.code) : undefined
  return `cannot listen on ${host}:${port}: ${known ?? (cause instanceof Error ? cause.message : String(cause))}`
}
