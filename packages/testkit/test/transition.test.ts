import { Endpoints, ErrorCode } from "@effect-keysecure/schema"
import { it } from "@effect/vitest"
import { FastCheck, pipe, Schema, Struct } from "effect"
import { describe, expect } from "vitest"
import { meaningsInChinese } from "../src/internal/refusal.js"
import { Scenario, Simulation } from "../src/index.js"
import { generatedState, type Kind, requests } from "./requests.js"
import { change, someRules, values } from "./rules.js"
import { runs } from "./runs.js"
import { aroundNow, headersOf, now, paths, send, Session, tokenRequest, virtual } from "./support.js"

const count = <K>(counts: Map<K, number>, key: K) => counts.set(key, (counts.get(key) ?? 0) + 1)

const readEnvelope = Schema.decodeSync(
  Schema.parseJson(Schema.Struct({ code: Schema.NullOr(Schema.Number), msg: Schema.String }))
)

/** Mostly the moment at which the generated requests are stamped. */
const moments = FastCheck.oneof(
  { weight: 8, arbitrary: FastCheck.constant(now) },
  { weight: 1, arbitrary: FastCheck.integer({ min: now - 1000, max: now + 120_000 }) },
  { weight: 1, arbitrary: FastCheck.double() }
)

describe("transition", () => {
  it("answers 10,000 generated requests, and each check is reached at least 100 times", () => {
    const kinds = new Map<Kind, number>()
    const reached = new Map<string, number>()
    const property = FastCheck.property(requests, ([kind, request]) => {
      const [response] = Simulation.transition(generatedState, request, now)
      count(kinds, kind)
      expect([200, 404, 405]).toContain(response.status)
      expect(response.headers["date"]).toBe("Mon, 15 Jun 2026 12:00:00 GMT")
      count(reached, response.status === 200 ? String(JSON.parse(response.body).code) : `HTTP ${response.status}`)
    })
    FastCheck.assert(property, { numRuns: runs(10_000), seed: 4 })

    expect(kinds.get("mutated")).toBeGreaterThanOrEqual(runs(5_000))
    const checks = ["1002", "1008", "1010", "1011", "1003", "1005", "1006", "1007", "1012", "1022"]
    const ofTheBody = ["1004", "2002", "2004", "2005", "2007", "2008", "2009", "2010", "4001", "1019", "1020"]
    const all = [...checks, ...ofTheBody, "HTTP 404", "HTTP 405", "0"]
    const seldom = all.filter((code) => (reached.get(code) ?? 0) < runs(100))
    expect(seldom.map((code) => [code, reached.get(code)])).toEqual([])
  }, 60_000)

  it("answers 10,000 requests under generated rules, each in the state that the one before left", () => {
    const codes = new Map<unknown, number>()
    const step = FastCheck.record({ change, request: requests.map(([, request]) => request), at: moments })
    const property = FastCheck.property(FastCheck.array(step, { minLength: 10, maxLength: 10 }), (steps) => {
      let state = generatedState
      for (const { at, change: setUp, request } of steps) {
        const [response, next] = Simulation.transition(setUp(state), request, at)
        state = next
        expect([200, 404, 405]).toContain(response.status)
        count(codes, response.status === 200 ? readEnvelope(response.body).code : response.status)
      }
    })
    FastCheck.assert(property, { numRuns: runs(1_000), seed: 3 })

    expect([...codes.values()].reduce((sum, times) => sum + times)).toBe(runs(10_000))
    expect(codes.get(0)).toBeGreaterThan(runs(500))
    expect(codes.size).toBeGreaterThan(40)
  })

  it("is tried under values of every rule, other than the default", () => {
    const { rules } = Scenario.empty
    const drawn = FastCheck.sample(someRules, { numRuns: 500, seed: 4 })
    const shown = (value: unknown) => JSON.stringify(value)
    const unchanged = Struct.keys(rules).filter((name) =>
      drawn.every((changed) => changed[name] === undefined || shown(changed[name]) === shown(rules[name]))
    )
    expect(unchanged).toEqual([])
    expect(Object.keys(values).toSorted()).toEqual(Object.keys(rules).toSorted())
  })

  it.prop("has no clock and no randomness: the same input gives the same output", [requests], ([[, request]]) => {
    const once = Simulation.transition(generatedState, request, now)
    expect(Simulation.transition(generatedState, request, now)[0]).toEqual(once[0])
  })

  it.prop("answers at any time", [requests, FastCheck.double()], ([[, request], time]) => {
    expect(Simulation.transition(generatedState, request, time)[0].status).toBeGreaterThanOrEqual(200)
  })

  it("answers with a deeply nested body", () => {
    const body = `{"card_bin_no":${"[".repeat(100_000)}${"]".repeat(100_000)}}`
    const session = new Session(Scenario.rules({ echo: true })(Scenario.initial))
    expect(session.apply(body).code).toBe(1004)
  })
})

