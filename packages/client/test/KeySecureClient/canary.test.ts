/** Secrets and personal data are planted, every kind of failure is provoked, and everything that comes out is searched. */
import { execFile } from "node:child_process"
import type { RequestListener } from "node:http"
import { fileURLToPath } from "node:url"
import * as Util from "node:util"
import {
  AccessTokens,
  type ClientError,
  KeySecureClient,
  KeySecureConfig,
  RetryPolicy,
  ServerTime
} from "@effect-keysecure/client"
import { ErrorCode } from "@effect-keysecure/schema"
import { KeySecureSimulator, Scenario, VirtualClock } from "@effect-keysecure/testkit"
import {
  HttpClient,
  HttpClientError,
  type HttpClientRequest,
  HttpClientResponse,
  KeyValueStore
} from "@effect/platform"
import { beforeAll, describe, expect, it } from "@effect/vitest"
import { type ConfigError, Effect, Layer, Redacted } from "effect"
import { bundled } from "../../../testkit/test/support/bundled.js"
import { capturing, eventsOf, type Output, renderings, textsOfMetrics } from "../support/output.js"
import { application, forms, key, personal, token } from "../support/planted.js"
import { query } from "../support/requests.js"
import { answer, deafUrl, httpServer, issuedToken, tokenServer } from "../support/server.js"
import { simulated } from "../support/simulated.js"
import { transports } from "../support/transports.js"

/** All that was planted so far. */
const planted = new Set<string>(personal)

/** The names of the events of spans that were searched so far. */
const events = new Set<string>()

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
    for (const secret of secrets) planted.add(secret)
    expect(output.spans.length).toBeGreaterThanOrEqual(calls.length)
    // The caller's own: what a call ends with is for it to log. What the client says itself is searched too.
    expect(output.logs.filter((log) => renderings(log).includes("a call failed"))).toHaveLength(calls.length)
    for (const event of eventsOf(output)) events.add(event)
    for (const value of [...errors, output.spans, output.logs]) {
      const text = renderings(value)
      for (const secret of [...secrets, ...personal]) expect(text).not.toContain(secret)
    }
    return errors
  })

const apply = Effect.flatMap(KeySecureClient.KeySecureClient, (client) =>
  Effect.asVoid(client.applyForCard(application))
)
const list = Effect.flatMap(KeySecureClient.KeySecureClient, (client) => Effect.asVoid(client.listCards(query)))
const codes: ReadonlyArray<number> = [...ErrorCode.codes, 4999]
/** Each code with a form in which its message repeats what was sent, and one with every form. */
const echoed = [
  ...codes.map((code, index) => ({ code, echo: forms[index % forms.length] ?? true })),
  ...forms.map((echo) => ({ code: 2007, echo }))
]

