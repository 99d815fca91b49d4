/** A door of one simulator that can be closed and opened again, and that stops where a test wants it to. */
import * as Http from "node:http"
import { Endpoints } from "@effect-keysecure/schema"
import { KeySecureSimulator, type Simulation } from "@effect-keysecure/testkit"
import { Deferred, Effect, type Scope } from "effect"
import { listen, stopListening } from "./listening.js"

/** Where the door stops with an application. */
export type Stop =
  /** It came, and is not carried out. */
  | "arrived"
  /** It is carried out, and not answered. */
  | "carriedOut"

/** A door. */
export interface Door {
  /** The port at which it is, or was last. */
  readonly port: () => number
  /** Opens it, at the port where it was last if that is still free. It closes with the scope: what is under way is cut. */
  readonly open: (port?: number) => Effect.Effect<void, never, Scope.Scope>
  /** The next application for this number stops there; what is given ends when it has. */
  readonly stopAt: (stop: Stop, cardUniqueNo: string) => Effect.Effect<Effect.Effect<void>>
  /**
   * Carries out the application that stopped on its arrival, at last, whether or not the door is open; its answer reaches
   * nobody but the test.
   */
  readonly carryOn: (cardUniqueNo: string) => Effect.Effect<Simulation.Response>
}

interface Stopping {
  readonly stop: Stop
  readonly stopped: Deferred.Deferred<void>
}

const textOf = (request: Http.IncomingMessage, use: (body: string) => void): void => {
  let body = ""
  request.setEncoding("utf8")
  request.on("data", (text: string) => {
    body += text
  })
  request.on("end", () => use(body))
}

const headersOf = (headers: Http.IncomingHttpHeaders): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]))

/** The number that an application is for. */
const numberIn = ({ body, path }: Simulation.Request): string => {
  const [, no = ""] = /"card_unique_no":"([^"]*)"/.exec(body) ?? []
  return path === Endpoints.applyForCard.path ? no : ""
}

/** A door of the context's simulator, closed. */
export const make: Effect.Effect<Door, never, KeySecureSimulator.KeySecureSimulator> = Effect.map(
  KeySecureSimulator.KeySecureSimulator,
  ({ handle }): Door => {
    let lastPort = 0
    const stops = new Map<string, Stopping>()
    const arrived = new Map<string, Simulation.Request>()

    const answer = (request: Simulation.Request, response: Http.ServerResponse): Effect.Effect<void> =>
      Effect.suspend(() => {
        const no = numberIn(request)
        const here = stops.get(no)
        stops.delete(no)
        if (here?.stop === "arrived") {
          arrived.set(no, request)
          return Effect.asVoid(Deferred.succeed(here.stopped, undefined))
        }
        return Effect.flatMap(handle(request), ({ body, headers, status }) => {
          if (here !== undefined) return Deferred.succeed(here.stopped, undefined)
          response.writeHead(status, headers)
          response.end(body)
          return Effect.void
        })
      })

    const onRequest: Http.RequestListener = (incoming, response) =>
      textOf(incoming, (body) => {
        const { headers, method = "", socket, url = "" } = incoming
        const remoteAddress = socket.remoteAddress ?? ""
        Effect.runFork(answer({ method, path: url, headers: headersOf(headers), body, remoteAddress }, response))
      })

    return {
      port: () => lastPort,
      open: (port = lastPort) =>
        Effect.flatMap(
          Effect.acquireRelease(
            Effect.sync(() => Http.createServer(onRequest)),
            (server) =>
              Effect.suspend(() => {
                server.closeAllConnections()
                return stopListening(server)
              })
          ),
          (server) =>
            Effect.map(listen(server, port), (became) => {
              lastPort = became
            })
        ),
      stopAt: (stop, cardUniqueNo) =>
        Effect.map(Deferred.make<void>(), (stopped) => {
          stops.set(cardUniqueNo, { stop, stopped })
          return Deferred.await(stopped)
        }),
      carryOn: (cardUniqueNo) =>
        Effect.flatMap(
          Effect.orDieWith(Effect.fromNullable(arrived.get(cardUniqueNo)), () => `${cardUniqueNo} has not stopped`),
          handle
        )
    }
  }
)
