import { HttpBody, HttpClient, HttpClientRequest, HttpMethod, HttpServer } from "@effect/platform"
import { NodeHttpServer } from "@effect/platform-node"
import { describe, expect, it } from "@effect/vitest"
import { Effect, FastCheck, Layer, Option, Stream, TestClock } from "effect"
import { readFileSync } from "node:fs"
import { createServer } from "node:http"
import { KeySecureSimulator, Scenario, type Simulation } from "../../src/index.js"
import { generatedState, requests } from "../support/requests.js"
import { now, paths, readApplied, Session, tokenRequest, virtual } from "../support/session.js"

const vendorSample = readFileSync(
  new URL("../../../schema/test/goldens/card-apply.request.json", import.meta.url),
  "utf8"
)

const server = (options?: KeySecureSimulator.Options) =>
  KeySecureSimulator.layerServer(options).pipe(
    Layer.provideMerge(NodeHttpServer.layer(createServer, { port: 0, host: "127.0.0.1" }))
  )

interface Seen {
  readonly status: number
  readonly contentType: string | null | undefined
  readonly date: string | null | undefined
  readonly allow: string | null | undefined
  readonly body: string
}

/** Over a socket, by nothing but `fetch`. */
const byFetch = ({ body, headers, method, path }: Simulation.Request) =>
  HttpServer.addressFormattedWith((origin) =>
    Effect.promise(async (): Promise<Seen> => {
      const hasBody = method !== "GET" && method !== "HEAD"
      const response = await fetch(origin + path, { method, headers, ...(hasBody ? { body } : {}) })
      const header = (name: string) => response.headers.get(name)
      const text = await response.text()
      return {
        status: response.status,
        contentType: header("content-type"),
        date: header("date"),
        allow: header("allow"),
        body: text
      }
    })
  )

const toClientRequest = ({ body, headers, method, path }: Simulation.Request, baseUrl: string) => {
  const request = HttpClientRequest.make("POST")(baseUrl + path).pipe(HttpClientRequest.setHeaders(headers))
  const withBody = method === "GET" || method === "HEAD" ? request : HttpClientRequest.bodyText(request, body)
  return HttpClientRequest.modify(withBody, {
    method: Option.getOrThrow(Option.liftPredicate(HttpMethod.isHttpMethod)(method))
  })
}

/** In memory. */
const inMemory = (request: Simulation.Request) =>
  Effect.gen(function* () {
    const client = yield* HttpClient.HttpClient
    const response = yield* client.execute(toClientRequest(request, KeySecureSimulator.baseUrl))
    const { headers } = response
    const seen: Seen = {
      status: response.status,
      contentType: headers["content-type"],
      date: headers["date"],
      allow: headers["allow"] ?? null,
      body: yield* response.text
    }
    return seen
  })

describe("over HTTP", () => {
  it.effect("the vendor's sample, all fields empty, gets 1004", () =>
    Effect.gen(function* () {
      const session = new Session()
      const seen = yield* byFetch({ ...session.request(paths.applyForCard, vendorSample) })
      expect(seen).toMatchObject({ status: 200, contentType: "application/json" })
      expect(JSON.parse(seen.body)).toEqual({ code: 1004, msg: "cardholder_no: required" })
    }).pipe(Effect.provide(server({ scenario: () => new Session().state, epochMillis: now })))
  )

  it.effect("the vendor's sample with its fields filled gets a card", () =>
    Effect.gen(function* () {
      const sample = JSON.parse(vendorSample)
      const filled = {
        ...sample,
        cardholder_no: "U0001",
        package_no: "P0001",
        card_unique_no: "order-1",
        address_info: {
          ...sample.address_info,
          phone: "13800138000",
          postal_code: "100010",
          state: "Beijing",
          city: "Beijing",
          address_line1: "10 Jianguomen Inner Street"
        }
      }
      const seen = yield* byFetch(new Session().request(paths.applyForCard, filled))
      const { code, data, msg } = JSON.parse(seen.body)
      expect({ code, msg }).toEqual({ code: 0, msg: "Success" })
      expect(readApplied(data)).toEqual({ card_no: "C0000000001", card_unique_no: "order-1" })
    }).pipe(Effect.provide(server({ scenario: () => new Session().state, epochMillis: now })))
  )

  it.effect("the query of a URL is not looked at", () =>
    Effect.gen(function* () {
      const { body, status } = yield* byFetch({ ...tokenRequest("sim_credit_key"), path: `${paths.getToken}?a=1` })
      expect([status, JSON.parse(body).code]).toEqual([200, 0])
    }).pipe(Effect.provide(server({ epochMillis: now })))
  )

  it.effect("the whitelist sees the caller's address", () =>
    Effect.gen(function* () {
      const { update } = yield* KeySecureSimulator.KeySecureSimulator
      const from = (ipWhitelist: ReadonlyArray<string>) =>
        Effect.zipRight(
          update(Scenario.merchant({ apiKey: "sim_credit_key", mode: "CREDIT_EXTENSION", ipWhitelist })),
          Effect.map(byFetch(tokenRequest("sim_credit_key")), ({ body }) => JSON.parse(body).code)
        )
      expect(yield* from(["127.0.0.1"])).toBe(0)
      expect(yield* from(["203.0.113.7"])).toBe(1003)
    }).pipe(Effect.provide(server({ epochMillis: now })))
  )
})

