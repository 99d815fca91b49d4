import { it } from "@effect/vitest"
import { Effect, FastCheck as fc, Fiber, Runtime } from "effect"
import { describe, expect } from "vitest"
import { controlled } from "../support/control.js"
import { shareOfRuns } from "../support/runs.js"
import { now, paths, Session, virtual } from "../support/session.js"

/** 10,000 requests in the thorough mode. */
const numRuns = shareOfRuns === 1 ? 10_000 : 300

const json = { "content-type": "application/json" }

const post = (body: string, headers: Record<string, string> = json): RequestInit => ({ method: "POST", headers, body })

const answerOf = (
  send: (path: string, init?: RequestInit) => Effect.Effect<Response>,
  path: string,
  init?: RequestInit
) =>
  Effect.gen(function* () {
    const response = yield* send(path, init)
    const body = yield* Effect.promise(() => response.text())
    return { status: response.status, body, answer: body === "" ? undefined : JSON.parse(body) }
  })

describe("the control API", () => {
  it.scoped("answers no foreign host, no page of another origin, and no request of another site", () =>
    Effect.gen(function* () {
      const { send } = yield* controlled()
      const statuses = (...all: ReadonlyArray<Record<string, string>>) =>
        Effect.forEach(all, (headers) => Effect.map(send("/api/clock", { headers }), ({ status }) => status))
      expect(
        yield* statuses(
          {},
          { host: "localhost:4011", origin: "http://localhost:4011" },
          { host: "[::1]:4011" },
          { origin: "http://127.0.0.1:4011", "sec-fetch-site": "same-origin" },
          { "sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate" }
        )
      ).toEqual([200, 200, 200, 200, 200])
      expect(
        yield* statuses(
          { host: "evil.example:4011" },
          { host: "127.0.0.1.evil.example" },
          { host: "localhost.evil.example:4011", origin: "http://localhost.evil.example:4011" },
          { origin: "https://evil.example" },
          { origin: "null" },
          { origin: "http://127.0.0.1:3000" },
          { origin: "http://localhost:4011" },
          { "sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors" },
          { "sec-fetch-site": "same-site" }
        )
      ).toEqual([403, 403, 403, 403, 403, 403, 403, 403, 403])
    })
  )

  it.scoped("takes no body that is not JSON, too large or too deep", () =>
    Effect.gen(function* () {
      const { send } = yield* controlled()
      const bodies: ReadonlyArray<readonly [RequestInit, number]> = [
        [post(`{"byMillis":0}`), 400],
        [post(`{`), 400],
        [post(`{}`, { "content-type": "text/plain" }), 415],
        [post(`{}`, { "content-type": "application/jsonp" }), 415],
        [post(`{}`, {}), 415],
        [post("", { "content-type": "multipart/form-data" }), 415],
        [post("", { "content-type": "multipart/mixed; boundary=x" }), 415],
        [post(`"${"x".repeat(1_048_577)}"`), 413],
        [post("[".repeat(100_000) + "]".repeat(100_000)), 400]
      ]
      for (const [init, status] of bodies) expect((yield* answerOf(send, "/api/faults", init)).status).toBe(status)
    })
  )

  it.scoped("names the path of each field that does not fit, and never its value", () =>
    Effect.gen(function* () {
      const { send } = yield* controlled()
      const asked: ReadonlyArray<readonly [path: string, init: RequestInit, says: ReadonlyArray<string>]> = [
        [
          "/api/faults",
          post(`{"fault":{"_tag":"LoseAnswer","silent":"zq"},"times":-7,"nth":"zq"}`),
          ["fault.silent: ", "times: ", "nth: "]
        ],
        ["/api/rules", { ...post(`{"maxPge":"zq","maxPage":"zq"}`), method: "PATCH" }, ["maxPge: ", "maxPage: "]],
        ["/api/consumptions", post(`{"cardNo":"C1","amount":"zq"}`), ["amount: Expected an amount"]],
        ["/api/callbacks/1/send", post(`{"stamp":"first","ageMillis":7}`), ["ageMillis: "]],
        [
          "/api/callbacks/settings",
          { ...post(`{"url":"http://[zq","urls":{"k":"http://zq:zq@a.test"}}`), method: "PATCH" },
          ["url: ", "urls.k: "]
        ],
        ["/api/cardholders?status=zq", {}, ["status: "]],
        ["/api/cards?size=zq", {}, ["size: "]],
        ["/api/log?operation=zq", {}, ["operation: "]],
        ["/api/log/zq", {}, ["id: "]]
      ]
      for (const [path, init, says] of asked) {
        const { answer, body, status } = yield* answerOf(send, path, init)
        expect([path, status, answer._tag]).toEqual([path, 400, "HttpApiDecodeError"])
        for (const text of says) expect(answer.message).toContain(text)
        expect(body).not.toContain("zq")
      }
    })
  )

  const anyText = fc.oneof(
    fc.string(),
    fc.constantFrom("", "0", "1", "50", "true", "Approved", "U0001", "sim_credit_key")
  )

  const anyJson = fc.oneof(
    fc.jsonValue(),
    fc.constantFrom<unknown>(
      { toString: 1 },
      { _tag: { toString: 1 } },
      [[]],
      Number.MAX_VALUE,
      -1,
      1.5,
      "9".repeat(300)
    )
  )

  /** Bodies that fit. */
  const good: ReadonlyArray<readonly [method: string, path: string, body: Record<string, unknown>]> = [
    ["POST", "/api/merchants", { apiKey: "sim_credit_key", mode: "CREDIT_EXTENSION" }],
    ["POST", "/api/cardholders", { apiKey: "sim_credit_key", cardholderNo: "U0001" }],
    ["POST", "/api/cardholders/review", { apiKey: "sim_credit_key", cardholderNo: "U0002", status: "Approved" }],
    ["POST", "/api/packages", { apiKey: "sim_credit_key", packageNo: "P0001", cardTypes: ["Virtual"] }],
    ["POST", "/api/bins", { apiKey: "sim_authorization_key", cardBinNo: "B0001" }],
    ["POST", "/api/cards/status", { cardNo: "C0000000001", status: "Frozen" }],
    ["POST", "/api/cards/cancel", { cardNo: "C0000000001" }],
    ["POST", "/api/consumptions", { cardNo: "C0000000001", amount: "1.00", type: "Refund" }],
    ["POST", "/api/authorizations", { cardNo: "C0000000001", amount: "1.00" }],
    ["POST", "/api/faults", { fault: { _tag: "DelayAfter", millis: 5 }, times: 3, operation: "getCard" }],
    ["PATCH", "/api/rules", { maxPage: 7, repeatedUniqueNo: "sameCard" }],
    ["PATCH", "/api/clock", { byMillis: 5, frozen: true, to: now }],
    ["POST", "/api/reset", {}]
  ]

  const queries = ["page", "size", "secrets", "apiKey", "cardUniqueNo", "status", "code", "operation", "after", "zq"]
  const lists = ["merchants", "cardholders", "cards", "transfers", "consumptions", "tokens", "log", "faults", "state"]

  const looking = fc
    .tuple(
      fc.constantFrom(
        ...lists.map((name) => `/api/${name}`),
        "/api/log/1",
        "/api/rules",
        "/api/schedule",
        "/api/about"
      ),
      fc.dictionary(fc.constantFrom(...queries), anyText, { maxKeys: 3 })
    )
    .map(([path, query]): readonly [string, RequestInit] => [`${path}?${new URLSearchParams(query).toString()}`, {}])

  const changing = fc
    .tuple(fc.constantFrom(...good), fc.option(fc.tuple(fc.string(), anyJson), { freq: 3 }), anyJson)
    .chain(([[method, path, body], extra, value]) =>
      fc.constantFrom(...Object.keys(body), "").map((name): readonly [string, RequestInit] => {
        const changed = extra === null ? body : { ...body, [name === "" ? extra[0] : name]: value }
        return [path, { method, headers: json, body: JSON.stringify(changed) }]
      })
    )

  const wild = fc
    .record({
      method: fc.constantFrom("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"),
      path: fc.oneof(
        fc.constantFrom("/api/state", "/api/faults/1", "/api/log/%", "/api/log/%E0%A4%A", "/", "/openapi.json"),
        fc.webPath(),
        fc.constantFrom(...good.map(([, path]) => path))
      ),
      body: fc.oneof(
        anyJson.map((value) => JSON.stringify(value) ?? ""),
        fc.string({ unit: "binary" })
      ),
      headers: fc.constantFrom<Record<string, string>>(
        json,
        {},
        { "content-type": "multipart/form-data" },
        { host: "" }
      )
    })
    .map(({ body, headers, method, path }): readonly [string, RequestInit] => [
      path,
      method === "GET" || method === "HEAD" ? { method, headers } : { method, headers, body }
    ])

  it.scoped("answers anything, and never with a status of 500 or more", () =>
    Effect.gen(function* () {
      const { ask, client, send } = yield* controlled()
      const runtime = yield* Effect.runtime<never>()
      const session = new Session()
      yield* client.clock.change({ payload: { to: now, frozen: true } })
      yield* ask({ ...session.request(paths.getToken, ""), method: "GET", body: "" })
      const reached = new Map<number, number>()
      const asking: Array<Fiber.RuntimeFiber<unknown, unknown>> = []
      const property = fc.asyncProperty(fc.oneof(looking, changing, changing, wild), async ([path, init]) => {
        asking.push(Runtime.runFork(runtime)(ask(session.request(paths.applyForCard, virtual))))
        const { body, status } = await Runtime.runPromise(runtime)(send(path, init))
        await body?.cancel()
        expect([status < 500, path, init]).toEqual([true, path, init])
        reached.set(status, (reached.get(status) ?? 0) + 1)
      })
      yield* Effect.promise(() => fc.assert(property, { numRuns, seed: 21 }))
      yield* Fiber.interruptAll(asking)
      const seldom = [200, 204, 400, 404].filter((status) => (reached.get(status) ?? 0) < numRuns / 50)
      expect([seldom, [...reached]]).toEqual([[], [...reached]])
    })
  )
})