describe("the checks of the headers", () => {
  const merchant = { apiKey: Scenario.creditApiKey, mode: "CREDIT_EXTENSION" as const }
  /** Everything wrong at once; each step puts right what the step before was refused for. */
  it("come in the documented order", () => {
    const wrong = pipe(
      new Session().state,
      Scenario.merchant({ ...merchant, status: "NotEnabled", ipWhitelist: ["203.0.113.7"] }),
      Scenario.rules({ onlyForMode: { applyForCard: "AUTHORIZATION" } })
    )
    const elsewhere = Scenario.merchant({ ...merchant, ipWhitelist: ["203.0.113.7"] })
    const abnormal = Scenario.merchant({ ...merchant, status: "Abnormal" })
    const bothModes = Scenario.rules({ onlyForMode: {} })
    let state = wrong
    let headers: Record<string, string> = {}
    const code = () =>
      send(state, { method: "POST", path: paths.applyForCard, headers, body: "?", remoteAddress: "127.0.0.1" }).code

    expect(code()).toBe(1002)
    headers = { "api-key": "unknown" }
    expect(code()).toBe(1008)
    headers = { "api-key": merchant.apiKey }
    expect(code()).toBe(1010)
    state = Scenario.merchant({ ...merchant, status: "Expired", ipWhitelist: ["203.0.113.7"] })(state)
    expect(code()).toBe(1011)
    state = elsewhere(state)
    expect(code()).toBe(1003)
    state = abnormal(state)
    expect(code()).toBe(1005)
    headers = { ...headers, timestamp: String(now) }
    expect(code()).toBe(1006)
    headers = { ...headers, "access-token": "unknown" }
    expect(code()).toBe(1007)
    headers = { ...headers, "access-token": "sim_token_credit_1" }
    expect(code()).toBe(1012)
    state = bothModes(state)
    expect(code()).toBe(1022)
    state = Scenario.merchant(merchant)(state)
    expect(code()).toBe(1004)
  })

  it("take a timestamp up to 60 s old and never one in the future", () => {
    const code = (timestamp: string) =>
      send(Scenario.initial, { ...tokenRequest(merchant.apiKey), headers: { "api-key": merchant.apiKey, timestamp } })
        .code
    expect(code(String(now))).toBe(0)
    expect(code(String(now - 60_000))).toBe(0)
    expect(code(String(now - 60_001))).toBe(1005)
    expect(code(String(now + 1))).toBe(1005)
    for (const other of ["", String(now).slice(0, 10), `${now}0`, `+${now}`, ` ${now}`, "abc", "1e12"]) {
      expect(code(other)).toBe(1005)
    }
  })

  it("take calls from the whitelist", () => {
    const state = Scenario.merchant({ ...merchant, ipWhitelist: ["127.0.0.1"] })(Scenario.initial)
    expect(send(state, tokenRequest(merchant.apiKey)).code).toBe(0)
    expect(send(state, { ...tokenRequest(merchant.apiKey), remoteAddress: "127.0.0.2" }).code).toBe(1003)
  })

  it("do not take the token of another merchant", () => {
    const session = new Session()
    const other = new Session(session.state, Scenario.authorizationApiKey)
    expect(other.list(aroundNow, { "access-token": session.token }).code).toBe(1007)
  })
})

