/** Receives callbacks over HTTP, on this machine: a tunnel of the merchant leads to it. */
import * as HttpClient from "@effect/platform/HttpClient"
import * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import * as Clock from "effect/Clock"
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import * as Random from "effect/Random"
import type * as Scope from "effect/Scope"
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http"
import { answerTo, type Delivery, type Inbox, type Posted, type Reply } from "./inbox.js"

/** The port is taken, or may not be listened at. */
export class CannotListen extends Data.TaggedError("CannotListen")<{ readonly reason: string }> {}

/** A callback is some 2 KiB long. */
const mostBytes = 65_536

/** How often it is looked whether a delivery has come, in ms. */
const lookMillis = 50

/** How long our own request to the public URL may take. */
const reachTimeout = "15 seconds"

const headersOf = ({ headers }: IncomingMessage): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, typeof value === "string" ? value : value.join(", ")]]
    )
  )

/** Reads a request, and hands it on once it is there. One that is too long is cut off. */
const read = (request: IncomingMessage, whole: (body: string) => void): void => {
  const parts: Array<Uint8Array> = []
  let bytes = 0
  request.on("data", (part: Uint8Array) => {
    bytes += part.length
    if (bytes > mostBytes) request.destroy()
    else parts.push(part)
  })
  request.on("end", () => whole(new TextDecoder().decode(joined(parts, bytes))))
}

const joined = (parts: ReadonlyArray<Uint8Array>, length: number): Uint8Array => {
  const all = new Uint8Array(length)
  let at = 0
  for (const part of parts) {
    all.set(part, at)
    at += part.length
  }
  return all
}

/** A delivery whose sender may still leave. */
interface Open {
  delivery: Delivery
}

const answer = (response: ServerResponse, reply: Reply): void => {
  const told = answerTo(reply)
  if (told === undefined) return
  response.writeHead(told.status, { "content-type": "application/json" })
  response.end(told.body)
}

const listen = (server: Server, port: number): Effect.Effect<void, CannotListen, Scope.Scope> =>
  Effect.acquireRelease(
    Effect.async<void, CannotListen>((resume) => {
      server.once("error", (error) => resume(new CannotListen({ reason: error.message })))
      server.listen(port, "127.0.0.1", () => resume(Effect.void))
    }),
    () =>
      Effect.async<void>((resume) => {
        server.closeAllConnections()
        server.close(() => resume(Effect.void))
      })
  )

/** Whether our own request to the public URL comes in here. */
const reaching = (url: string, http: HttpClient.HttpClient, arrived: Set<string>) =>
  Effect.gen(function* () {
    const nonce = `keysecure-probe-${yield* Random.nextIntBetween(1, Number.MAX_SAFE_INTEGER)}`
    yield* http
      .execute(HttpClientRequest.bodyText(HttpClientRequest.post(url), nonce, "text/plain"))
      .pipe(Effect.timeout(reachTimeout), Effect.scoped, Effect.ignore)
    return arrived.has(nonce)
  })

/** Listens at a port of this machine, until the scope is closed. The URL is that by which the platform gets here. */
export const make = (
  url: string,
  port: number
): Effect.Effect<Inbox, CannotListen, Scope.Scope | HttpClient.HttpClient> =>
  Effect.gen(function* () {
    const http = HttpClient.withTracerPropagation(yield* HttpClient.HttpClient, false)
    const clock = yield* Effect.clock
    const all: Array<Open> = []
    const strangers = new Set<string>()
    let replyTo: (posted: Posted) => Reply = () => "taken"
    const server = createServer((request, response) => {
      const arrivedAt = clock.unsafeCurrentTimeMillis()
      read(request, (body) => {
        const posted = { headers: headersOf(request), body }
        if (body.startsWith("keysecure-probe-")) {
          strangers.add(body)
          answer(response, "taken")
          return
        }
        const reply = replyTo(posted)
        const open: Open = { delivery: { ...posted, arrivedAt, reply, leftAt: undefined } }
        all.push(open)
        response.on("close", () => {
          if (response.writableFinished) return
          open.delivery = { ...open.delivery, leftAt: clock.unsafeCurrentTimeMillis() }
        })
        answer(response, reply)
      })
    })
    yield* listen(server, port)
    const wait: Inbox["wait"] = (until, isEnough) =>
      Effect.gen(function* () {
        while (!isEnough() && (yield* Clock.currentTimeMillis) < until) yield* Effect.sleep(lookMillis)
      })
    return {
      deliveries: () => all.map(({ delivery }) => delivery),
      answerBy: (next) => {
        replyTo = next
      },
      wait,
      isReached: reaching(url, http, strangers)
    } satisfies Inbox
  })
