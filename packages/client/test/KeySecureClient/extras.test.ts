/** What one call adds to its requests: a language, and headers of the caller's own. */
import { AttemptLog, CardIssuance, KeySecureClient, RetryPolicy } from "@effect-keysecure/client"
import { RequestHeaders } from "@effect-keysecure/schema"
import { KeySecureSimulator, Scenario } from "@effect-keysecure/testkit"
import { it } from "@effect-keysecure/testkit/vitest"
import { describe, expect } from "@effect/vitest"
import { Headers, HttpClient, HttpClientError } from "@effect/platform"
import { Effect, Either, FastCheck as fc, FiberRef, Layer, Redacted } from "effect"
import * as Util from "node:util"
import { type ExtraHeaders, extrasOf } from "../../src/internal/call/extras.js"
import { capturing, type Output, renderings } from "../support/output.js"
import { application, query } from "../support/requests.js"
import { recordingServer } from "../support/server.js"
import { apiKey, simulated } from "../support/simulated.js"
import { clientAt, transports } from "../support/transports.js"

const { KeySecureClient: Client } = KeySecureClient
const { KeySecureSimulator: Simulator } = KeySecureSimulator

const headers: ExtraHeaders = { "X-Correlation-Id": "canary-4f1c 7", constructor: "canary-9d2e" }
const added = { "x-correlation-id": "canary-4f1c 7", constructor: "canary-9d2e" }

/** Headers that a caller without types may give. */
const untyped = (given: Readonly<Record<string, unknown>>): ExtraHeaders => Object.assign(Object.create(null), given)

const refusedFields = (given: Readonly<Record<string, unknown>>): ReadonlyArray<string> =>
  Either.match(extrasOf({ headers: untyped(given) }), {
    onLeft: (issues) => issues.map(({ field }) => field),
    onRight: () => []
  })

const inAnyCase = (name: string) =>
  fc
    .array(fc.boolean(), { minLength: name.length, maxLength: name.length })
    .map((upper) => [...name].map((char, index) => (upper[index] === true ? char.toUpperCase() : char)).join(""))

const protocolNames = [...Object.values(RequestHeaders.names), "host", "content-length", "transfer-encoding", "te"]

describe("headers of one call", () => {
  it.effect.prop(
    "that the client or the next hop uses are refused in any case",
    [fc.constantFrom(...protocolNames).chain(inAnyCase)],
    ([name]) =>
      Effect.sync(() => {
        expect(refusedFields({ [name]: "a" })).toEqual([`headers.${name.toLowerCase()}`])
      })
  )

  it.effect.prop(
    "either go as they are, or are refused without their values",
    [fc.dictionary(fc.string({ maxLength: 12, unit: "binary" }), fc.string({ minLength: 8, unit: "binary" }))],
    ([given]) =>
      Effect.sync(() => {
        const found = extrasOf({ headers: untyped(given) })
        if (Either.isRight(found)) {
          const arrived = new globalThis.Headers(found.right)
          expect([...arrived]).toHaveLength(Object.keys(given).length)
          for (const [name, value] of Object.entries(given)) expect(arrived.get(name)).toBe(value)
        } else {
          expect(found.left.length).toBeGreaterThan(0)
          for (const { expected } of found.left) {
            for (const value of Object.values(given)) expect(expected).not.toContain(value)
          }
        }
      })
  )

  it.effect.each<readonly [string, Readonly<Record<string, unknown>>, string]>([
    ["a line break", { "x-a": "a\r\nApi-Key: b" }, "headers.x-a"],
    ["an empty value", { "x-a": "" }, "headers.x-a"],
    ["a blank at an end", { "x-a": "a " }, "headers.x-a"],
    ["no text", { "x-a": 1 }, "headers.x-a"],
    ["a text that is not ASCII", { "x-a": "é" }, "headers.x-a"],
    ["one name in two cases", { "x-a": "1", "X-A": "2" }, "headers.x-a"],
    ["a name with a blank", { "x a": "1" }, "headers[0]"],
    ["a name that objects lose", JSON.parse('{"__proto__":"1"}'), "headers[0]"],
    ["4,097 characters", { "x-a": "a".repeat(4094) }, "headers"]
  ])("are refused with %s", ([, given, field]) => Effect.sync(() => expect(refusedFields(given)).toEqual([field])))

  it.effect("may have 4,096 characters", () =>
    Effect.sync(() => expect(refusedFields({ "x-a": "a".repeat(4093) })).toEqual([]))
  )

  it.virtual("are refused before anything is sent, and the error names them", () =>
    Effect.gen(function* () {
      const client = yield* Client
      // @ts-expect-error The compiler refuses it too.
      const error = yield* Effect.flip(client.applyForCard(application, { headers: { "Api-Key": "planted" } }))
      expect(error).toMatchObject({ _tag: "RequestInvalid", issues: [{ field: "headers.api-key" }] })
      // @ts-expect-error The compiler refuses it too.
      const other = yield* Effect.flip(client.listCards(query, { language: "fr_FR" }))
      expect(other).toMatchObject({ _tag: "RequestInvalid", issues: [{ field: "language" }] })
      expect(renderings([error, other])).not.toContain("planted")
      expect(yield* Effect.flatMap(Simulator, ({ requests }) => requests)).toEqual([])
    }).pipe(Effect.provide(simulated()), Effect.orDie)
  )
})

