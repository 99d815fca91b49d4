import type { Socket } from "node:net"
import { KeySecureClient, RetryPolicy } from "@effect-keysecure/client"
import type { HttpClient } from "@effect/platform"
import { describe, expect, it } from "@effect/vitest"
import { Deferred, Duration, Effect, Layer, Redacted } from "effect"
import { application, query } from "../support/requests.js"
import { deafUrl, issuedToken, tcpServer } from "../support/server.js"
import { transports } from "../support/transports.js"

const token = JSON.stringify(issuedToken("secret-token"))
const tokenAnswer = `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: ${token.length}\r\nconnection: close\r\n\r\n${token}`

/** A platform that issues tokens and does something of its own with everything else. */
const platform = (onRequest: (socket: Socket) => void) =>
  tcpServer((socket) => {
    let seen = ""
    socket.on("data", (bytes) => {
      seen += bytes.toString("latin1")
      if (!seen.includes("\r\n\r\n")) return
      if (seen.startsWith("GET /open-api/v1/merchant/token")) socket.end(tokenAnswer)
      else onRequest(socket)
    })
  })

const withHead = (head: string, body: string) => (socket: Socket) => {
  socket.end(`HTTP/1.1 ${head}\r\nconnection: close\r\n\r\n${body}`)
}

const envelope = JSON.stringify({ code: 0, msg: "Success", data: { card_no: "C1", card_unique_no: "order-1" } })
const oversized = JSON.stringify({ code: 0, msg: "x".repeat(1024 * 1024), data: {} })

const unknown = (reason: object) => ({ _tag: "OutcomeUnknown", reason })
const endings: ReadonlyArray<readonly [string, (socket: Socket) => void, object, object]> = [
  [
    "the connection reset after the request",
    (s) => void s.resetAndDestroy(),
    { _tag: "NoAnswer" },
    { _tag: "Unreachable" }
  ],
  ["the connection closed after the request", (s) => void s.destroy(), { _tag: "NoAnswer" }, { _tag: "Unreachable" }],
  [
    "half an answer",
    withHead("200 OK\r\ncontent-length: 4000", `{"code":0`),
    { _tag: "NoAnswer" },
    { _tag: "Unreachable" }
  ],
  ["something that is not HTTP", (s) => void s.end("hello\r\n\r\n"), { _tag: "NoAnswer" }, { _tag: "Unreachable" }],
  [
    "a gateway's page",
    withHead("502 Bad Gateway\r\ncontent-type: text/html", "<h1>502</h1>"),
    { _tag: "Unreadable", status: 502 },
    { _tag: "Unreadable", status: 502 }
  ],
  ["garbage", withHead("200 OK", `{"code":`), { _tag: "Unreadable", status: 200 }, { _tag: "Unreadable", status: 200 }],
  [
    "an empty body",
    withHead("200 OK\r\ncontent-length: 0", ""),
    { _tag: "Unreadable", status: 200 },
    { _tag: "Unreadable", status: 200 }
  ],
  [
    "an oversized body of declared length",
    withHead(`200 OK\r\ncontent-length: ${oversized.length}`, oversized),
    { _tag: "Unreadable", detail: "a body of more than 1 MiB" },
    { _tag: "Unreadable", detail: "a body of more than 1 MiB" }
  ],
  [
    "an oversized body of undeclared length",
    withHead("200 OK", oversized),
    { _tag: "Unreadable", detail: "a body of more than 1 MiB" },
    { _tag: "Unreadable", detail: "a body of more than 1 MiB" }
  ],
  [
    "code 0 with data of another kind",
    withHead("200 OK", `{"code":0,"msg":"Success","data":[]}`),
    { _tag: "Accepted" },
    { _tag: "Unreadable" }
  ],
  [
    "code 0 for another card",
    withHead("200 OK", envelope.replace("order-1", "order-2")),
    { _tag: "Accepted" },
    { _tag: "Unreadable" }
  ]
]

const clientOver =
  (transport: Layer.Layer<HttpClient.HttpClient>) =>
  (baseUrl: string, deadline: Duration.DurationInput = "10 seconds") =>
    KeySecureClient.layer({
      apiKey: Redacted.make("secret-key"),
      baseUrl,
      retryPolicy: { ...RetryPolicy.never, deadline: Duration.decode(deadline) }
    }).pipe(Layer.provide(transport))

/** A write and a read, each of which the platform ends in the same way. */
const bothEnd = (write: object, read: object) =>
  Effect.gen(function* () {
    const { applyForCard, listCards } = yield* KeySecureClient.KeySecureClient
    const error = yield* Effect.flip(applyForCard(application))
    expect(error).toMatchObject(unknown(write))
    expect(error).toMatchObject({ operation: "applyForCard", cardUniqueNo: "order-1" })
    expect(error._tag === "OutcomeUnknown" && error.stamps.length).toBe(1)
    expect(yield* Effect.flip(listCards(query))).toMatchObject(read)
  })

