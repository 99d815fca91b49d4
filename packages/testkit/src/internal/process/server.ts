/** The program's server: Node's, which is closed with all its connections. */
import type * as HttpServer from "@effect/platform/HttpServer"
import type * as HttpServerError from "@effect/platform/HttpServerError"
import type * as HttpServerRequest from "@effect/platform/HttpServerRequest"
import * as NodeHttpServer from "@effect/platform-node/NodeHttpServer"
import * as NodeHttpServerRequest from "@effect/platform-node/NodeHttpServerRequest"
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Predicate from "effect/Predicate"
import type * as Scope from "effect/Scope"
import { createServer, type ServerResponse } from "node:http"
import { createServer as createTlsServer } from "node:https"
import type { Socket } from "node:net"
import { neverAnswers } from "../keySecureSimulator/neverAnswers.js"
import type { Identity } from "./identity.js"

/** Where a server listens. */
export interface Place {
  readonly host: string
  readonly port: number
}

/** Nothing listens there. */
export class CannotListen extends Data.TaggedError("CannotListen")<{ readonly reason: string }> {}

/** A server. */
export interface Server {
  /** It is closed with all its connections, even if a caller waits for an answer. */
  readonly listen: Effect.Effect<HttpServer.HttpServer, CannotListen, Scope.Scope>
  /** Resets the connection of a request by TCP. */
  readonly reset: (request: HttpServerRequest.HttpServerRequest) => Effect.Effect<never>
}

const onRequest = (_: unknown, response: ServerResponse) => {
  // There is none if the rules say so.
  response.sendDate = false
}

/** Makes a server, over TLS if it has an identity. */
export const make = (place: Place, identity: Option.Option<Identity> = Option.none()): Server => {
  // What TLS makes of a connection cannot be reset, but what is below it can.
  const connections = new Map<number | undefined, Socket>()
  const server = Option.match(identity, {
    onNone: () => createServer(onRequest),
    onSome: (both) => createTlsServer(both, onRequest)
  })
  server.on("connection", (socket: Socket) => {
    const { remotePort } = socket
    connections.set(remotePort, socket)
    socket.once("close", () => connections.delete(remotePort))
  })
  const close = Effect.sync(() => {
    server.close()
    server.closeAllConnections()
  })
  return {
    listen: NodeHttpServer.make(() => server, place).pipe(
      Effect.mapError((error) => new CannotListen({ reason: reasonOf(place, error) })),
      Effect.tap(() => Effect.addFinalizer(() => close))
    ),
    reset: (request) =>
      Effect.zipRight(
        Effect.sync(() =>
          connections.get(NodeHttpServerRequest.toIncomingMessage(request).socket.remotePort)?.resetAndDestroy()
        ),
        neverAnswers
      )
  }
}

/** The URL of a server. */
export const urlOf = (address: HttpServer.Address, isTls = false): string =>
  address._tag === "UnixAddress"
    ? address.path
    : `http${isTls ? "s" : ""}://${address.hostname.includes(":") ? `[${address.hostname}]` : address.hostname}:${address.port}`

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
