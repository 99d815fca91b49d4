/** Small HTTP and TCP servers on 127.0.0.1 that do what a test says. They close with their scope. */
import * as Http from "node:http"
import * as Https from "node:https"
import * as Net from "node:net"
import { Effect, type Scope } from "effect"

const listening = (
  server: Net.Server,
  close: () => void,
  protocol: "http" | "https" = "http"
): Effect.Effect<string, never, Scope.Scope> =>
  Effect.acquireRelease(
    Effect.async<string>((resume) => {
      server.listen(0, "127.0.0.1", () => {
        const address = server.address()
        resume(
          Effect.succeed(
            typeof address === "object" && address !== null ? `${protocol}://127.0.0.1:${address.port}` : ""
          )
        )
      })
    }),
    () =>
      Effect.async<void>((resume) => {
        close()
        server.close(() => resume(Effect.void))
      })
  )

/** A server with a handler of Node's own kind. Its URL. */
export const httpServer = (handler: Http.RequestListener): Effect.Effect<string, never, Scope.Scope> =>
  Effect.suspend(() => {
    const server = Http.createServer(handler)
    return listening(server, () => server.closeAllConnections())
  })

/** The same over TLS. */
export const httpsServer = (
  options: Https.ServerOptions,
  handler: Http.RequestListener
): Effect.Effect<string, never, Scope.Scope> =>
  Effect.suspend(() => {
    const server = Https.createServer(options, handler)
    return listening(server, () => server.closeAllConnections(), "https")
  })

/** A request as it arrived. */
interface Arrived {
  readonly url: string | undefined
  readonly headers: Http.IncomingHttpHeaders
  readonly body: string
}

/** A server that keeps what it is sent and answers it like the platform: with a token, or a card and a list without it. */
export const recordingServer: Effect.Effect<
  { readonly baseUrl: string; readonly arrived: ReadonlyArray<Arrived> },
  never,
  Scope.Scope
> = Effect.suspend(() => {
  const arrived: Array<Arrived> = []
  return Effect.map(
    httpServer((request, response) => {
      let body = ""
      request.on("data", (bytes) => (body += String(bytes)))
      request.on("end", () => {
        arrived.push({ url: request.url, headers: request.headers, body })
        answer(response, isForToken(request) ? issuedToken("a-token") : appliedCard)
      })
    }),
    (baseUrl) => ({ baseUrl, arrived })
  )
})

/** A server that gives tokens and has an answer of its own to everything else. Its URL. */
export const tokenServer = (token: string, handler: Http.RequestListener): Effect.Effect<string, never, Scope.Scope> =>
  httpServer((request, response) =>
    isForToken(request) ? answer(response, issuedToken(token)) : handler(request, response)
  )

/** A server that is given each connection. Its URL. */
export const tcpServer = (onConnection: (socket: Net.Socket) => void): Effect.Effect<string, never, Scope.Scope> =>
  Effect.suspend(() => {
    const sockets = new Set<Net.Socket>()
    const server = Net.createServer((socket) => {
      sockets.add(socket)
      socket.on("error", () => {})
      socket.on("close", () => sockets.delete(socket))
      onConnection(socket)
    })
    return listening(server, () => sockets.forEach((socket) => socket.destroy()))
  })

/** A URL of 127.0.0.1 at which nobody listens. */
export const deafUrl: Effect.Effect<string> = Effect.scoped(tcpServer(() => {}))

/** Answers like the platform: an envelope, with a `Date` of now. */
export const answer = (response: Http.ServerResponse, body: unknown): void => {
  response.writeHead(200, { "content-type": "application/json" })
  response.end(JSON.stringify(body))
}

/** Whether a request asks for a token. */
const isForToken = ({ url }: Http.IncomingMessage): boolean => url === "/open-api/v1/merchant/token"

/** The answer to the application `order-1`, which is that to an empty card list too. */
const appliedCard = { code: 0, msg: "Success", data: { card_no: "C1", card_unique_no: "order-1", list: [] } }

/** The answer to get token, for servers that are not the simulator. */
export const issuedToken = (token: string) => ({
  code: 0,
  msg: "Success",
  data: { access_token: token, expired_time: Date.now() + 3_600_000 }
})
