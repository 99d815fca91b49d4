/** A write leaves once, whatever is answered: no transport sends it again by itself. */
import type * as Net from "node:net"
import { KeySecureClient } from "@effect-keysecure/client"
import { describe, expect, it } from "@effect/vitest"
import { Effect } from "effect"
import { application } from "../support/requests.js"
import { httpServer, recordingServer, tcpServer } from "../support/server.js"
import { clientAt, transports } from "../support/transports.js"
import { shareOfRuns } from "../../../testkit/test/support/runs.js"

/** Statuses at which something on the way does more than hand the answer on. */
const special = new Set([
  200, 204, 205, 301, 302, 303, 304, 307, 308, 401, 407, 408, 411, 413, 417, 421, 425, 429, 500, 502, 503, 504
])

/** All of them in the thorough run. */
const statuses = Array.from({ length: 400 }, (_, index) => 200 + index).filter(
  (status) => shareOfRuns === 1 || special.has(status) || status % 5 === 0
)

const apply = Effect.flatMap(KeySecureClient.KeySecureClient, ({ applyForCard }) =>
  Effect.either(applyForCard(application))
)

describe.each(transports)("over %s", (name, transport) => {
  it.live.each(["an envelope", "a page", "nothing"] as const)("a write arrives once, whatever the status: %s", (body) =>
    Effect.gen(function* () {
      const arrived = new Map<number, number>()
      let status = 0
      const baseUrl = yield* httpServer((request, response) => {
        arrived.set(status, (arrived.get(status) ?? 0) + 1)
        request.resume()
        request.on("end", () => {
          response.writeHead(status)
          const text = body === "an envelope" ? JSON.stringify({ code: 1001, msg: "error" }) : "<h1>error</h1>"
          response.end(body === "nothing" ? undefined : text)
        })
      })
      yield* Effect.gen(function* () {
        for (status of statuses) yield* apply
      }).pipe(Effect.provide(clientAt(baseUrl, transport)))
      expect([...arrived].filter(([, times]) => times !== 1)).toEqual([])
      expect(arrived.size).toBe(statuses.length)
    }).pipe(Effect.scoped)
  )

  it.live.each<readonly [string, (socket: Net.Socket) => void]>([
    ["closed", (socket) => void socket.destroy()],
    ["reset", (socket) => void socket.resetAndDestroy()]
  ])("a write on a connection that was kept and is %s instead of an answer arrives once", ([, end]) =>
    Effect.gen(function* () {
      const arrived: Array<string> = []
      const answer = `{"code":1009,"msg":"later"}`
      const baseUrl = yield* tcpServer((socket) => {
        let text = ""
        socket.on("data", (bytes) => {
          text += bytes.toString("latin1")
          if (!text.includes("}")) return
          arrived.push(text)
          text = ""
          if (arrived.length > 1) return end(socket)
          socket.write(`HTTP/1.1 200 OK\r\ncontent-length: ${answer.length}\r\n\r\n${answer}`)
        })
      })
      yield* Effect.gen(function* () {
        yield* apply
        expect(yield* apply).toMatchObject({ left: { _tag: "OutcomeUnknown" } })
      }).pipe(Effect.provide(clientAt(baseUrl, transport)))
      expect(arrived).toHaveLength(2)
    }).pipe(Effect.scoped)
  )

  it.live("a page with 411 says over fetch what to do about it", () =>
    Effect.gen(function* () {
      const baseUrl = yield* httpServer((request, response) => {
        request.resume()
        request.on("end", () => {
          response.writeHead(411)
          response.end()
        })
      })
      const ended = yield* Effect.provide(apply, clientAt(baseUrl, transport))
      expect(ended).toMatchObject({ left: { _tag: "OutcomeUnknown", reason: { _tag: "Unreadable", status: 411 } } })
      expect(String(ended).includes("UndiciHttpClient.layer")).toBe(name === "fetch")
    }).pipe(Effect.scoped)
  )

  it.live("a write says how long it is, except over fetch, which sends it in chunks", () =>
    Effect.gen(function* () {
      const { arrived, baseUrl } = yield* recordingServer
      yield* Effect.provide(apply, clientAt(baseUrl, transport))
      const [{ body = "", headers = {} } = {}] = arrived
      expect([headers["content-length"], headers["transfer-encoding"]]).toEqual(
        name === "fetch" ? [undefined, "chunked"] : [String(body.length), undefined]
      )
    }).pipe(Effect.scoped)
  )
})
