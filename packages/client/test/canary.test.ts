/** Secrets and personal data are planted, every kind of failure is provoked, and everything that comes out is searched. */
import { type ClientError, KeySecureClient, RetryPolicy } from "@effect-keysecure/client"
import { type CardApplication, ErrorCode } from "@effect-keysecure/schema"
import { KeySecureSimulator, Sample, Scenario } from "@effect-keysecure/testkit"
import { describe, expect, it } from "@effect/vitest"
import type { ServerResponse } from "node:http"
import * as Util from "node:util"
import { Cause, Effect, Layer, Logger, LogLevel, Metric, Redacted, Tracer } from "effect"
import { query } from "./requests.js"
import { answer, deafUrl, httpServer, issuedToken } from "./server.js"
import { simulated } from "./simulated.js"
import { transports } from "./transports.js"

const application: CardApplication.CardApplication = {
  ...Sample.virtualApplication,
  address: {
    firstName: "Perpetua",
    lastName: "Quackenbush",
    phoneCode: "1",
    phone: "2125357710",
    postalCode: "10028",
    country: "US",
    state: "New York",
    city: "Gotham Heights",
    addressLine1: "1000 Canary Row",
    addressLine2: "Belfry 7"
  }
}
const personal = ["Perpetua", "Quackenbush", "2125357710", "10028", "Gotham Heights", "1000 Canary Row", "Belfry 7"]
const planted = (secrets: ReadonlyArray<string>) => [...secrets, ...personal]

interface Output {
  readonly spans: Array<unknown>
  readonly logs: Array<unknown>
}

/** A tracer that keeps each span with all that it was told, and a logger that keeps each message with its cause. */
const capturing = (output: Output) =>
  Layer.mergeAll(
    Layer.setTracer(
      Tracer.make({
        span: (name, parent, context, links, startTime, kind) => {
          const told: Array<unknown> = [name]
          output.spans.push(told)
          return {
            _tag: "Span",
            name,
            parent,
            context,
            links,
            kind,
            spanId: "1",
            traceId: "1",
            sampled: true,
            status: { _tag: "Started", startTime },
            attributes: new Map(),
            attribute: (key, value) => void told.push([key, value]),
            event: (event, _, attributes) => void told.push([event, attributes]),
            addLinks: () => {},
            end: (_, exit) => void told.push(exit)
          }
        },
        context: (f) => f()
      })
    ),
    Logger.replace(
      Logger.defaultLogger,
      Logger.make(
        ({ annotations, cause, message, spans }) => void output.logs.push({ annotations, cause, message, spans })
      )
    ),
    Logger.minimumLogLevel(LogLevel.All)
  )

/** All that a person or a machine could make of a value. */
const renderings = (value: unknown): string =>
  [
    Util.inspect(value, { depth: Infinity, customInspect: false, showHidden: true, getters: true }),
    Util.inspect(value, { depth: Infinity }),
    JSON.stringify(value),
    String(value),
    value instanceof Error ? `${value.message}\n${value.stack}\n${Cause.pretty(Cause.fail(value))}` : ""
  ].join("\n")

const searched = (
  secrets: ReadonlyArray<string>,
  calls: ReadonlyArray<
    Effect.Effect<void, ClientError.ReadError | ClientError.WriteError, KeySecureClient.KeySecureClient>
  >
) =>
  Effect.gen(function* () {
    const output: Output = { spans: [], logs: [] }
    const errors = yield* Effect.forEach(calls, (call) =>
      Effect.flip(Effect.tapErrorCause(call, (cause) => Effect.logError("a call failed", cause)))
    ).pipe(Effect.provide(capturing(output)))
    const metrics = yield* Metric.snapshot
    expect(output.spans.length).toBeGreaterThanOrEqual(calls.length)
    expect(output.logs.length).toBeGreaterThanOrEqual(calls.length)
    for (const value of [...errors, output.spans, output.logs, metrics]) {
      const text = renderings(value)
      for (const secret of planted(secrets)) expect(text).not.toContain(secret)
    }
    return errors
  })

const apply = Effect.flatMap(KeySecureClient.KeySecureClient, (client) =>
  Effect.asVoid(client.applyForCard(application))
)
const list = Effect.flatMap(KeySecureClient.KeySecureClient, (client) => Effect.asVoid(client.listCards(query)))
const codes: ReadonlyArray<number> = [...ErrorCode.codes, 4999]

describe("nothing secret or personal comes out of", () => {
  it.effect.each(codes)("code %d, from a platform that repeats in its message all that it was sent", (code) =>
    Effect.gen(function* () {
      const token = yield* Effect.map(
        Effect.flatMap(KeySecureSimulator.KeySecureSimulator, (simulator) => simulator.requests),
        (requests) => requests.flatMap(({ request }) => request.headers["access-token"] ?? [])
      )
      expect(token).toEqual([])
      yield* searched([Scenario.creditApiKey, "sim_token"], [apply, list])
    }).pipe(
      Effect.provide(
        simulated(Scenario.rules({ echo: true, answers: { applyForCard: code, listCards: code } })(Scenario.initial), {
          retryPolicy: RetryPolicy.never
        })
      )
    )
  )

  it.effect("a request that does not fit", () =>
    searched(
      [Scenario.creditApiKey],
      [
        Effect.flatMap(KeySecureClient.KeySecureClient, (client) =>
          Effect.asVoid(
            client.applyForCard({
              ...application,
              address: { ...application.address, phone: "Quackenbush", city: "" }
            } as never)
          )
        )
      ]
    ).pipe(Effect.provide(simulated()))
  )
})

const failures: ReadonlyArray<readonly [string, (response: ServerResponse) => void]> = [
  ["a reset connection", (response) => void response.socket?.destroy()],
  ["a gateway's page", (response) => void response.writeHead(502).end("<h1>502</h1>")],
  ["a redirect", (response) => void response.writeHead(302, { location: "http://127.0.0.1:9/" }).end()],
  [
    "half a body",
    (response) => {
      response.writeHead(200, { "content-length": 1000 })
      response.write(`{"code":0`)
      response.socket?.end()
    }
  ]
]

describe.each(transports)("nothing secret or personal comes out of a failure over %s:", (_, transport) => {
  const key = "canary-key-7f3a"
  const token = "canary-token-91bc"
  const client = (baseUrl: string) =>
    KeySecureClient.layer({ apiKey: Redacted.make(key), baseUrl, retryPolicy: RetryPolicy.never }).pipe(
      Layer.provide(transport)
    )

  it.live.each(failures)("%s", ([, respond]) =>
    Effect.gen(function* () {
      const baseUrl = yield* httpServer((request, response) =>
        request.url?.endsWith("/merchant/token") ? answer(response, issuedToken(token)) : respond(response)
      )
      yield* searched([key, token], [apply, list]).pipe(Effect.provide(client(baseUrl)))
    }).pipe(Effect.scoped)
  )

  it.live("a refused connection", () =>
    Effect.flatMap(deafUrl, (baseUrl) => searched([key, token], [apply, list]).pipe(Effect.provide(client(baseUrl))))
  )
})
