/** Cards and callbacks in web frameworks: each outcome as its HTTP status, and callbacks with a right and a wrong signature. */
import type { AddressInfo } from "node:net"
import { createServer } from "node:http"
import { ClientError } from "@effect-keysecure/client"
import * as KeySecure from "@effect-keysecure/client/promise"
import { Card } from "@effect-keysecure/schema"
import { CallbackDelivery, type Fault, KeySecureSimulator, Scenario } from "@effect-keysecure/testkit"
import { HttpClient } from "@effect/platform"
import { serve } from "@hono/node-server"
import { BigDecimal, Context, Effect, Layer, ManagedRuntime } from "effect"
import { afterAll, describe, expect, it, vi } from "vitest"
import * as Express from "../frameworks/express.js"
import * as Fastify from "../frameworks/fastify.js"
import * as HonoApp from "../frameworks/hono.js"
import * as Cards from "../frameworks/app/cards/route.js"
import * as Hooks from "../frameworks/app/hooks/keysecure/route.js"
import { answerTo, services } from "../frameworks/keysecure.js"
import { withSimulator } from "./running.js"

/** A server on a free port, until the tests end. */
interface Serving {
  readonly port: number
  readonly close: () => unknown
}

type Serve = (...parts: Parameters<typeof Express.makeApp>) => Promise<Serving>

const listening = (server: ReturnType<typeof createServer>): Promise<Serving> =>
  new Promise((resolve) => {
    server.listen(0, "127.0.0.1", () =>
      resolve({ port: (server.address() as AddressInfo).port, close: () => server.close() })
    )
  })

const express: Serve = (...parts) => listening(createServer(Express.makeApp(...parts)))

const fastify: Serve = async (...parts) => {
  const app = Fastify.makeApp(...parts)
  await app.listen({ port: 0, host: "127.0.0.1" })
  return { port: (app.server.address() as AddressInfo).port, close: () => app.close() }
}

const hono: Serve = (...parts) =>
  new Promise((resolve) => {
    const server = serve({ fetch: HonoApp.makeApp(...parts).fetch, port: 0, hostname: "127.0.0.1" }, ({ port }) =>
      resolve({ port, close: () => server.close() })
    )
  })

const opened: Array<() => unknown> = []
afterAll(() => Promise.all(opened.map((close) => close())))

const faults: Fault.Schedule = [
  { operation: "applyForCard", nth: 2, fault: { _tag: "LoseAnswer", silent: false } },
  ...[3, 4, 5].map((nth) => ({ operation: "applyForCard", nth, fault: { _tag: "ConnectionRefused" } }) as const)
]

const signer = { appId: "app_1001", apiSecret: "secret" }

const onAuth = ({ amount }: KeySecure.AuthData): KeySecure.AuthDecision =>
  Number(amount) <= 500 ? { approved: true } : { approved: false, message: "over the limit" }

/** An app of a framework, over a simulator whose requests meet the faults. */
const started = async (start: Serve) => {
  const simulator = ManagedRuntime.make(KeySecureSimulator.layerHttpClient({ faults }))
  const { context } = await simulator.runtime()
  const platform = Context.get(context, KeySecureSimulator.KeySecureSimulator)
  const keysecure = KeySecure.make({
    apiKey: Scenario.creditApiKey,
    baseUrl: KeySecureSimulator.baseUrl,
    store: "memory",
    httpClient: Layer.succeed(HttpClient.HttpClient, Context.get(context, HttpClient.HttpClient))
  })
  const callbacks = KeySecure.makeCallbacks({
    ...signer,
    handled: "memory",
    onAuth,
    onConsumption: () => {},
    onCardUpdate: () => {}
  })
  const limits = { deadline: 30_000, reconcileTimeout: 30_000 }
  const { close, port } = await start(keysecure, callbacks, limits)
  opened.push(close, keysecure.close, callbacks.close, () => simulator.dispose())
  const post = async (path: string, headers: Readonly<Record<string, string>>, body: string) => {
    const answer = await fetch(`http://127.0.0.1:${port}${path}`, { method: "POST", headers, body })
    return { status: answer.status, body: (await answer.json()) as Record<string, unknown> }
  }
  const order = (no: string, cardholderNo = Scenario.approvedCardholderNo) =>
    post("/cards", { "Content-Type": "application/json" }, JSON.stringify({ order: no, cardholderNo }))
  return { limits, order, platform, post }
}

