/**
 * A TCP network between a client and a door, on which an exchange of a request and its answer meets the mishap that a
 * test plans for it. It works on bytes: of HTTP it knows only where a message ends.
 */
import * as Net from "node:net"
import { HttpServer } from "@effect/platform"
import { Context, Effect, Layer, Runtime } from "effect"
import { listen, stopListening } from "./listening.js"

/** What happens to one exchange. */
export type Mishap =
  /** The connection is cut before the request is read. */
  | "cutBeforeReading"
  /** It is cut when some bytes of the request were read; nothing is forwarded. */
  | "cutWhileReading"
  /** Both connections are cut when all but the end of the request was forwarded. */
  | "cutWhileForwarding"
  /** The client's connection is cut when the request was forwarded; the door's is not. */
  | "cutOnceForwarded"
  /** The door has answered, and the connection is reset instead. */
  | "resetBeforeAnswer"
  /** The door has answered, and the connection is closed instead. */
  | "closedBeforeAnswer"
  /** The connection is closed within the headers of the answer. */
  | "cutInHead"
  /** It is closed after half of the answer's body. */
  | "cutInBody"
  /** The answer comes in pieces, in some 50 ms. */
  | "dribbled"
  /** The answer comes byte by byte, in more time than anybody has. */
  | "dribbledTooSlowly"
  /** The door has answered, and nothing comes of it. */
  | "answerHeld"
  /** The answer comes, says that the connection stays, and the connection is closed. */
  | "closedAfterAnswer"

/** The network of a test. */
export interface Service {
  /** The port at which clients reach it now. */
  readonly port: () => number
  /**
   * The next exchange of which nothing else is planned meets this. `sealed` is run when it is certain what becomes of the
   * request, before the client can know.
   */
  readonly meet: (mishap: Mishap, sealed?: Effect.Effect<void>) => Effect.Effect<void>
  /** Nobody listens any more; what is under way is cut. */
  readonly close: Effect.Effect<void>
  /** Somebody listens again, at the same port if it is still free. */
  readonly open: Effect.Effect<void>
}

export class Network extends Context.Tag("@effect-keysecure/client/test/support/sockets/network")<Network, Service>() {}

/** How a network treats connections. */
export interface Options {
  /** Whether a connection carries one exchange after the other, or a single one. */
  readonly keepsAlive: boolean
}

interface Plan {
  readonly mishap: Mishap | undefined
  readonly sealed: () => void
}

const noPlan: Plan = { mishap: undefined, sealed: () => {} }

const headEnd = "\r\n\r\n"

/** What ends a message that comes in chunks. */
const lastChunk = "\r\n0\r\n\r\n"

/** The length of the message that these bytes begin with, if that can be told yet. */
const lengthOf = (bytes: Buffer): number | undefined => {
  const end = bytes.indexOf(headEnd)
  if (end < 0) return undefined
  const head = bytes.toString("latin1", 0, end)
  if (/transfer-encoding: *chunked/i.test(head)) {
    const last = bytes.indexOf(lastChunk, end)
    return last < 0 ? undefined : last + lastChunk.length
  }
  const [, length = "0"] = /content-length: *(\d+)/i.exec(head) ?? []
  return end + headEnd.length + Number(length)
}

/** The message that these bytes begin with, if all of it is there, and what follows. */
const messageOf = (bytes: Buffer): readonly [Buffer, Buffer] | undefined => {
  const length = lengthOf(bytes)
  return length === undefined || bytes.length < length ? undefined : [bytes.subarray(0, length), bytes.subarray(length)]
}

/** The same answer, saying that the connection ends with it. */
const closing = (answer: Buffer): Buffer =>
  Buffer.from(answer.toString("latin1").replace(/^connection: *keep-alive\r\n/im, "connection: close\r\n"), "latin1")

/** Writes piece by piece while the socket lives. */
const dribble = (socket: Net.Socket, bytes: Buffer, pieces: number, everyMillis: number, then: () => void): void => {
  const size = Math.ceil(bytes.length / pieces)
  let written = 0
  const timer = setInterval(() => {
    socket.write(bytes.subarray(written, written + size))
    written += size
    if (written < bytes.length) return
    clearInterval(timer)
    then()
  }, everyMillis)
  socket.once("close", () => clearInterval(timer))
}

