/** Small HTTP and TCP servers on 127.0.0.1 that do what a test says. They close with their scope. */
import * as Http from "node:http"
import * as Net from "node:net"
import { Effect, type Scope } from "effect"

const listening = <S extends Net.Server>(server: S, close: () => void): Effect.Effect<string, never, Scope.Scope> =>
  Effect.acquireRelease(
    Effect.async<string>((resume) => {
      server.listen(0, "127.0.0.1", () => {
        const address = server.address()
        resume(
          Effect.succeed(typeof address === "object" && address !== null ? `http://127.0.0.1:${address.port}` : "")
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

/** The answer to get token, for servers that are not the simulator. */
export const issuedToken = (token: string) => ({
  code: 0,
  msg: "Success",
  data: { access_token: token, expired_time: Date.now() + 3_600_000 }
})