it.live("silence is no answer over any transport, once the call has taken as long as it may", () =>
  Effect.gen(function* () {
    const baseUrl = yield* platform(() => {})
    yield* Effect.forEach(
      transports,
      ([, transport]) =>
        bothEnd({ _tag: "NoAnswer" }, { _tag: "Unreachable" }).pipe(
          Effect.provide(clientOver(transport)(baseUrl, "1 second"))
        ),
      { concurrency: "unbounded" }
    )
  }).pipe(Effect.scoped)
)

describe.each(transports)("over %s", { concurrent: true }, (name, transport) => {
  const client = clientOver(transport)

  it.live("a refused connection is not sent", () =>
    Effect.gen(function* () {
      const { applyForCard, listCards } = yield* KeySecureClient.KeySecureClient
      expect(yield* Effect.flip(applyForCard(application))).toMatchObject({ _tag: "NotSent" })
      expect(yield* Effect.flip(listCards(query))).toMatchObject({
        _tag: "Unreachable",
        detail: expect.stringMatching(/no connection to 127\.0\.0\.1:\d+: look .*\(ECONNREFUSED\)/)
      })
    }).pipe(Effect.provide(Layer.unwrapEffect(Effect.map(deafUrl, (url) => client(url)))))
  )

  it.live.each(endings)("%s", ([, onRequest, write, read]) =>
    Effect.flatMap(platform(onRequest), (baseUrl) => Effect.provide(bothEnd(write, read), client(baseUrl))).pipe(
      Effect.scoped
    )
  )

  it.live("code 0 without data is no answer to a write, and says to a list that there is nothing", () =>
    Effect.gen(function* () {
      const baseUrl = yield* platform(withHead("200 OK", `{"code":0,"msg":"Success"}`))
      const page = yield* Effect.gen(function* () {
        const { applyForCard, listCards } = yield* KeySecureClient.KeySecureClient
        expect(yield* Effect.flip(applyForCard(application))).toMatchObject(unknown({ _tag: "Accepted" }))
        return yield* listCards(query)
      }).pipe(Effect.provide(client(baseUrl)))
      expect(page).toEqual({ list: [] })
    }).pipe(Effect.scoped)
  )

  it.live("an answer of undeclared length and of several chunks is read", () =>
    Effect.gen(function* () {
      const baseUrl = yield* platform((socket) => {
        socket.write("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n")
        for (const part of [envelope.slice(0, 20), envelope.slice(20)]) {
          socket.write(`${part.length.toString(16)}\r\n${part}\r\n`)
        }
        socket.end("0\r\n\r\n")
      })
      const card = yield* Effect.flatMap(KeySecureClient.KeySecureClient, ({ applyForCard }) =>
        applyForCard(application)
      ).pipe(Effect.provide(client(baseUrl)))
      expect(card.cardNo).toBe("C1")
    }).pipe(Effect.scoped)
  )

  it.live(
    "HTTP 100 that nobody asked for is read past by node:http, and leaves a write open over undici and fetch",
    () =>
      Effect.gen(function* () {
        const baseUrl = yield* platform((socket) => {
          socket.write("HTTP/1.1 100 Continue\r\n\r\n")
          withHead(`200 OK\r\ncontent-length: ${envelope.length}`, envelope)(socket)
        })
        const ended = yield* Effect.flatMap(KeySecureClient.KeySecureClient, ({ applyForCard }) =>
          Effect.either(applyForCard(application))
        ).pipe(Effect.provide(client(baseUrl)))
        expect(ended).toMatchObject(
          name === "node:http" ? { right: { cardNo: "C1" } } : { left: unknown({ _tag: "NoAnswer" }) }
        )
      }).pipe(Effect.scoped)
  )

  it.live("a body without an end is cut off, and its connection closed", () =>
    Effect.gen(function* () {
      const closed = yield* Deferred.make<void>()
      const baseUrl = yield* platform((socket) => {
        const part = "x".repeat(64 * 1024)
        const more = () => {
          while (socket.writable && socket.write(part));
        }
        socket.on("drain", more)
        socket.on("close", () => Deferred.unsafeDone(closed, Effect.void))
        socket.write("HTTP/1.1 200 OK\r\n\r\n")
        more()
      })
      yield* Effect.gen(function* () {
        const { applyForCard } = yield* KeySecureClient.KeySecureClient
        expect(yield* Effect.flip(applyForCard(application))).toMatchObject(
          unknown({ _tag: "Unreadable", detail: "a body of more than 1 MiB" })
        )
        yield* Deferred.await(closed)
      }).pipe(Effect.provide(client(baseUrl)))
    }).pipe(Effect.scoped)
  )
})
