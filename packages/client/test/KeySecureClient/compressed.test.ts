/** What a gateway adds unasked: announcements before an answer, and a body that is compressed. */
import type * as Http from "node:http"
import * as Zlib from "node:zlib"
import { KeySecureClient } from "@effect-keysecure/client"
import { describe, expect, it, vi } from "@effect/vitest"
import { Effect } from "effect"
import { bomb, ways } from "../support/answers.js"
import { application } from "../support/requests.js"
import { answer, httpServer } from "../support/server.js"
import { clientAt, transports } from "../support/transports.js"

const envelope = { code: 0, msg: "", data: { card_no: "C0000000001", card_unique_no: application.cardUniqueNo } }

const applied = (baseUrl: string, transport: (typeof transports)[number][1]) =>
  Effect.flatMap(KeySecureClient.KeySecureClient, ({ applyForCard }) => applyForCard(application)).pipe(
    Effect.provide(clientAt(baseUrl, transport))
  )

/** A server that answers with these bytes, and says how they are compressed. */
const compressing = (encoding: string, bytes: Buffer) =>
  httpServer((request, response) => {
    request.resume().on("end", () => {
      response.writeHead(200, { "content-type": "application/json", "content-encoding": encoding }).end(bytes)
    })
  })

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

describe.each(transports)("over %s,", (name, transport) => {
  const appliedAt = (encoding: string, bytes: Buffer) =>
    Effect.flatMap(compressing(encoding, bytes), (baseUrl) => applied(baseUrl, transport))

  it.scopedLive.each(ways)("an answer in %s is read", ([encoding, fold]) =>
    Effect.gen(function* () {
      const card = yield* appliedAt(encoding, fold(JSON.stringify(envelope)))
      expect(card).toMatchObject({ cardNo: "C0000000001" })
    })
  )

  it.scopedLive.each(ways)("an answer in %s that unfolds to more than 1 MiB is not read", ([encoding, fold]) =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(appliedAt(encoding, fold(bomb)))
      expect(error).toMatchObject({ reason: { _tag: "Unreadable", detail: "a body of more than 1 MiB" } })
    })
  )

  it.scopedLive("an answer that is not compressed as it says makes the outcome unknown, and the error says how", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(appliedAt("br", Buffer.from("<h1>error</h1>")))
      expect(error).toMatchObject({ _tag: "OutcomeUnknown", reason: { _tag: "Unreadable", status: 200 } })
      expect(error.message).toContain("compressed or not (br)")
    })
  )

  it.scopedLive("a coding that is not registered is not repeated, because it might be anything", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(appliedAt("Planted", Buffer.from("<h1>error</h1>")))
      expect(error.message).toContain("compressed or not (?)")
    })
  )

  it.scopedLive("an envelope that is not compressed as it says is read, but fetch breaks it off", () =>
    Effect.gen(function* () {
      const outcome = yield* Effect.either(appliedAt("gzip", Buffer.from(JSON.stringify(envelope))))
      expect(outcome).toMatchObject(
        name === "fetch" ? { left: { _tag: "OutcomeUnknown" } } : { right: { cardNo: "C0000000001" } }
      )
    })
  )

  it.scopedLive("where the runtime has no zlib, a compressed answer is read if the transport unfolds it", () =>
    Effect.gen(function* () {
      yield* Effect.acquireRelease(
        Effect.sync(() => vi.spyOn(process, "getBuiltinModule").mockReturnValue(undefined)),
        (spy) => Effect.sync(() => spy.mockRestore())
      )
      const outcome = yield* Effect.either(appliedAt("gzip", Zlib.gzipSync(JSON.stringify(envelope))))
      expect(outcome).toMatchObject(
        name === "fetch" ? { right: { cardNo: "C0000000001" } } : { left: { reason: { _tag: "Unreadable" } } }
      )
    })
  )
})
