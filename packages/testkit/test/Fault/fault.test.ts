/** Each fault by itself, as a caller without any client of ours sees it, and as the platform does. */
import { HttpClient, HttpClientRequest, type HttpClientError } from "@effect/platform"
import { Clock, Effect, FastCheck, Option } from "effect"
import { describe, expect, it } from "vitest"
import { Fault, KeySecureSimulator, VirtualClock } from "../../src/index.js"
import { headersOf, paths, tokenRequest, virtual } from "../support/session.js"

interface Seen {
  /** The status, or the code of the transport's failure; nothing if there was no answer within two minutes. */
  readonly end: number | string | undefined
  readonly body: string
  readonly contentType: string | undefined
  readonly took: number
  /** The cards when the caller had its end, and an hour later. */
  readonly cardsThen: number
  readonly cardsLater: number
}

const codeOf = ({ cause }: HttpClientError.HttpClientError): string =>
  cause instanceof Error && "code" in cause ? String(cause.code) : "none"

/** A token, got past the network. */
const tokenOf = ({ handle, now }: KeySecureSimulator.Service) =>
  Effect.flatMap(now, (at) =>
    Effect.map(handle(tokenRequest("sim_credit_key", at)), ({ body }) => /sim_token_\w+/.exec(body)?.[0] ?? "")
  )

/** Applies for a card under a fault. */
const apply = (fault: Fault.Fault, operation: "applyForCard" | "getToken" = "applyForCard"): Promise<Seen> =>
  Effect.runPromise(
    VirtualClock.run(() =>
      Effect.gen(function* () {
        const client = yield* HttpClient.HttpClient
        const simulator = yield* KeySecureSimulator.KeySecureSimulator
        const send = (path: string, method: "GET" | "POST", more: Record<string, string>, body?: object) =>
          Effect.flatMap(simulator.now, (now) => {
            const request = HttpClientRequest.make(method)(KeySecureSimulator.baseUrl + path, {
              headers: { ...headersOf("sim_credit_key", now), ...more }
            })
            return client.execute(
              body === undefined
                ? request
                : HttpClientRequest.bodyText(request, JSON.stringify(body), "application/json")
            )
          })
        const accessToken = yield* tokenOf(simulator)
        const start = yield* Clock.currentTimeMillis
        const answer = yield* send(
          paths[operation],
          operation === "getToken" ? "GET" : "POST",
          {
            "access-token": accessToken
          },
          operation === "getToken" ? undefined : virtual
        ).pipe(
          Effect.flatMap((response) =>
            Effect.map(response.text, (body) => ({
              end: response.status,
              body,
              contentType: response.headers["content-type"]
            }))
          ),
          Effect.catchAll((error) => Effect.succeed({ end: codeOf(error), body: "", contentType: undefined })),
          Effect.timeoutOption("2 minutes"),
          Effect.map(Option.getOrElse(() => ({ end: undefined, body: "", contentType: undefined })))
        )
        const took = (yield* Clock.currentTimeMillis) - start
        const cardsThen = (yield* simulator.cards).length
        yield* Effect.sleep("1 hour")
        return { ...answer, took, cardsThen, cardsLater: (yield* simulator.cards).length }
      }).pipe(
        Effect.provide(KeySecureSimulator.layerHttpClient({ faults: [{ operation, nth: 1, fault }] })),
        Effect.orDie
      )
    )
  )

const card = expect.stringContaining(`"card_no":"C0000000001"`)
const codeIn = (code: number) => expect.stringContaining(`{"code":${code},`)