const answerBy = (client: Net.Socket, answer: Buffer, { mishap, sealed }: Plan, keepsAlive: boolean): void => {
  const end = () => void client.end()
  const middle = Math.ceil((answer.indexOf(headEnd) + headEnd.length + answer.length) / 2)
  sealed()
  switch (mishap) {
    case "resetBeforeAnswer":
      return void client.resetAndDestroy()
    case "closedBeforeAnswer":
      return end()
    case "cutInHead":
      return void client.end(answer.subarray(0, 20))
    case "cutInBody":
      return void client.end(answer.subarray(0, middle))
    case "dribbled":
      return dribble(client, closing(answer), 10, 5, end)
    case "dribbledTooSlowly":
      return dribble(client, answer, answer.length, 50, end)
    case "closedAfterAnswer":
      return void client.end(answer)
    case "answerHeld":
    case "cutOnceForwarded":
      return undefined
    default:
      return void (keepsAlive ? client.write(answer) : client.end(closing(answer)))
  }
}

/** Carries the exchanges of one connection, one after the other. */
const carry = (client: Net.Socket, connect: () => Net.Socket, nextPlan: () => Plan, { keepsAlive }: Options): void => {
  let plan: Plan | undefined = keepsAlive ? undefined : nextPlan()
  let received: Buffer = Buffer.alloc(0)

  const forward = (request: Buffer, { mishap, sealed }: Plan): void => {
    const upstream = connect()
    if (mishap === "cutWhileForwarding") {
      upstream.write(request.subarray(0, -5), () => {
        sealed()
        upstream.destroy()
        client.resetAndDestroy()
      })
      return
    }
    upstream.write(request, () => void (mishap === "cutOnceForwarded" && client.resetAndDestroy()))
    let answer: Buffer = Buffer.alloc(0)
    upstream.on("data", (bytes) => {
      answer = Buffer.concat([answer, bytes])
      const whole = messageOf(answer)
      if (whole === undefined) return
      upstream.destroy()
      answerBy(client, whole[0], { mishap, sealed }, keepsAlive)
    })
  }

  const read = (): void => {
    if (client.readableLength === 0) return
    plan ??= nextPlan()
    if (plan.mishap === "cutBeforeReading" || plan.mishap === "cutWhileReading") {
      if (plan.mishap === "cutWhileReading") client.read(Math.min(20, client.readableLength))
      plan.sealed()
      client.resetAndDestroy()
      return
    }
    received = Buffer.concat([received, client.read() ?? Buffer.alloc(0)])
    const whole = messageOf(received)
    if (whole === undefined) return
    const current = plan
    plan = undefined
    received = whole[1]
    forward(whole[0], current)
  }

  if (plan?.mishap === "cutBeforeReading") {
    plan.sealed()
    client.destroy()
  } else {
    client.on("readable", read)
  }
}

/** A network in front of the server that the context has. */
export const layer = (options: Options): Layer.Layer<Network, never, HttpServer.HttpServer> =>
  Layer.scoped(
    Network,
    Effect.gen(function* () {
      const doorPort = yield* HttpServer.addressWith((address) =>
        Effect.succeed(address._tag === "TcpAddress" ? address.port : 0)
      )
      const runSync = Runtime.runSync(yield* Effect.runtime())
      const plans: Array<Plan> = []
      const sockets = new Set<Net.Socket>()
      const known = (socket: Net.Socket): Net.Socket => {
        sockets.add(socket)
        return socket.on("error", () => {}).on("close", () => sockets.delete(socket))
      }
      const connect = () => known(Net.connect(doorPort, "127.0.0.1"))
      const server = Net.createServer((client) => carry(known(client), connect, () => plans.shift() ?? noPlan, options))
      let port = yield* listen(server)
      const close = Effect.suspend(() => {
        for (const socket of sockets) socket.destroy()
        return stopListening(server)
      })
      yield* Effect.addFinalizer(() => close)
      return {
        port: () => port,
        meet: (mishap, sealed = Effect.void) =>
          Effect.sync(() => void plans.push({ mishap, sealed: () => runSync(sealed) })),
        close,
        open: Effect.map(listen(server, port), (now) => {
          port = now
        })
      }
    })
  )