const authOf = (amount: bigint) =>
  CallbackDelivery.request(
    {
      id: "cb-1",
      action: "Auth",
      data: { consume_no: `T${amount}`, card_no: "C1", amount: BigDecimal.make(amount, 2) }
    },
    { ...signer, timestamp: Date.now() }
  )

describe.each([
  ["Express", express],
  ["Fastify", fastify],
  ["Hono", hono]
])("with %s", (_, start) => {
  it("each outcome has its status, and what is unknown is found out by the same order", async () => {
    const { limits, order, platform } = await started(start)
    const issued = await order("order-1")
    expect(issued).toMatchObject({ status: 201, body: { cardNo: "C0000000001" } })
    expect(await order("order-1")).toEqual(issued)
    expect(await order("")).toMatchObject({ status: 422, body: { reason: "RequestInvalid" } })

    limits.reconcileTimeout = 0
    expect(await order("order-2")).toMatchObject({ status: 202, body: { outcome: "unknown" } })
    limits.reconcileTimeout = 30_000
    expect(await order("order-2")).toMatchObject({ status: 201, body: { cardNo: "C0000000002" } })

    limits.deadline = 50
    expect(await order("order-3")).toMatchObject({ status: 503, body: { outcome: "notIssued" } })
    expect(await Effect.runPromise(platform.cards)).toHaveLength(2)
  })

  it("a callback is taken by its signature over the body as it came", async () => {
    const { post } = await started(start)
    const { body, headers } = authOf(10_000n)
    expect(body).toContain("100.00")
    expect(await post("/hooks/keysecure", headers, body)).toEqual({ status: 200, body: { code: 0, message: "OK" } })
    const large = authOf(90_000n)
    expect(await post("/hooks/keysecure", large.headers, large.body)).toEqual({
      status: 200,
      body: { code: 1, message: "over the limit" }
    })
    const forged = { ...headers, Signature: "0".repeat(64) }
    expect(await post("/hooks/keysecure", forged, body)).toEqual({
      status: 200,
      body: { code: 1, message: "not accepted" }
    })
  })
})

describe("with Next.js", () => {
  const post = (path: string, body: string, headers: Readonly<Record<string, string>> = {}) =>
    new Request(`http://localhost${path}`, { method: "POST", headers, body })

  const answered = async (answer: Promise<Response>) => {
    const response = await answer
    return { status: response.status, body: (await response.json()) as Record<string, unknown> }
  }

  it("the route handlers issue a card, and take a callback by its signature", () =>
    Effect.runPromise(
      withSimulator((baseUrl) =>
        Effect.promise(async () => {
          vi.stubEnv("KEYSECURE_API_KEY", Scenario.creditApiKey)
          vi.stubEnv("KEYSECURE_BASE_URL", baseUrl)
          vi.stubEnv("KEYSECURE_APP_ID", signer.appId)
          vi.stubEnv("KEYSECURE_API_SECRET", signer.apiSecret)
          const order = (cardholderNo: string) =>
            answered(Cards.POST(post("/cards", JSON.stringify({ order: "order-1", cardholderNo }))))
          expect(await order(Scenario.pendingCardholderNo)).toMatchObject({
            status: 422,
            body: { reason: "CardholderVerificationPending" }
          })
          expect(await order(Scenario.approvedCardholderNo)).toMatchObject({
            status: 201,
            body: { cardNo: "C0000000001" }
          })
          const { body, headers } = authOf(10_000n)
          expect((await answered(Hooks.POST(post("/hooks/keysecure", body, headers)))).body).toEqual({
            code: 0,
            message: "OK"
          })
          const forged = { ...headers, Signature: "0".repeat(64) }
          expect((await answered(Hooks.POST(post("/hooks/keysecure", body, forged)))).body).toMatchObject({ code: 1 })
          const { callbacks, keysecure } = services()
          await Promise.all([callbacks.close(), keysecure.close()])
          vi.unstubAllEnvs()
        })
      )
    ))
})

describe("an answer", () => {
  it("is no failure if the outcome is unknown, and no success if a person has to look at it", () => {
    expect(answerTo({ outcome: "unknown", error: undefined, settlesAtMillis: undefined, candidates: [] })).toEqual([
      202,
      { outcome: "unknown", next: "send the same order again" }
    ])
    const error = new ClientError.MoreThanOneCard({
      cardUniqueNo: Card.CardUniqueNo.make("order-1"),
      cardNos: [Card.CardNo.make("C1"), Card.CardNo.make("C2")]
    })
    expect(answerTo({ outcome: "failed", error })).toEqual([
      409,
      { outcome: "failed", reason: "MoreThanOneCard", next: "a person has to look" }
    ])
  })
})