describe("a request that meets", () => {
  it.each<readonly [Fault.Fault, Partial<Seen>]>([
    [
      { _tag: "DelayBefore", millis: 2_000 },
      { end: 200, body: card, took: 2_000, cardsThen: 1 }
    ],
    [
      { _tag: "DelayBefore", millis: 70_000 },
      { end: 200, body: codeIn(1005), took: 70_000, cardsLater: 0 }
    ],
    [
      { _tag: "DelayAfter", millis: 70_000 },
      { end: 200, body: card, took: 70_000, cardsThen: 1 }
    ],
    [{ _tag: "ConnectionRefused" }, { end: "ECONNREFUSED", cardsLater: 0 }],
    [
      { _tag: "DropBefore", silent: false },
      { end: "ECONNRESET", took: 0, cardsLater: 0 }
    ],
    [
      { _tag: "DropBefore", silent: true },
      { end: undefined, cardsLater: 0 }
    ],
    [
      { _tag: "LoseAnswer", silent: false },
      { end: "ECONNRESET", cardsThen: 1, cardsLater: 1 }
    ],
    [
      { _tag: "LoseAnswer", silent: true },
      { end: undefined, cardsThen: 1 }
    ],
    [
      { _tag: "DeliverTwice", millis: 1_000, answered: true },
      { end: 200, body: card, took: 0, cardsThen: 1, cardsLater: 1 }
    ],
    [
      { _tag: "DeliverTwice", millis: 1_000, answered: false },
      { end: "ECONNRESET", cardsThen: 1, cardsLater: 1 }
    ],
    [
      { _tag: "DeliverLate", millis: 5_000 },
      { end: "ECONNRESET", took: 0, cardsThen: 0, cardsLater: 1 }
    ],
    [
      { _tag: "DeliverLate", millis: 61_000 },
      { end: "ECONNRESET", cardsLater: 0 }
    ],
    [
      { _tag: "AnswerCode", code: 1001, carriedOut: false },
      { end: 200, body: codeIn(1001), cardsLater: 0 }
    ],
    [
      { _tag: "AnswerCode", code: 1001, carriedOut: true },
      { end: 200, body: codeIn(1001), cardsThen: 1 }
    ],
    [
      { _tag: "BadGateway", carriedOut: true },
      { end: 502, body: expect.stringContaining("<html>"), contentType: "text/html", cardsThen: 1 }
    ],
    [
      { _tag: "BadGateway", carriedOut: false },
      { end: 502, cardsLater: 0 }
    ],
    [
      { _tag: "ErrorPage", status: 503, retryAfterSeconds: 3, carriedOut: true },
      { end: 503, body: expect.stringContaining("503"), contentType: "text/html", cardsThen: 1 }
    ],
    [
      { _tag: "ErrorPage", status: 429, carriedOut: false },
      { end: 429, cardsLater: 0 }
    ],
    [
      { _tag: "Redirect", carriedOut: true },
      { end: 302, cardsThen: 1 }
    ],
    [
      { _tag: "Redirect", carriedOut: false },
      { end: 302, cardsLater: 0 }
    ],
    [{ _tag: "Truncated" }, { end: 200, body: expect.not.stringMatching(/}$/), cardsThen: 1 }],
    [{ _tag: "Garbage" }, { end: 200, body: expect.stringContaining("garbage"), cardsThen: 1 }],
    [{ _tag: "WrongContentType" }, { end: 200, body: card, contentType: "text/html", cardsThen: 1 }],
    [
      { _tag: "SlowProcessing", millis: 90_000 },
      { end: 200, body: card, took: 90_000, cardsThen: 1 }
    ],
    [
      { _tag: "ClockSkew", millis: 5_000 },
      { end: 200, body: card, cardsThen: 1 }
    ],
    [
      { _tag: "ClockSkew", millis: -5_000 },
      { end: 200, body: codeIn(1005), cardsLater: 0 }
    ]
  ])("%j", async (fault, expected) => {
    expect(await apply(fault)).toMatchObject(expected)
  })

  it("Oversized gets more than a megabyte", async () => {
    const { body, cardsThen } = await apply({ _tag: "Oversized" })
    expect(body.length).toBeGreaterThan(1024 * 1024)
    expect(cardsThen).toBe(1)
  })

  it("a fault on one operation leaves the others alone", async () => {
    expect(await apply({ _tag: "ConnectionRefused" }, "getToken")).toMatchObject({ end: "ECONNREFUSED" })
  })
})

describe("a list that is stale", () => {
  const listed = (millis: number) =>
    Effect.runPromise(
      VirtualClock.run(() =>
        Effect.gen(function* () {
          const simulator = yield* KeySecureSimulator.KeySecureSimulator
          const client = yield* HttpClient.HttpClient
          const post = (path: string, token: string, body: object) =>
            Effect.flatMap(simulator.now, (now) =>
              client.execute(
                HttpClientRequest.post(KeySecureSimulator.baseUrl + path, {
                  headers: { ...headersOf("sim_credit_key", now), "access-token": token }
                }).pipe(HttpClientRequest.bodyText(JSON.stringify(body), "application/json"))
              )
            ).pipe(Effect.flatMap((response) => response.text))
          const accessToken = yield* tokenOf(simulator)
          yield* post(paths.applyForCard, accessToken, virtual)
          yield* Effect.sleep("1 minute")
          const span = { start_time: "2025-12-31", end_time: "2026-01-03" }
          const stale = yield* post(paths.listCards, accessToken, span)
          return [stale, yield* post(paths.listCards, accessToken, span)].map((body) => body.includes("C0000000001"))
        }).pipe(
          Effect.provide(
            KeySecureSimulator.layerHttpClient({
              faults: [{ operation: "listCards", nth: 1, fault: { _tag: "StaleList", millis } }]
            })
          ),
          Effect.orDie
        )
      )
    )

  it("does not show what came since, and only that once", async () => {
    expect(await listed(61_000)).toEqual([false, true])
    expect(await listed(59_000)).toEqual([true, true])
  })
})

describe("schedules", () => {
  it("name each request once at most, and reach every kind", () => {
    const kinds = new Set<string>()
    for (const schedule of FastCheck.sample(Fault.schedules(), { numRuns: 1_000, seed: 1 })) {
      expect(schedule.length).toBeLessThanOrEqual(12)
      expect(new Set(schedule.map(({ nth, operation }) => `${operation} ${nth}`)).size).toBe(schedule.length)
      for (const { fault } of schedule) kinds.add(fault._tag)
    }
    expect(kinds.size).toBe(18)
  })

  it("shrink to the one fault that matters", () => {
    const { counterexample } = FastCheck.check(
      FastCheck.property(
        Fault.schedules(),
        (schedule) => !schedule.some(({ fault }) => fault._tag === "LoseAnswer" && !fault.silent)
      ),
      { numRuns: 1_000, seed: 3 }
    )
    expect(counterexample?.[0]).toHaveLength(1)
    expect(counterexample?.[0]?.[0]).toMatchObject({ nth: 1, fault: { _tag: "LoseAnswer", silent: false } })
  })

  it("leave out what they are told to", () => {
    for (const schedule of FastCheck.sample(Fault.schedules({ withoutDeliverTwice: true, maxFaults: 3 }), 500)) {
      expect(schedule.length).toBeLessThanOrEqual(3)
      expect(schedule.some(({ fault }) => fault._tag === "DeliverTwice")).toBe(false)
    }
  })
})
