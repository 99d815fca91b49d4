/** Callbacks of a probe: how they are received, which signatures are genuine, and what is told of them. */
import * as UndiciHttpClient from "@effect-keysecure/client/UndiciHttpClient"
import { Clock, Effect, FastCheck as fc } from "effect"
import { createHmac } from "node:crypto"
import { createServer, request } from "node:http"
import { describe, expect, it } from "vitest"
import type { Posted } from "../../../src/internal/probe/callbacks/inbox.js"
import * as Listener from "../../../src/internal/probe/callbacks/listener.js"
import { isAssumed, type Way, ways, waysOf } from "../../../src/internal/probe/callbacks/signing.js"
import { linesOf } from "../../../src/internal/probe/callbackLines.js"
import { comingAgain, verified } from "../../../src/internal/probe/callbackVerdicts.js"
import type { Facts, Round } from "../../../src/internal/probe/facts.js"
import { knownTexts, redacted } from "../../../src/internal/probe/redaction.js"

const keys = { appId: "app_1", apiSecret: "00112233445566778899aabbccddeeff", apiKey: "00ff00ff00ff00ff" }
const data = {
  card_no: "C1",
  before_status: "Activated",
  after_status: "Frozen",
  reason: null,
  time: 1_770_000_000_123
}

/** Signs by a way, written apart from the probe. */
const signedBy = (way: Way): Posted => {
  const pairs = new Map<string, string>()
  for (const [name, value] of Object.entries(data)) {
    if (value !== null) pairs.set(name, String(value))
    else if (way.nulls === "signed") pairs.set(name, "null")
  }
  if (way.envelope === "id" || way.envelope === "both") pairs.set("id", "e1")
  if (way.envelope === "action" || way.envelope === "both") pairs.set("action", "Card_update")
  if (way.appId !== "none") pairs.set("appId", keys[way.appId])
  if (way.timestamp) pairs.set("timestamp", "1770000000999")
  const text = [...pairs.keys()]
    .toSorted()
    .map((name) => `${name}=${pairs.get(name)}`)
    .join("&")
  const signature = createHmac("sha256", Buffer.from(keys[way.keyOf], way.keyFrom)).update(text).digest(way.written)
  return {
    headers: { timestamp: "1770000000999", signature, "x-forwarded-for": "203.0.113.9" },
    body: JSON.stringify({ id: "e1", action: "Card_update", data })
  }
}

const theAssumed: Way = {
  appId: "appId",
  timestamp: true,
  envelope: "none",
  nulls: "leftOut",
  keyOf: "apiSecret",
  keyFrom: "utf8",
  written: "hex"
}

describe("a signature", () => {
  it("is told by its way alone, of all ways that are tried", () => {
    fc.assert(
      fc.property(fc.constantFrom(...ways), (way) => {
        expect(waysOf(signedBy(way), keys)).toEqual([way])
      }),
      { numRuns: 40 }
    )
    expect(ways.filter(isAssumed)).toEqual([theAssumed])
  })

  it("is none if a field was changed after it, or if somebody made it up", () => {
    const posted = signedBy(theAssumed)
    expect(waysOf({ ...posted, body: posted.body.replace("Frozen", "Delete") }, keys)).toEqual([])
    expect(waysOf({ ...posted, headers: { ...posted.headers, signature: "0".repeat(64) } }, keys)).toEqual([])
    expect(waysOf({ ...posted, body: "no JSON" }, keys)).toEqual([])
  })
})

/** A port that was free a moment ago. */
const unusedPort = Effect.async<number>((resume) => {
  const server = createServer()
  server.listen(0, "127.0.0.1", () => {
    const address = server.address()
    server.close(() => resume(Effect.succeed(typeof address === "object" && address !== null ? address.port : 0)))
  })
})

/** Posts a text, and gives the status and the body; `hung up` if it leaves first. */
const post = (port: number, body: string, patience: number) =>
  Effect.async<string>((resume) => {
    const sent = request({ port, host: "127.0.0.1", method: "POST", path: "/anything" }, (response) => {
      response.on("data", (part: Uint8Array) => resume(Effect.succeed(`${response.statusCode} ${String(part)}`)))
    })
    sent.on("error", () => resume(Effect.succeed("hung up")))
    sent.setTimeout(patience, () => sent.destroy(new Error("too long")))
    sent.end(body)
  })

