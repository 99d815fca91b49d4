import { Endpoint, Endpoints, ErrorCode, Rejection } from "@effect-keysecure/schema"
import { it } from "@effect/vitest"
import { FastCheck, pipe, Record as Fields, Struct } from "effect"
import { describe, expect } from "vitest"
import { applicationChecks, checks, listChecks } from "../../src/internal/state/rules.js"
import { Sample, Scenario, Simulation } from "../../src/index.js"
import { address, aroundNow, now, paths, physical, send, Session, virtual } from "../support/session.js"

type Rules = Partial<Scenario.Rules>

const under = (rules: Rules) => new Session(Scenario.rules(rules)(Scenario.initial))

/** Some of the names in some order, and the whole order that they ask for. */
const orders = <Name extends string>(names: ReadonlyArray<Name>) =>
  FastCheck.shuffledSubarray([...names]).map((asked) => ({
    asked,
    whole: [...asked, ...names.filter((name) => !asked.includes(name))]
  }))

interface Caller {
  readonly key: string
  readonly status: Simulation.Merchant["status"]
  readonly elsewhere: boolean
  readonly late: boolean
  readonly token: "none" | "unknown" | "good"
  readonly otherMode: boolean
}

describe("the order of the checks of the headers", () => {
  const apiKey = Scenario.creditApiKey

  const callers: FastCheck.Arbitrary<Caller> = FastCheck.record({
    key: FastCheck.constantFrom("", "unknown", apiKey, apiKey, apiKey),
    status: FastCheck.constantFrom("Enabled", "NotEnabled", "Expired", "Abnormal"),
    elsewhere: FastCheck.boolean(),
    late: FastCheck.boolean(),
    token: FastCheck.constantFrom("none", "unknown", "good"),
    otherMode: FastCheck.boolean()
  })

  /** The code of each check that is broken. */
  const broken = ({
    elsewhere,
    key,
    late,
    otherMode,
    status,
    token
  }: Caller): Partial<Record<Scenario.Check, number>> => ({
    ...(key === "" && { apiKeyPresent: 1002 }),
    ...(late && { timestamp: 1005 }),
    ...(token === "none" && { tokenPresent: 1006 }),
    ...(key !== apiKey && { apiKeyKnown: 1008 }),
    ...(key === apiKey && {
      ...(status === "NotEnabled" && { apiKeyEnabled: 1010 }),
      ...(status === "Expired" && { apiKeyEnabled: 1011 }),
      ...(status === "Abnormal" && { merchantNormal: 1022 }),
      ...(elsewhere && { ipAddress: 1003 }),
      ...(token !== "good" && { tokenValid: 1007 }),
      ...(otherMode && { mode: 1012 })
    })
  })

  it.prop(
    "is the one asked for, and what that leaves out follows in the default order",
    [orders(checks), callers],
    ([{ asked, whole }, caller]) => {
      const session = new Session()
      const tokens = { none: "", unknown: "unknown", good: session.token }
      const state = pipe(
        session.state,
        Scenario.merchant({
          apiKey,
          mode: "CREDIT_EXTENSION",
          status: caller.status,
          ipWhitelist: caller.elsewhere ? ["203.0.113.7"] : "any"
        }),
        Scenario.rules({ checkOrder: asked, onlyForMode: caller.otherMode ? { listCards: "AUTHORIZATION" } : {} })
      )
      const headers = {
        "api-key": caller.key,
        "access-token": tokens[caller.token],
        timestamp: String(caller.late ? now - 60_001 : now)
      }
      const codes = broken(caller)
      const first = whole.find((check) => codes[check] !== undefined)
      expect(send(state, session.request(paths.listCards, aroundNow, headers)).code).toBe(
        first === undefined ? 0 : codes[first]
      )
    },
    { fastCheck: { numRuns: 2_000 } }
  )

  it("is the documented one by default, with 1022 last", () => {
    expect(Scenario.empty.rules.checkOrder).toEqual([
      "apiKeyPresent",
      "apiKeyKnown",
      "apiKeyEnabled",
      "ipAddress",
      "timestamp",
      "tokenPresent",
      "tokenValid",
      "mode",
      "merchantNormal"
    ])
  })
})

