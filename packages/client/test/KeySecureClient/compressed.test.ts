/** What a gateway adds unasked: announcements before an answer, and a body that is compressed. */
import type * as Http from "node:http"
import * as Zlib from "node:zlib"
import { KeySecureClient } from "@effect-keysecure/client"
import { describe, expect, it } from "@effect/vitest"
import { Effect } from "effect"
import { application } from "../support/requests.js"
import { answer, httpServer } from "../support/server.js"
import { clientAt, transports } from "../support/transports.js"

const envelope = { code: 0, msg: "", data: { card_no: "C0000000001", card_unique_no: application.cardUniqueNo } }

const applied = (baseUrl: string, transport: (typeof transports)[number][1]) =>
  Effect.flatMap(KeySecureClient.KeySecureClient, ({ applyForCard }) => applyForCard(application)).pipe(
    Effect.provide(clientAt(baseUrl, transport))
  )

const ways: ReadonlyArray<readonly [string, (bytes: Buffer) => Buffer]> = [
  ["gzip", (bytes) => Zlib.gzipSync(bytes)],
  ["br", (bytes) => Zlib.brotliCompressSync(bytes)],
  ["deflate", (bytes) => Zlib.deflateSync(bytes)]
]

/** A server that answers with these bytes, and says how they are compressed. */
const compressing = (encoding: string, bytes: Buffer) =>
  httpServer((request, response) => {
    request.resume().on("end", () => {
      response.writeHead(200, { "content-type": "application/json", "content-encoding": encoding }).end(bytes)
    })
  })

const unfolding = transports.filter(([name]) => name === "fetch" || name === "undici, lean")
const others = transports.filter(([name]) => name !== "fetch" && name !== "undici, lean")

/** A server that announces its answer, and then gives it. */
const announcing = (announce: (response: Http.ServerResponse) => void) =>
  httpServer((request, response) => {
    request.resume().on("end", () => {
      announce(response)
      answer(response, envelope)
    })
  })

describe.each(transports)("over %s,", (name, transport) => {
  it.scopedLive("answers that only announce another one (102, 103) are read past", () =>
    Effect.gen(function* () {
      const baseUrl = yield* announcing((response) => {
        response.writeProcessing()
        response.writeEarlyHints({ link: "</style.css>; rel=preload" })
      })
      expect(yield* applied(baseUrl, transport)).toMatchObject({ cardNo: "C0000000001" })
    })
  )

  it.scopedLive("a 100 that was not asked for is read past, or undici breaks off and the outcome is unknown", () =>
    Effect.gen(function* () {
      const baseUrl = yield* announcing((response) => response.writeContinue())
      const outcome = yield* Effect.either(applied(baseUrl, transport))
      expect(outcome).toMatchObject(
        name === "node:http" ? { right: { cardNo: "C0000000001" } } : { left: { reason: { _tag: "NoAnswer" } } }
      )
    })
  )
})

describe.each(unfolding)("over %s,", (_, transport) => {
  it.scopedLive.each(ways)("an answer in %s is read", ([encoding, compress]) =>
    Effect.gen(function* () {
      const baseUrl = yield* compressing(encoding, compress(Buffer.from(JSON.stringify(envelope))))
      expect(yield* applied(baseUrl, transport)).toMatchObject({ cardNo: "C0000000001" })
    })
  )

  it.scopedLive.each(ways)("an answer in %s that unfolds to more than 1 MiB is not read", ([encoding, compress]) =>
    Effect.gen(function* () {
      const long = JSON.stringify({ ...envelope, more: "x".repeat(2 * 1024 * 1024) })
      const baseUrl = yield* compressing(encoding, compress(Buffer.from(long)))
      expect(yield* Effect.flip(applied(baseUrl, transport))).toMatchObject({ _tag: "OutcomeUnknown" })
    })
  )

  it.scopedLive("an answer that is no gzip, but says so, is not read", () =>
    Effect.gen(function* () {
      const baseUrl = yield* compressing("gzip", Buffer.from(JSON.stringify(envelope)))
      expect(yield* Effect.flip(applied(baseUrl, transport))).toMatchObject({ _tag: "OutcomeUnknown" })
    })
  )
})

describe.each(others)("over %s,", (_, transport) => {
  it.scopedLive.each(ways)("an answer in %s is not read, and the error says what to do", ([encoding, compress]) =>
    Effect.gen(function* () {
      const baseUrl = yield* compressing(encoding, compress(Buffer.from(JSON.stringify(envelope))))
      const error = yield* Effect.flip(applied(baseUrl, transport))
      expect(error).toMatchObject({ _tag: "OutcomeUnknown", reason: { _tag: "Unreadable", status: 200 } })
      expect(error.message).toContain(`compressed (${encoding})`)
      expect(error.message).toContain("UndiciHttpClient.layer")
    })
  )
})
