/** What fails before a byte of a write has left: proxies and handshakes, over each transport. */
import type { Socket } from "node:net"
import { KeySecureClient, RetryPolicy } from "@effect-keysecure/client"
import * as Undici from "@effect/platform-node/Undici"
import { FetchHttpClient } from "@effect/platform"
import { describe, expect, it } from "@effect/vitest"
import { type Duration, Effect, Schedule } from "effect"
import { application, query } from "../support/requests.js"
import { deafUrl, tcpServer } from "../support/server.js"
import { clientAt, over, transports } from "../support/transports.js"

const retryPolicy = { ...RetryPolicy.standard, schedule: Schedule.recurs(2) }

const applying = (deadline: Duration.DurationInput) =>
  Effect.flatMap(KeySecureClient.KeySecureClient, ({ applyForCard }) =>
    Effect.flip(applyForCard(application, { deadline }))
  )

/** A proxy's way of answering to CONNECT, and how often it was asked. */
const asking = (onConnect: (socket: Socket) => void) => {
  let times = 0
  const url = tcpServer((socket) =>
    socket.once("data", () => {
      times += 1
      onConnect(socket)
    })
  )
  return Effect.map(url, (url) => ({ url, times: () => times }))
}

const saying = (status: number) => (socket: Socket) =>
  void socket.end(`HTTP/1.1 ${status} No\r\ncontent-length: 0\r\n\r\n`)
const dropping = (socket: Socket) => void socket.destroy()
const tunnelling = (then: (socket: Socket) => void) => (socket: Socket) => {
  socket.write("HTTP/1.1 200 OK\r\n\r\n")
  socket.once("data", () => then(socket))
}

/** The transports that take a proxy, and go by this one. */
const by = (proxy: string) => over(() => new Undici.ProxyAgent(proxy))

const platform = "https://platform.invalid"

const notSent = (...words: ReadonlyArray<string>) => ({
  _tag: "NotSent",
  reason: "ConnectionFailed",
  detail: expect.stringMatching(new RegExp(words.join(".*")))
})

describe.each(["undici", "undici, lean", "fetch"])("over %s by a proxy", (name) => {
  const through = (onConnect: (socket: Socket) => void, deadline: Duration.DurationInput = "10 seconds") =>
    Effect.gen(function* () {
      const { times, url } = yield* asking(onConnect)
      const transport = by(url).find(([known]) => known === name)?.[1] ?? FetchHttpClient.layer
      const error = yield* Effect.provide(applying(deadline), clientAt(platform, transport, retryPolicy))
      return { error, times: times() }
    }).pipe(Effect.scoped)

  it.live.each([407, 403])("that answers CONNECT with %d: not sent, and not tried again", (status) =>
    Effect.gen(function* () {
      const { error, times } = yield* through(saying(status))
      expect(error).toMatchObject(notSent("proxy", "platform.invalid:443", `HTTP ${status}`, "credentials"))
      expect(times).toBe(1)
    })
  )

  it.live("that answers CONNECT with 502: not sent, and tried again", () =>
    Effect.gen(function* () {
      const { error, times } = yield* through(saying(502))
      expect(error).toMatchObject(notSent("proxy", "platform.invalid:443", "HTTP 502"))
      expect(times).toBe(3)
    })
  )

  it.live("whose tunnel is cut in the handshake: not sent", () =>
    Effect.map(through(tunnelling(dropping)), ({ error }) =>
      expect(error).toMatchObject(notSent("TLS handshake", "platform.invalid:443"))
    )
  )

  it.live("that drops CONNECT: undici asks it until the time is over, and not sent where the transport tells", () =>
    Effect.map(through(dropping, "400 millis"), ({ error }) =>
      expect(error).toMatchObject(
        name === "undici" ? { _tag: "OutcomeUnknown" } : { _tag: "NotSent", reason: "DeadlinePassed" }
      )
    )
  )
})

describe.each(transports)("over %s", (name, transport) => {
  const isTold = name === "fetch" || name === "undici, lean"

  const at = (onConnection: (socket: Socket) => void) =>
    Effect.gen(function* () {
      const { times, url } = yield* asking(onConnection)
      const client = clientAt(url.replace("http:", "https:"), transport, retryPolicy)
      const error = yield* Effect.provide(applying("10 seconds"), client)
      return { error, times: times() }
    }).pipe(Effect.scoped)

  it.live("a handshake that is cut: not sent, and tried again", () =>
    Effect.map(at(dropping), ({ error, times }) => {
      expect(error).toMatchObject(notSent("TLS handshake", "127.0.0.1:", "was cut", "firewalls"))
      expect(times).toBe(3)
    })
  )

  it.live("a handshake that is reset: not sent where the transport tells when it takes the body", () =>
    Effect.map(
      at((socket) => void socket.resetAndDestroy()),
      ({ error }) =>
        expect(error).toMatchObject(isTold ? notSent("no connection to 127.0.0.1:") : { _tag: "OutcomeUnknown" })
    )
  )

  it.live("plain HTTP instead of a handshake: what to look at, and not tried again", () =>
    Effect.map(at(saying(400)), ({ error, times }) => {
      expect(error.message).toMatch(/TLS with 127\.0\.0\.1:\d+ failed: look whether that port speaks TLS/)
      expect(error._tag).toBe(isTold ? "NotSent" : "OutcomeUnknown")
      expect(times).toBe(1)
    })
  )

  it.live("a name that is not found: not sent, and not tried again by a write or by a read", () =>
    Effect.gen(function* () {
      const { applyForCard, listCards } = yield* KeySecureClient.KeySecureClient
      expect(yield* Effect.flip(applyForCard(application))).toMatchObject(notSent("platform.invalid:443", "DNS"))
      expect(yield* Effect.flip(listCards(query))).toMatchObject({
        _tag: "Unreachable",
        detail: expect.stringContaining("platform.invalid:443")
      })
    }).pipe(Effect.provide(clientAt(platform, transport, retryPolicy)))
  )

  it.live("nobody listens: not sent", () =>
    Effect.gen(function* () {
      const client = clientAt(yield* deafUrl, transport, retryPolicy)
      expect(yield* Effect.provide(applying("10 seconds"), client)).toMatchObject(
        notSent("no connection to 127.0.0.1:")
      )
    })
  )
})