describe("both transports", () => {
  it.effect(
    "give the same status, content type, date and body, byte for byte",
    () => {
      const options = { scenario: () => generatedState, epochMillis: now }
      const sent = FastCheck.sample(requests, { numRuns: 400, seed: 7 }).map(([, request]) => request)
      const ask = <E, R>(transport: (request: Simulation.Request) => Effect.Effect<Seen, E, R>) =>
        Effect.forEach(sent, transport)
      return Effect.gen(function* () {
        const memory = yield* Effect.provide(ask(inMemory), KeySecureSimulator.layerHttpClient(options))
        const sockets = yield* Effect.provide(ask(byFetch), server(options))
        expect(new Set(memory.map((seen) => seen.status))).toEqual(new Set([200, 404, 405]))
        expect(memory.filter((seen) => seen.body.includes('"card_no"')).length).toBeGreaterThan(5)
        expect(sockets).toEqual(memory)
      })
    },
    30_000
  )

  it.effect("are of one platform, where it has both", () =>
    Effect.gen(function* () {
      const simulator = yield* KeySecureSimulator.KeySecureSimulator
      yield* byFetch(new Session().request(paths.applyForCard, virtual))
      yield* simulator.handle(new Session().request(paths.applyForCard, { ...virtual, card_unique_no: "order-2" }))
      expect((yield* simulator.cards).map((card) => card.cardUniqueNo)).toEqual(["order-1", "order-2"])
    }).pipe(Effect.provide(server({ scenario: () => new Session().state, epochMillis: now })))
  )
})