describe.each([...transports, ["undici, lean, with a token at hand", undefined] as const])(
  "over %s",
  (_, transport) => {
    it.live("a write and a read carry the headers and the language, and get token and the next call do not", () =>
      Effect.gen(function* () {
        const { arrived, baseUrl } = yield* recordingServer
        const over = transport ?? transports[1]?.[1] ?? Layer.die("no lean transport")
        const layer =
          transport === undefined
            ? clientAt(baseUrl, over)
            : KeySecureClient.layer({ apiKey, baseUrl, language: "en_US", retryPolicy: RetryPolicy.never }).pipe(
                Layer.provide(over)
              )
        yield* Effect.gen(function* () {
          const client = yield* Client
          yield* client.applyForCard(application, { headers, language: "zh_CN" })
          // The server has no list.
          yield* Effect.exit(client.listCards(query, { headers, language: "zh_CN" }))
          yield* Effect.exit(client.listCards(query))
        }).pipe(Effect.provide(layer))
        const seen = arrived.filter(({ url }) => url?.endsWith("/token") !== true)
        expect(seen.slice(0, 2).map((request) => request.headers)).toMatchObject([
          { ...added, language: "zh_CN" },
          { ...added, language: "zh_CN" }
        ])
        const others = arrived.filter((request) => !seen.slice(0, 2).includes(request))
        expect(others).toHaveLength(transport === undefined ? 1 : 2)
        for (const request of others) {
          expect(request.headers).not.toHaveProperty("x-correlation-id")
          expect(request.headers["language"]).toBe(transport === undefined ? undefined : "en_US")
        }
      }).pipe(Effect.scoped)
    )
  }
)

describe("on the simulator", () => {
  it.virtual("the language of one call is that of its message", () =>
    Effect.gen(function* () {
      const client = yield* Client
      const messageIn = (options?: KeySecureClient.CallOptions) =>
        Effect.map(Effect.flip(client.listCards(query, options)), (error) =>
          "msg" in error ? Redacted.value(error.msg) : ""
        )
      expect(yield* messageIn({ language: "zh_CN" })).toMatch(/\p{Script=Han}/u)
      expect(yield* messageIn()).not.toMatch(/\p{Script=Han}/u)
    }).pipe(Effect.provide(simulated(Scenario.rules({ answers: { listCards: 1012 } }))), Effect.orDie)
  )

  it.virtual("each copy of a call that is sent again carries the headers, and so do the questions of issue", () =>
    Effect.gen(function* () {
      const issuance = yield* CardIssuance.CardIssuance
      yield* issuance.issue(application, { headers, language: "zh_CN" })
      const requests = yield* Effect.flatMap(Simulator, (simulator) => simulator.requests)
      const carrying = requests.flatMap(({ request }) =>
        request.headers["x-correlation-id"] === added["x-correlation-id"] ? [request.path] : []
      )
      expect(carrying.filter((url) => url.includes("/card/apply")).length).toBeGreaterThan(0)
      expect(carrying.filter((url) => url.includes("/card/list")).length).toBeGreaterThan(0)
      expect(carrying).toHaveLength(requests.filter(({ request }) => !request.path.endsWith("/token")).length)
    }).pipe(
      Effect.provide(
        CardIssuance.layer({ apiKey, baseUrl: KeySecureSimulator.baseUrl }).pipe(
          Layer.provide(AttemptLog.layerMemory()),
          Layer.provideMerge(
            KeySecureSimulator.layerHttpClient({
              faults: [
                { operation: "applyForCard", nth: 1, fault: { _tag: "AnswerCode", code: 1009, carriedOut: false } },
                { operation: "applyForCard", nth: 2, fault: { _tag: "LoseAnswer", silent: false } }
              ]
            })
          )
        )
      ),
      Effect.orDie
    )
  )
})

describe("the values of headers come into no log, span or error", () => {
  const indiscreet: ReadonlyArray<readonly [string, HttpClient.HttpClient]> = [
    ["dies with the request", HttpClient.make((request) => Effect.die(request))],
    [
      "fails with the headers in its cause",
      HttpClient.make((request) =>
        Effect.fail(
          new HttpClientError.RequestError({ request, reason: "Transport", cause: new Error(Util.inspect(request)) })
        )
      )
    ],
    [
      "logs what it is given",
      HttpClient.make((request) =>
        Effect.zipRight(
          Effect.flatMap(FiberRef.get(Headers.currentRedactedNames), (names) =>
            Effect.logInfo(Headers.redact(request.headers, names))
          ),
          Effect.fail(new HttpClientError.RequestError({ request, reason: "Transport" }))
        )
      )
    ]
  ]

  it.live.each(indiscreet)("of a transport that %s", ([, transport]) =>
    Effect.gen(function* () {
      const output: Output = { spans: [], logs: [] }
      const errors = yield* Effect.gen(function* () {
        const client = yield* Client
        return [
          yield* Effect.flip(client.applyForCard(application, { headers })),
          yield* Effect.flip(client.listCards(query, { headers }))
        ]
      }).pipe(
        Effect.provide(
          Layer.merge(clientAt("http://127.0.0.1", Layer.succeed(HttpClient.HttpClient, transport)), capturing(output))
        )
      )
      expect(output.spans).toHaveLength(2)
      for (const value of [...errors, output.spans, output.logs]) expect(renderings(value)).not.toContain("canary")
    })
  )
})
