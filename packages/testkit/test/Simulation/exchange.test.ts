/** One request and its answer, over the raw transition: who may call, what is not found, and what an answer looks like. */
import { Endpoints, ErrorCode } from "@effect-keysecure/schema"
import { pipe, Struct } from "effect"
import { describe, expect, it } from "vitest"
import { Scenario, Simulation } from "../../src/index.js"
import { aroundNow, headersOf, now, paths, send, Session, tokenRequest, virtual } from "../support/session.js"

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

  it("say of a timestamp in seconds that it is one", () => {
    const msg = (language: string) =>
      send(Scenario.initial, {
        ...tokenRequest(merchant.apiKey),
        headers: { "api-key": merchant.apiKey, timestamp: String(now).slice(0, 10), language }
      }).msg
    expect(msg("en_US")).toBe("the Timestamp is in seconds, and not in milliseconds (13 digits)")
    expect(msg("zh_CN")).toContain("秒")
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

describe("an answer", () => {
  it("is JSON, in an envelope, with the state that follows", () => {
    const session = new Session()
    const request = session.request(paths.applyForCard, virtual)
    const [response, next] = Simulation.transition(session.state, request, now)
    expect(response).toEqual({
      status: 200,
      headers: { "content-type": "application/json", date: "Mon, 15 Jun 2026 12:00:00 GMT" },
      body: '{"code":0,"msg":"Success","data":{"card_no":"C0000000001","card_unique_no":"order-1"}}'
    })
    expect(Simulation.cards(next)).toHaveLength(1)
    expect(Simulation.cards(session.state)).toHaveLength(0)
  })

  it("is to the whole millisecond before, and to the beginning of time where there is none", () => {
    const session = new Session()
    const dateAt = (time: number) =>
      Simulation.transition(session.state, session.request(paths.applyForCard, virtual), time)[0].headers["date"]
    expect(dateAt(now + 999.9)).toBe("Mon, 15 Jun 2026 12:00:00 GMT")
    expect(dateAt(Number.NaN)).toBe("Thu, 01 Jan 1970 00:00:00 GMT")
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
    const { body, ...answer } = ask("GET", "/open-api/v1/nothing")
    expect(answer).toEqual({
      status: 404,
      headers: { "content-type": "text/plain; charset=utf-8", date: "Mon, 15 Jun 2026 12:00:00 GMT" }
    })
    const [first, ...known] = body.trimEnd().split("\n")
    expect(first).toBe("The simulator has no path /open-api/v1/nothing. It has:")
    expect(known).toEqual(Object.values(Endpoints.all).map(({ method, path }) => `${method} ${path}`))
    expect(ask("GET", paths.applyForCard)).toMatchObject({ status: 405, headers: { allow: "POST" } })
    expect(ask("POST", paths.getToken)).toEqual({
      status: 405,
      headers: {
        "content-type": "text/plain; charset=utf-8",
        allow: "GET",
        date: "Mon, 15 Jun 2026 12:00:00 GMT"
      },
      body: "The path /open-api/v1/merchant/token has no method POST, only GET"
    })
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

  it("write the Date header in any form, and older by an Age", () => {
    const headers = (rules: Parameters<typeof Scenario.rules>[0]) =>
      send(
        Scenario.rules({ dateSkewMillis: -8 * 86_400_000, ...rules })(Scenario.initial),
        tokenRequest(Scenario.creditApiKey)
      ).response.headers
    const dates: Readonly<Record<Scenario.Rules["dateForm"], string>> = {
      standard: "Sun, 07 Jun 2026 12:00:00 GMT",
      rfc850: "Sunday, 07-Jun-26 12:00:00 GMT",
      asctime: "Sun Jun  7 12:00:00 2026",
      oneDigitDay: "Sun, 7 Jun 2026 12:00:00 GMT",
      lowerCase: "sun, 07 jun 2026 12:00:00 gmt",
      blanks: " Sun,  07  Jun  2026  12:00:00  GMT ",
      twice: "Sun, 07 Jun 2026 12:00:00 GMT, Sun, 07 Jun 2026 12:00:00 GMT"
    }
    for (const dateForm of Struct.keys(dates)) expect(headers({ dateForm })["date"]).toBe(dates[dateForm])
    expect(headers({})).not.toHaveProperty("age")
    expect(headers({ ageSeconds: 0 })).toMatchObject({ age: "0", date: dates.standard })
    expect(headers({ ageSeconds: 60 })).toMatchObject({ age: "60", date: "Sun, 07 Jun 2026 11:59:00 GMT" })
    expect(headers({ ageSeconds: 60, dateHeader: false })).toMatchObject({ age: "60" })
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

  it.each([
    ["asIs", "O'Brien-1"],
    ["entities", "O&#39;Brien&#45;1"],
    ["escapes", "O\\u0027Brien\\u002d1"],
    ["percent", "O'Brien-1"],
    ["upperCase", "O'BRIEN-1"],
    ["firstHalf", "O'Bri"],
    ["masked", "O'***-1"],
    ["spaced", "O ' B r i e n - 1"]
  ] as const)("make refusals repeat what was sent in another form: %s", (echo, repeated) => {
    const session = new Session(Scenario.rules({ echo })(Scenario.initial))
    expect(session.apply({ ...virtual, cardholder_no: "O'Brien-1" }).msg.endsWith(`(${repeated})`)).toBe(true)
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
    for (const code of ErrorCode.codes) {
      const session = new Session()
      session.state = Scenario.rules({ answers: { applyForCard: code } })(session.state)
      expect(session.apply(virtual).msg).toBe(ErrorCode.table[code].meaning)
      expect(session.apply(virtual, { language: "zh_CN" }).msg).toBe(ErrorCode.table[code].meaningInChinese)
    }
  })
})
