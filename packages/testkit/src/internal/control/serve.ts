/** The control API on a port of its own. */
import type * as HttpApp from "@effect/platform/HttpApp"
import type * as HttpServer from "@effect/platform/HttpServer"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import type * as Scope from "effect/Scope"

/** How to listen on a port of the loopback address. */
export type Listen<E> = (port: number) => Effect.Effect<HttpServer.HttpServer, E, Scope.Scope>

/** The port that is tried if none is asked for. */
export const usualPort = 4011

/**
 * Serves the control API and its page, and gives the address. If no port is asked for, and the usual one is in use, it
 * takes a free one: a second program starts beside the first.
 */
export const serveControl = <E>(app: HttpApp.Default, listen: Listen<E>, port: Option.Option<number>) =>
  Effect.gen(function* () {
    const server = yield* Option.match(port, {
      onNone: () => Effect.orElse(listen(usualPort), () => listen(0)),
      onSome: listen
    })
    yield* server.serve(app)
    return server.address
  })