it("the listener answers as it is told, and sees when the platform gives up", () =>
  Effect.gen(function* () {
    const port = yield* unusedPort
    const inbox = yield* Listener.make(`http://127.0.0.1:${port}/tunnel`, port)
    expect(yield* inbox.isReached).toBe(true)
    expect(yield* post(port, "a", 2_000)).toBe('200 {"code":0,"message":"success"}')
    inbox.answerBy(({ body }) => (body === "b" ? "failed" : body === "c" ? "refused" : "silent"))
    expect(yield* post(port, "b", 2_000)).toMatch(/^500 /)
    expect(yield* post(port, "c", 2_000)).toBe('200 {"code":1,"message":"not now"}')
    expect(yield* post(port, "d", 60)).toBe("hung up")
    yield* inbox.wait((yield* Clock.currentTimeMillis) + 2_000, () => inbox.deliveries().at(-1)?.leftAt !== undefined)
    const [first, , , last] = inbox.deliveries()
    expect(inbox.deliveries().map(({ body, reply }) => [body, reply])).toEqual([
      ["a", "taken"],
      ["b", "failed"],
      ["c", "refused"],
      ["d", "silent"]
    ])
    expect(first?.leftAt).toBeUndefined()
    expect((last?.leftAt ?? 0) - (last?.arrivedAt ?? 0)).toBeGreaterThan(30)
    // A port that is taken is told.
    expect((yield* Effect.flip(Listener.make("http://127.0.0.1", port))).reason).toContain("EADDRINUSE")
  }).pipe(Effect.scoped, Effect.provide(UndiciHttpClient.layer), Effect.runPromise))

it("a listener to which the URL does not lead says so", () =>
  Effect.gen(function* () {
    const inbox = yield* Listener.make(`http://127.0.0.1:${yield* unusedPort}`, yield* unusedPort)
    expect(yield* inbox.isReached).toBe(false)
  }).pipe(Effect.scoped, Effect.provide(UndiciHttpClient.layer), Effect.runPromise))

const round = (reply: Round["reply"], again: ReadonlyArray<number>): Round => ({
  reply,
  first: { from: 250, to: 300 },
  again,
  watched: 40_000,
  sameId: again.length === 0 ? null : true,
  sameStamp: again.length === 0 ? null : false,
  waited: reply === "silent" ? 10_000 : null
})

const callbacks: NonNullable<Facts["callbacks"]> = {
  ways: [theAssumed],
  rounds: [round("taken", []), round("failed", [5_000, 10_000]), round("refused", []), round("silent", [15_000])],
  inOrder: true,
  strange: 2
}

describe("the report of callbacks", () => {
  it("tells what is signed, when they come, and when again", () => {
    const [signed, ...others] = linesOf(callbacks).map(({ en }) => en)
    expect(signed).toBe(
      "signed: appId is the app id, timestamp, neither id nor action, nulls left out, the key is the apiSecret, as its text, in hex"
    )
    expect(others).toEqual([
      "answered with the code 0: came 0.3 s after the change, not again within 40 s",
      "answered with HTTP 500: came 0.3 s after the change, again after 5 s, 10 s, with the same id, with a new Timestamp",
      "answered with another code: came 0.3 s after the change, not again within 40 s",
      "not answered: came 0.3 s after the change, given up after 10 s, again after 15 s, with the same id, with a new Timestamp",
      "two changes: told in their order",
      "signed in no way that is known: 2 deliveries"
    ])
  })

  it("has a verdict on what Callbacks verifies, with the option to set, and on what comes again", () => {
    const signedWith = (change: Partial<Way>) =>
      verified({ facts: { callbacks: { ...callbacks, ways: [{ ...theAssumed, ...change }] } } })
    expect(signedWith({}).state).toBe("holds")
    expect(signedWith({ keyFrom: "base64" })).toMatchObject({ state: "fails", set: { en: 'keyFrom: "base64"' } })
    expect(signedWith({ appId: "apiKey" }).set?.en).toBe("appId: the Api-Key")
    expect(signedWith({ envelope: "id" }).set?.en).toMatch(/^nothing/)
    expect(comingAgain({ facts: { callbacks } }).state).toBe("holds")
    const once = callbacks.rounds.map((one) => ({ ...one, again: [] }))
    expect(comingAgain({ facts: { callbacks: { ...callbacks, rounds: once } } }).state).toBe("fails")
    const old = callbacks.rounds.map((one) => ({ ...one, sameStamp: true }))
    expect(comingAgain({ facts: { callbacks: { ...callbacks, rounds: old } } }).set?.en).toMatch(/^maxAge/)
    expect(comingAgain({ facts: {} }).state).toBe("open")
  })

  it("shows of a delivery neither its signature, nor the numbers of others, nor the headers of a tunnel", () => {
    const { body, headers } = signedBy(theAssumed)
    const answer = { _tag: "Answered", status: 200, headers: {}, text: '{"code":0}', json: { code: 0 } } as const
    const ask = { operation: "callback", method: "POST", path: "/", headers, body } as const
    const told = redacted({ id: 1, ask, sentAt: 0, receivedAt: 0, answer }, knownTexts([], []))
    expect(told.ask.headers).toEqual({
      timestamp: "1770000000999",
      signature: expect.stringMatching(/^[x0]{64}$/)
    })
    expect(told.ask.body).toBe(
      '{"id":"x0","action":"Card_update","data":{"card_no":"X0","before_status":"Activated","after_status":"Frozen","reason":null,"time":1770000000123}}'
    )
  })
})