describe("the order of the checks of an application", () => {
  /** A mistake for each group, what it gets, and all of them at once. */
  const mistakes: Record<Scenario.ApplicationCheck, readonly [field: string, code: number]> = {
    fields: ["card_bin_no", 1004],
    addressFields: ["address_line2", 1004],
    product: ["package_no", 4100],
    cardholder: ["cardholder_no", 2002],
    addressContent: ["city", 2008],
    uniqueNo: ["card_unique_no", 4001]
  }
  const wrong = { card_bin_no: 1, package_no: "P0009", cardholder_no: "U0009", card_unique_no: "order-1" }
  const right = { ...virtual, card_unique_no: "order-2" }
  const wrongAddress = { address_line2: 1, city: "Köln" }

  it.prop(
    "is the one asked for, and what that leaves out follows in the default order",
    [orders(applicationChecks)],
    ([{ asked, whole }]) => {
      const used = new Session()
      used.apply(virtual)
      const state = Scenario.rules({ applicationCheckOrder: asked, unknownProductCode: 4100 })(used.state)
      const told = whole.map((_, index) => {
        const repaired = new Set(whole.slice(0, index).map((check) => mistakes[check][0]))
        const left = <A>(all: Record<string, A>) => Fields.filter(all, (_value, field) => !repaired.has(field))
        const body = { ...right, ...left<unknown>(wrong), address_info: { ...address, ...left<unknown>(wrongAddress) } }
        const { code, msg } = send(state, used.request(paths.applyForCard, body))
        return [msg.split(": ")[0], code]
      })
      expect(told).toEqual(whole.map((check) => mistakes[check]))
    }
  )

  it.prop("changes nothing for what is missing: it is required", [orders(applicationChecks)], ([{ asked }]) => {
    const rules = { applicationCheckOrder: asked, unknownProductCode: 4100 }
    for (const field of ["package_no", "cardholder_no", "card_unique_no", "card_type", "address_info"] as const) {
      expect(under(rules).apply(Struct.omit(physical, field)).msg).toBe(`${field}: required`)
    }
    for (const field of ["country", "postal_code", "phone_code", "phone"] as const) {
      const body = { ...physical, address_info: Struct.omit(address, field) }
      expect(under({ ...rules, phoneWithoutCode: "digits" }).apply(body).msg).toBe(`${field}: required`)
    }
  })
})

describe("the order of the checks of a card list", () => {
  const mistakes: Record<Scenario.ListCheck, number | string> = {
    timezone: "Timezone: expected UTC+H or UTC-H",
    fields: "page: expected a whole number from 0",
    span: ErrorCode.table[1019].meaning
  }
  const wrong = { ...aroundNow, end_time: aroundNow.start_time, page: -1 }

  it.prop("is the one asked for", [orders(listChecks)], ([{ asked, whole }]) => {
    const { msg } = under({ listCheckOrder: asked }).list(wrong, { timezone: "Mars" })
    expect(msg).toBe(whole.map((check) => mistakes[check])[0])
  })

  it("changes nothing for a bound that is missing or cannot be read", () => {
    const session = under({ listCheckOrder: ["span"] })
    expect(session.list({ end_time: aroundNow.end_time }).msg).toBe("start_time: required")
    expect(session.list({ ...aroundNow, end_time: "soon" }).msg).toMatch(/^end_time: expected/)
  })
})

describe("what counts as not given", () => {
  const cases: ReadonlyArray<readonly [what: string, rules: Rules, value: string | null, msg: string]> = [
    ["null by default", {}, null, "required"],
    ["a blank by default", {}, " \t", "required"],
    ['""', { nullIsAbsent: false, blankIsAbsent: false }, "", "required"],
    ["not null, where the rules say so: it is of the wrong type", { nullIsAbsent: false }, null, "expected a string"],
    ["not a blank, where the rules say so: it is a text", { blankIsAbsent: false }, " \t", "cardholder does not exist"]
  ]
  it.each(cases)("is %s", (_, rules, value, msg) => {
    expect(under(rules).apply({ ...virtual, cardholder_no: value }).msg).toBe(`cardholder_no: ${msg}`)
  })

  it("holds for every kind of field", () => {
    const nulls = under({ nullIsAbsent: false })
    expect(nulls.apply({ ...virtual, card_bin_no: null }).msg).toBe("card_bin_no: expected a string")
    expect(nulls.apply({ ...virtual, address_info: null }).msg).toBe("address_info: expected an object")
    expect(nulls.apply({ ...physical, address_info: null }).msg).toBe("address_info: expected an object")
    expect(nulls.apply({ ...physical, address_info: { ...address, address_line2: null } }).msg).toBe(
      "address_line2: expected a string"
    )
    expect(nulls.list({ ...aroundNow, page: null }).msg).toBe("page: expected a whole number from 0")
    expect(under({}).list({ ...aroundNow, page: null, size: " " }).code).toBe(0)
    const blanks = under({ blankIsAbsent: false })
    expect(blanks.list({ ...aroundNow, start_time: " " }).msg).toMatch(/^start_time: expected yyyy/)
    expect(blanks.apply({ ...virtual, card_unique_no: " " }).data).toMatchObject({ card_unique_no: " " })
    expect(blanks.apply({ ...physical, address_info: { ...address, country: " " } }).code).toBe(2009)
  })

  it("leaves no way around a body's own fields", () => {
    const body = `{"__proto__":${JSON.stringify(virtual)}}`
    expect(new Session().apply(body).msg).toBe("cardholder_no: required")
  })
})