describe("in memory", () => {
  const application = JSON.stringify(virtual)
  const bytes = new TextEncoder().encode(application)
  const bodies: ReadonlyArray<readonly [string, HttpBody.HttpBody, number]> = [
    ["bytes", HttpBody.uint8Array(bytes, "application/json"), 0],
    ["a raw string", HttpBody.raw(application), 0],
    ["raw bytes", HttpBody.raw(bytes), 0],
    ["a stream", HttpBody.stream(Stream.make(bytes.slice(0, 10), bytes.slice(10))), 0],
    ["nothing", HttpBody.empty, 1004],
    ["a byte order mark", HttpBody.text(`\ufeff${application}`), 1004]
  ]
  const send = (body: HttpBody.HttpBody) => {
    const { headers, path } = new Session().request(paths.applyForCard, "")
    const request = HttpClientRequest.post(KeySecureSimulator.baseUrl + path, { headers, body })
    return Effect.flatMap(HttpClient.HttpClient, (client) => client.execute(request))
  }
  const memory = KeySecureSimulator.layerHttpClient({ scenario: () => new Session().state, epochMillis: now })

  it.effect.each(bodies)("a body of %s is read", ([, body, code]) =>
    Effect.gen(function* () {
      const response = yield* send(body)
      expect(yield* response.json).toMatchObject({ code })
    }).pipe(Effect.provide(memory))
  )

  it.effect("a form is a loud failure", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(send(HttpBody.formData(new FormData())))
      expect(error).toMatchObject({ _tag: "RequestError", reason: "Encode" })
      expect(yield* Effect.flip(send(HttpBody.raw(1)))).toMatchObject({ reason: "Encode" })
    }).pipe(Effect.provide(memory))
  )

  it.effect("an answer can be read in every way", () =>
    Effect.gen(function* () {
      const response = yield* send(HttpBody.text(application))
      const text = yield* response.text
      expect(JSON.parse(text)).toEqual(yield* response.json)
      expect(new TextDecoder().decode(yield* response.arrayBuffer)).toBe(text)
      expect(yield* Stream.mkString(Stream.decodeText(response.stream))).toBe(text)
      expect(yield* Effect.flip(response.formData)).toMatchObject({ reason: "Decode" })
      expect(yield* Effect.flip(response.urlParamsBody)).toMatchObject({ reason: "Decode" })
      expect(JSON.stringify(response)).toContain("card_no")
    }).pipe(Effect.provide(memory))
  )

  it.effect("a test that never sets its clock works, and so does one that does", () =>
    Effect.gen(function* () {
      const simulator = yield* KeySecureSimulator.KeySecureSimulator
      expect(yield* simulator.now).toBe(Date.UTC(2026, 0, 1))
      yield* TestClock.adjust("1 hour")
      expect(yield* simulator.now).toBe(Date.UTC(2026, 0, 1, 1))
      yield* TestClock.setTime(now)
      expect(yield* simulator.now).toBe(now)
    }).pipe(Effect.provide(KeySecureSimulator.layer()))
  )

  it.effect("the server's clock is skewed, jumps and drifts", () =>
    Effect.gen(function* () {
      const simulator = yield* KeySecureSimulator.KeySecureSimulator
      const start = Date.UTC(2026, 0, 1)
      expect(yield* simulator.now).toBe(start - 500)
      yield* simulator.setSkew(2_000)
      expect(yield* simulator.now).toBe(start + 2_000)
      yield* TestClock.adjust("1000 seconds")
      expect(yield* simulator.now).toBe(start + 1_000_000 + 2_000 + 200)
    }).pipe(Effect.provide(KeySecureSimulator.layer({ skewMillis: -500, driftPpm: 200 })))
  )

  it.effect("requests are recorded with what became of them, the last so many", () =>
    Effect.gen(function* () {
      const simulator = yield* KeySecureSimulator.KeySecureSimulator
      const token = tokenRequest("sim_credit_key")
      const lost = { ...token, path: "/nowhere" }
      yield* simulator.handle(token)
      yield* simulator.handle({ ...token, headers: {} })
      expect((yield* simulator.requests).map(({ code, operation }) => [operation, code])).toEqual([
        ["getToken", 0],
        ["getToken", 1002]
      ])
      yield* simulator.handle(lost)
      expect((yield* simulator.requests).map(({ code, operation, status }) => [operation, code, status])).toEqual([
        ["getToken", 1002, 200],
        [undefined, undefined, 404]
      ])
      expect((yield* simulator.requests).at(-1)).toMatchObject({ request: lost, time: now })
    }).pipe(Effect.provide(KeySecureSimulator.layer({ requestsKept: 2, epochMillis: now })))
  )

  it.effect("concurrent requests and updates are all carried out", () =>
    Effect.gen(function* () {
      const simulator = yield* KeySecureSimulator.KeySecureSimulator
      const session = new Session()
      const apply = (n: number) =>
        Effect.zipRight(
          Effect.yieldNow(),
          simulator.handle(session.request(paths.applyForCard, { ...virtual, card_unique_no: `order-${n}` }))
        )
      const update = simulator.update(Scenario.rules({ listLagMillis: 5 }))
      yield* Effect.all(
        [
          Effect.forEach(
            Array.from({ length: 500 }, (_, n) => n),
            apply,
            { concurrency: "unbounded" }
          ),
          update
        ],
        {
          concurrency: "unbounded"
        }
      )
      expect(new Set((yield* simulator.cards).map((card) => card.cardUniqueNo)).size).toBe(500)
      expect((yield* simulator.state).rules.listLagMillis).toBe(5)
    }).pipe(Effect.provide(KeySecureSimulator.layer({ scenario: () => new Session().state, epochMillis: now })))
  )
})
