/** What is sent again, and what a deadline makes of what is under way. On a virtual clock: nothing here waits. */
import { type ClientError, KeySecureClient, RetryPolicy } from "@effect-keysecure/client"
import { ErrorCode } from "@effect-keysecure/schema"
import { KeySecureSimulator, Scenario, VirtualClock } from "@effect-keysecure/testkit"
import { HttpClient, HttpClientError, HttpClientResponse } from "@effect/platform"
import { Clock, Duration, Effect, Layer, Schedule } from "effect"
import { describe, expect, it } from "vitest"
import { application, query } from "../support/requests.js"
import { apiKey } from "../support/simulated.js"

const { KeySecureClient: Client } = KeySecureClient
const { KeySecureSimulator: Simulator } = KeySecureSimulator

interface Setting {
  readonly rules?: Partial<Scenario.Rules>
  readonly policy?: RetryPolicy.RetryPolicy
  /** What the transport does with each request to the operation under test instead of sending it. */
  readonly cause?: unknown
  /** The status of a page that answers each such request instead. */
  readonly page?: number
}

/** Failures of the transport, or pages, for everything but get token, whose number it counts. */
const failing = ({ cause, page }: Setting, seen: { count: number }) =>
  Layer.effect(
    HttpClient.HttpClient,
    Effect.map(HttpClient.HttpClient, (inner) =>
      HttpClient.make((request, url) => {
        const isSent = cause === undefined && page === undefined
        if (isSent || url.pathname.endsWith("/merchant/token")) return inner.execute(request)
        seen.count += 1
        if (page !== undefined) {
          return Effect.succeed(HttpClientResponse.fromWeb(request, new Response("<html></html>", { status: page })))
        }
        return Effect.fail(new HttpClientError.RequestError({ request, reason: "Transport", cause }))
      })
    )
  )

/** Runs a call that fails: its error, how often it was sent, and how long it took in ms. */
const failed = ({ policy = RetryPolicy.standard, rules = {}, ...sending }: Setting, call: Call) =>
  Effect.runPromise(
    VirtualClock.run(() => {
      const seen = { count: 0 }
      return Effect.gen(function* () {
        const client = yield* Client
        const start = yield* Clock.currentTimeMillis
        const error = yield* Effect.flip(call(client))
        const simulator = yield* Simulator
        const sent = (yield* simulator.requests).filter(({ operation }) => operation !== "getToken").length
        return { error, sent: sent + seen.count, took: (yield* Clock.currentTimeMillis) - start }
      }).pipe(
        Effect.provide(
          KeySecureClient.layer({ apiKey, baseUrl: KeySecureSimulator.baseUrl, retryPolicy: policy }).pipe(
            Layer.provide(failing(sending, seen)),
            Layer.provideMerge(KeySecureSimulator.layerHttpClient({ scenario: Scenario.rules(rules) }))
          )
        )
      )
    })
  )

type Call = (client: KeySecureClient.Service) => Effect.Effect<void, ClientError.ReadError | ClientError.WriteError>

const apply: Call = (client) => Effect.asVoid(client.applyForCard(application))
const list: Call = (client) => Effect.asVoid(client.listCards(query))

const notConnected = { code: "ECONNREFUSED", syscall: "connect" }
const reset = { code: "ECONNRESET", syscall: "read" }

describe("sent again by the standard policy", () => {
  it.each([
    ["a write that did not leave", apply, "NotSent"],
    ["a read that did not leave", list, "Unreachable"]
  ] as const)("is %s, five times in some 8 s", async (_, call, tag) => {
    const { error, sent, took } = await failed({ cause: notConnected }, call)
    expect(error).toMatchObject({ _tag: tag })
    expect(sent).toBe(6)
    expect(took).toBeGreaterThan(6_000)
    expect(took).toBeLessThan(10_000)
  })

  it.each([
    ["a write", apply, "applyForCard"],
    ["a read", list, "listCards"]
  ] as const)("is %s that got 1009", async (_, call, operation) => {
    const { error, sent } = await failed({ rules: { answers: { [operation]: 1009 } } }, call)
    expect(error).toMatchObject({ _tag: "TooManyRequests" })
    expect(sent).toBe(6)
  })

  it("is a read whose answer got lost, and never such a write", async () => {
    expect(await failed({ cause: reset }, list)).toMatchObject({ error: { _tag: "Unreachable" }, sent: 6 })
    expect(await failed({ cause: reset }, apply)).toMatchObject({
      error: { _tag: "OutcomeUnknown", reason: { _tag: "NoAnswer", detail: "ECONNRESET" } },
      sent: 1,
      took: 0
    })
  })

  it.each([500, 502, 503, 599])("is a read that a page of status %d answered, and never such a write", async (page) => {
    expect(await failed({ page }, list)).toMatchObject({ error: { _tag: "Unreadable", status: page }, sent: 6 })
    expect(await failed({ page }, apply)).toMatchObject({
      error: { _tag: "OutcomeUnknown", reason: { _tag: "Unreadable", status: page } },
      sent: 1
    })
  })

  it.each([200, 302, 404, 499])("is nothing that a page of status %d answered", async (page) => {
    expect(await failed({ page }, list)).toMatchObject({ error: { _tag: "Unreadable", status: page }, sent: 1 })
    expect(await failed({ page }, apply)).toMatchObject({ error: { _tag: "OutcomeUnknown" }, sent: 1 })
  })

  it.each(ErrorCode.codes.filter((code) => code !== 1009))(
    "%d: three times for its time, once for its token, else never",
    async (code) => {
      const { sent } = await failed({ rules: { answers: { applyForCard: code } } }, apply)
      expect(sent).toBe(code === 1005 ? 4 : code === 1006 || code === 1007 ? 2 : 1)
    }
  )
})

describe("a deadline that passes", () => {
  const within = (seconds: number): RetryPolicy.RetryPolicy => ({
    deadline: Duration.seconds(seconds),
    schedule: Schedule.spaced("1 second")
  })

  it("while waiting for a token leaves a write not sent", async () => {
    expect(await failed({ policy: within(5), rules: { delayMillis: { getToken: 9_000 } } }, apply)).toMatchObject({
      error: { _tag: "NotSent" },
      sent: 0,
      took: 5_000
    })
  })

  it("while waiting to send again leaves a write not sent", async () => {
    expect(await failed({ policy: within(5), cause: notConnected }, apply)).toMatchObject({
      error: { _tag: "NotSent", reason: "DeadlinePassed" },
      took: 5_000
    })
  })

  it("after hand-over leaves the outcome of a write unknown, settled 120 s after its stamp", async () => {
    const { error, sent, took } = await failed(
      { policy: within(5), rules: { delayMillis: { applyForCard: 9_000 } } },
      apply
    )
    expect(error).toMatchObject({ _tag: "OutcomeUnknown", reason: { _tag: "NoAnswer" }, cardUniqueNo: "order-1" })
    expect({ sent, took }).toEqual({ sent: 0, took: 5_000 })
    const settling = error._tag === "OutcomeUnknown" ? error.settlesAt.epochMillis - Math.max(...error.stamps) : 0
    expect(settling).toBe(120_000)
  })
})