describe("the field in a message", () => {
  const said = (rules: Rules, headers: Record<string, string> = {}) =>
    under(rules).apply({ ...physical, address_info: { ...address, city: "Köln" } }, headers).msg

  it("stands before the words, or after them where the rules say so", () => {
    expect(said({})).toBe("city: only English is supported")
    expect(said({ fieldInMessage: "after" })).toBe("only English is supported: city")
    expect(said({ fieldInMessage: "after", echo: true })).toBe("only English is supported: city (Köln)")
    expect(said({ fieldInMessage: "after" }, { language: "zh_CN" })).toBe("仅支持英文: city")
    expect(under({ fieldInMessage: "after" }).apply("?").msg).toBe("the body is not a JSON object")
  })

  it("is found by whoever reads the message, in either place", () => {
    for (const fieldInMessage of ["before", "after"] as const) {
      for (const field of ["cardholder_no", "package_no", "card_type"] as const) {
        const { code, msg } = under({ fieldInMessage }).apply(Struct.omit(virtual, field))
        expect(Rejection.fromFailure({ code, msg }, Endpoint.fieldsOf(Endpoints.applyForCard))).toMatchObject({
          _tag: "InvalidParameter",
          field
        })
      }
    }
  })
})

describe("what else the contract leaves open", () => {
  it("is the code for a package or BIN that is unknown or has no cards of the type", () => {
    const code = (rules: Rules, body: object) => under(rules).apply({ ...virtual, ...body }).code
    const rules: Rules = { unknownProductCode: 4100, otherProductNo: "checked" }
    for (const body of [{ package_no: "P0009" }, { package_no: "P0002" }, { card_bin_no: "B0009" }]) {
      expect(code(rules, body)).toBe(4100)
      expect(code({ otherProductNo: "checked" }, body)).toBe(1004)
    }
  })

  it("are the symbols of an address line, and which signs count as English", () => {
    const answer = (rules: Rules, fields: object) =>
      under(rules).apply({ ...physical, address_info: { ...address, ...fields } })
    expect(answer({}, { address_line1: "1 Main {2}" }).code).toBe(2007)
    expect(answer({ addressSymbols: "{}" }, { address_line1: "1 Main {2}" }).code).toBe(0)
    expect(answer({ addressSymbols: "{}" }, { address_line1: "1 Main #2" }).code).toBe(2007)
    expect(answer({}, { city: "’s-Gravenhage" }).code).toBe(0)
    expect(answer({ addressSymbols: "" }, { city: "’s-Gravenhage" }).code).toBe(2008)
    expect(answer({ addressSymbols: "ö" }, { city: "Köln" }).code).toBe(0)
  })

  it("are looked at by the generated applications", () => {
    const state = Scenario.rules({ addressSymbols: "", unsupportedCountries: ["US"] })(Scenario.initial)
    const drawn = FastCheck.sample(Sample.cardApplication(state), { numRuns: 300, seed: 5 })
    const lines = drawn.flatMap(({ address: info }) => (info === undefined ? [] : [info.addressLine1]))
    expect(lines.length).toBeGreaterThan(100)
    expect(lines.filter((line) => !/^[A-Za-z0-9 ]+$/.test(line))).toEqual([])
  })

  it("is the phone number of a virtual card without a calling code: only digits, or refused", () => {
    const answer = (rules: Rules, phone: string) =>
      under(rules).apply({ ...virtual, address_info: { ...Struct.omit(address, "phone_code"), phone } })
    expect(answer({}, "2125357710").code).toBe(0)
    expect(answer({}, "212-535").msg).toMatch(/^phone: /)
    expect(answer({ phoneWithoutCode: "refused" }, "2125357710").msg).toBe("phone_code: required")
  })

  it("is the largest page", () => {
    const code = (rules: Rules, page: number) => under(rules).list({ ...aroundNow, page }).code
    expect([code({}, 2_147_483_647), code({}, 2_147_483_648)]).toEqual([0, 1004])
    expect([code({ maxPage: 2 }, 2), code({ maxPage: 2 }, 3)]).toEqual([0, 1004])
  })

  it("is whether a repeated number is told before or after the rest", () => {
    const session = under({})
    session.apply(virtual)
    const again = { ...virtual, cardholder_no: "U0009" }
    expect(session.apply(again).code).toBe(2002)
    session.state = Scenario.rules({ applicationCheckOrder: ["uniqueNo"] })(session.state)
    expect(session.apply(again).code).toBe(4001)
    session.state = Scenario.rules({ repeatedUniqueNo: "sameCard" })(session.state)
    expect([session.apply(again).code, session.apply(virtual).code]).toEqual([2002, 0])
    expect(Simulation.cards(session.state)).toHaveLength(1)
  })
})