describe("nothing secret or personal comes out of", () => {
  it.effect.each(echoed)("code $code, from a platform that repeats all that it was sent, $echo", ({ code, echo }) =>
    Effect.gen(function* () {
      const token = yield* Effect.map(
        Effect.flatMap(KeySecureSimulator.KeySecureSimulator, (simulator) => simulator.requests),
        (requests) => requests.flatMap(({ request }) => request.headers["access-token"] ?? [])
      )
      expect(token).toEqual([])
      yield* searched([Scenario.creditApiKey, "sim_token"], [apply, list])
    }).pipe(
      Effect.provide(
        simulated(Scenario.rules({ echo, answers: { applyForCard: code, listCards: code } }), {
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

const { never } = RetryPolicy

type ClientOf = (
  baseUrl: string
) => Layer.Layer<KeySecureClient.KeySecureClient, ConfigError.ConfigError, HttpClient.HttpClient>

const inMemory: ClientOf = (baseUrl) =>
  KeySecureClient.layer({ apiKey: Redacted.make(key), baseUrl, retryPolicy: never })

/** Where tokens are kept, and the client that keeps them there. */
const clients: ReadonlyArray<readonly [string, ClientOf]> = [
  ["tokens in memory", inMemory],
  [
    "tokens in a store",
    (baseUrl) =>
      KeySecureClient.layerWithoutDependencies({ retryPolicy: never }).pipe(
        Layer.provide(AccessTokens.layerKeyValueStore({ retryPolicy: never })),
        Layer.provide([
          ServerTime.layer(),
          KeySecureConfig.layer({ apiKey: Redacted.make(key), baseUrl }),
          KeyValueStore.layerMemory
        ])
      )
  ]
]

/** A refusal that repeats all that it was sent, as often as it is asked. */
const refusing =
  (code: number): RequestListener =>
  (request, response) => {
    let body = ""
    request.on("data", (bytes) => (body += String(bytes)))
    request.on("end", () => answer(response, { code, msg: `${JSON.stringify(request.headers)} ${body}` }))
  }

const reset: RequestListener = (_, response) => void response.socket?.destroy()

const failures: ReadonlyArray<readonly [string, RequestListener]> = [
  ["a reset connection", reset],
  ["a gateway's page", (_, response) => void response.writeHead(502).end(`<h1>502</h1> ${key} ${token}`)],
  ["garbage", (_, response) => void response.writeHead(200).end(`{"code":0,"msg":"${key} ${token}`)],
  ["data that does not fit", (_, response) => answer(response, { code: 0, msg: "", data: { [key]: [token] } })],
  [
    "a body of more than 1 MiB",
    (_, response) => answer(response, { code: 0, msg: `${key} ${token}`.repeat(50_000), data: {} })
  ],
  ["a redirect", (_, response) => void response.writeHead(302, { location: `http://127.0.0.1:9/${key}` }).end()],
  [
    "half a body",
    (_, response) => {
      response.writeHead(200, { "content-length": 1000 })
      response.write(`{"code":0`)
      response.socket?.end()
    }
  ],
  [
    "half a body of a length that is not declared",
    (_, response) => {
      response.writeHead(200)
      response.write(`{"code":0`, () => response.socket?.destroy())
    }
  ],
  ["1005 twice in a row", refusing(1005)],
  ["1007 twice in a row", refusing(1007)]
]

describe.each(transports)(
  "nothing secret or personal comes out over %s, with",
  { concurrent: true },
  (_, transport) => {
    const searchedAt = (clientOf: ClientOf) => (baseUrl: string) =>
      searched([key, token], [apply, list]).pipe(Effect.provide(clientOf(baseUrl).pipe(Layer.provide(transport))))

    describe.each(clients)("%s, of a failure of get token:", (_, clientOf) => {
      it.live.each(failures)("%s", ([, respond]) =>
        Effect.scoped(Effect.flatMap(httpServer(respond), searchedAt(clientOf)))
      )

      it.live("a refused connection", () => Effect.flatMap(deafUrl, searchedAt(clientOf)))
    })

    it.live.each(failures)("a failure of a call: %s", ([, respond]) =>
      Effect.scoped(Effect.flatMap(tokenServer(token, respond), searchedAt(inMemory)))
    )
  }
)

type Answering = (
  request: HttpClientRequest.HttpClientRequest
) => Effect.Effect<HttpClientResponse.HttpClientResponse, HttpClientError.RequestError>

/** Transports that tell all that they were given, each in its way, or nothing at all. */
const indiscreet: ReadonlyArray<readonly [string, Answering]> = [
  ["never answers, so that the deadline passes", () => Effect.never],
  ["dies with the request", (request) => Effect.die(request)],
  ["dies with the headers in the message", ({ body, headers }) => Effect.die(new Error(Util.inspect([headers, body])))],
  [
    "fails with the headers in the cause",
    (request) =>
      Effect.fail(
        new HttpClientError.RequestError({ request, reason: "Transport", cause: new Error(Util.inspect(request)) })
      )
  ]
]

describe.each(clients)("nothing secret or personal comes out, with %s, of a transport that", (_, clientOf) => {
  const givesTokens: Answering = (request) =>
    Effect.succeed(HttpClientResponse.fromWeb(request, Response.json(issuedToken(token))))

  it.live.each(
    indiscreet.flatMap(([what, respond]) => [
      [`${what} when asked for a token`, respond, respond] as const,
      [`${what} when called with a token`, givesTokens, respond] as const
    ])
  )("%s", ([, forToken, forCall]) => {
    const transport = HttpClient.make((request) =>
      request.url.endsWith("/merchant/token") ? forToken(request) : forCall(request)
    )
    return VirtualClock.run(() =>
      searched([key, token], [apply, list]).pipe(
        Effect.provide(
          clientOf("http://127.0.0.1").pipe(Layer.provide(Layer.succeed(HttpClient.HttpClient, transport)))
        )
      )
    )
  })
})

describe("nothing secret or personal is printed when a program crashes of", { concurrent: true }, () => {
  let program = ""
  beforeAll(async () => {
    program = await bundled(fileURLToPath(new URL("../support/crashing.ts", import.meta.url)))
  })

  /** Runs the program that catches nothing. */
  const crashed = (baseUrl: string, way: "apply" | "issue") =>
    Effect.async<{ readonly exitCode: number | null; readonly output: string }>((resume) => {
      const child = execFile(process.execPath, [program, baseUrl, way], (_, stdout, stderr) =>
        resume(Effect.succeed({ exitCode: child.exitCode, output: stdout + stderr }))
      )
      return Effect.sync(() => child.kill())
    })

  it.live.each([
    ["an unknown outcome", "apply", reset, "OutcomeUnknown"],
    ["a refusal", "apply", refusing(2007), "AddressCharactersRejected"],
    ["an outcome that could not be found out", "issue", reset, "OutcomeUnknown"],
    ["a refusal to issue", "issue", refusing(2007), "AddressCharactersRejected"]
  ] as const)("%s", ([, way, respond, tag]) =>
    Effect.gen(function* () {
      const { exitCode, output } = yield* Effect.flatMap(tokenServer(token, respond), (url) => crashed(url, way))
      expect(exitCode).toBe(1)
      expect(output).toContain(tag)
      for (const secret of [key, token, ...personal]) expect(output).not.toContain(secret)
    }).pipe(Effect.scoped)
  )
})

it("the events of spans are among what was searched", () => {
  expect([...events].toSorted()).toEqual([
    "keysecure.clock_hypothesis_changed",
    "keysecure.outcome_unknown",
    "keysecure.sent_again",
    "keysecure.token_replaced"
  ])
})

it.effect("nothing secret or personal comes out of the metrics of all that", () =>
  Effect.gen(function* () {
    const text = renderings(yield* textsOfMetrics)
    expect(text).toContain("keysecure_calls")
    expect(planted.size).toBeGreaterThan(personal.length)
    for (const secret of planted) expect(text).not.toContain(secret)
  })
)