describe("an unknown path or method", () => {
  const ask = (method: string, path: string) =>
    Simulation.transition(
      Scenario.initial,
      { method, path, headers: headersOf(Scenario.creditApiKey), body: "", remoteAddress: "" },
      now
    )[0]

  it("is answered 404 or 405, in plain text", () => {
    expect(ask("GET", "/open-api/v1/nothing")).toEqual({
      status: 404,
      headers: { "content-type": "text/plain; charset=utf-8", date: "Mon, 15 Jun 2026 12:00:00 GMT" },
      body: "The simulator has no path /open-api/v1/nothing"
    })
    expect(ask("GET", paths.applyForCard)).toMatchObject({ status: 405, headers: { allow: "POST" } })
    expect(ask("POST", paths.getToken)).toMatchObject({ status: 405, headers: { allow: "GET" } })
    expect(ask("HEAD", paths.getToken)).toMatchObject({ status: 405, body: "" })
  })
})

describe("the rules", () => {
  const codeOf = (name: Endpoints.EndpointName, session: Session): number =>
    name === "getToken"
      ? send(session.state, tokenRequest(session.apiKey)).code
      : session.call(name, { card_no: "C1", consume_no: "X1", cardholder_no: "U0001" }).code

  it("make every operation answer every code, and an undocumented one", () => {
    for (const name of Struct.keys(Endpoints.all)) {
      for (const code of [...ErrorCode.codes, 4999]) {
        const session = new Session()
        session.state = Scenario.rules({ answers: { [name]: code } })(session.state)
        expect([name, code, codeOf(name, session)]).toEqual([name, code, code])
        expect(Simulation.cards(session.state)).toEqual([])
      }
    }
  })

  it("leave out the Date header, or write it by another clock", () => {
    const date = (rules: Parameters<typeof Scenario.rules>[0]) =>
      send(Scenario.rules(rules)(Scenario.initial), tokenRequest(Scenario.creditApiKey)).response.headers["date"]
    expect(date({})).toBe("Mon, 15 Jun 2026 12:00:00 GMT")
    expect(date({ dateSkewMillis: -5_000 })).toBe("Mon, 15 Jun 2026 11:59:55 GMT")
    expect(date({ dateHeader: false })).toBeUndefined()
  })

  it("make refusals repeat what was sent", () => {
    const session = new Session(Scenario.rules({ echo: true })(Scenario.initial))
    expect(session.apply({ ...virtual, cardholder_no: "U0009" }).msg).toMatch(/^cardholder_no: .* \(U0009\)$/)
    expect(session.apply({ ...virtual, card_bin_no: { pan: 1 } }).msg).toMatch(/\(\{"pan":1\}\)$/)
    expect(session.apply(virtual, { "access-token": "secret" }).msg).toMatch(/\(secret\)$/)
    expect(session.apply(virtual, { "api-key": "secret" }).msg).toMatch(/\(secret\)$/)
    session.state = Scenario.rules({ answers: { applyForCard: 1009 } })(session.state)
    const { msg } = session.apply(virtual)
    for (const sent of [session.apiKey, session.token, "order-1"]) expect(msg).toContain(sent)
  })
})

describe("a message", () => {
  const said = (language: string, body: object) => new Session().apply(body, { language }).msg
  const stranger = { ...virtual, cardholder_no: "U0009" }

  it("is English but for zh_CN", () => {
    for (const language of ["", "en_US", "fr_FR", "zh_TW", "ZH_CN"]) {
      expect(said(language, stranger)).toBe("cardholder_no: cardholder does not exist")
    }
    expect(said("zh_CN", stranger)).toBe("cardholder_no: 持卡人不存在")
    expect(said("zh_CN", {})).toBe("cardholder_no: 必填")
    expect(said("zh_CN", virtual)).toBe("成功")
  })

  it("has Chinese words for every documented code", () => {
    expect(Object.keys(meaningsInChinese).map(Number)).toEqual(ErrorCode.codes)
    for (const code of ErrorCode.codes) {
      const session = new Session()
      session.state = Scenario.rules({ answers: { applyForCard: code } })(session.state)
      expect(session.apply(virtual).msg).toBe(ErrorCode.table[code].meaning)
      expect(session.apply(virtual, { language: "zh_CN" }).msg).toMatch(/[\u4e00-\u9fff]/)
    }
  })
})
