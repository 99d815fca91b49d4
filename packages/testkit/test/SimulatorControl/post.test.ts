/** Callbacks as they leave the program, over HTTP. */
import { Effect } from "effect"
import { createServer, type IncomingMessage, type ServerResponse } from "node:http"
import { describe, expect, it } from "vitest"
import { CallbackDelivery, Scenario } from "../../src/index.js"
import { post } from "../../src/internal/process/post.js"

/** An app of a merchant, for as long as the scope is open. */
const appAt = (
  answer: (response: ServerResponse) => void,
  onRequest: (request: IncomingMessage, body: string) => void
) =>
  Effect.map(
    Effect.acquireRelease(
      Effect.async<ReturnType<typeof createServer>>((resume) => {
        const server = createServer((request, response) => {
          let body = ""
          request.on("data", (part) => (body += String(part)))
          request.on("end", () => {
            onRequest(request, body)
            answer(response)
          })
        })
        server.listen(0, "127.0.0.1", () => resume(Effect.succeed(server)))
      }),
      (server) =>
        Effect.sync(() => {
          server.closeAllConnections()
          server.close()
        })
    ),
    (server) => {
      const address = server.address()
      return `http://127.0.0.1:${typeof address === "object" && address !== null ? address.port : 0}/hook`
    }
  )

const signed = CallbackDelivery.request(
  { id: "sim_event_1", action: "Card_update", data: { card_no: "C0000000001" } },
  { apiSecret: Scenario.apiSecret, appId: Scenario.appId, timestamp: 1_700_000_000_000 }
)

const posted = (answer: (response: ServerResponse) => void) =>
  Effect.gen(function* () {
    const seen: Array<readonly [method: string | undefined, signature: unknown, body: string]> = []
    const url = yield* appAt(answer, ({ headers, method }, body) => seen.push([method, headers["signature"], body]))
    return [yield* Effect.either(post(url, signed)), seen] as const
  }).pipe(Effect.scoped, Effect.runPromise)

describe("a callback over HTTP", () => {
  it("arrives as it was signed, and its answer is read", async () => {
    const [answer, seen] = await posted((response) => response.end(`{"code":0}`))
    expect(answer).toMatchObject({ _tag: "Right", right: { code: 0 } })
    expect(seen).toEqual([["POST", signed.headers["Signature"], signed.body]])
  })

  it("is sent once, and no redirect is followed", async () => {
    const [answer, seen] = await posted((response) => response.writeHead(307, { location: "/other" }).end())
    expect(answer).toMatchObject({ _tag: "Left", left: { _tag: "DeliveryFailed", reason: "Status" } })
    expect(seen).toHaveLength(1)
  })

  it("tells that nothing listens", async () => {
    const answer = await Effect.runPromise(Effect.either(post("http://127.0.0.1:9/hook", signed)))
    expect(answer).toMatchObject({ _tag: "Left", left: { _tag: "DeliveryFailed", reason: "Unreachable" } })
  })
})
