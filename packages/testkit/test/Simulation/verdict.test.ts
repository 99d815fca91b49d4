import { Endpoints } from "@effect-keysecure/schema"
import { Effect, FastCheck, Struct } from "effect"
import { describe, expect, it } from "vitest"
import { checksOf } from "../../src/internal/simulation/checks.js"
import { exchange } from "../../src/internal/simulation/exchange.js"
import { makePlatform } from "../../src/internal/simulation/platform.js"
import { type Verdict, verdictOf } from "../../src/internal/simulation/verdict.js"
import { Scenario, type Simulation } from "../../src/index.js"
import { generatedState, requests } from "../support/requests.js"
import { change } from "../support/rules.js"
import { runs } from "../support/runs.js"
import { now, physical, Session, virtual } from "../support/session.js"

const judged = (state: Simulation.State, request: Simulation.Request, at = now) => {
  const answer = exchange(state, request, at)
  return { answer, verdict: verdictOf(request, answer) }
}

const asked = requests.map(([, request]) => request)

const withHeader = (request: Simulation.Request, name: string, value: string): Simulation.Request => ({
  ...request,
  headers: { ...request.headers, [name]: value }
})

const withField = (request: Simulation.Request, name: string, value: unknown): Simulation.Request => ({
  ...request,
  body: JSON.stringify({ ...JSON.parse(request.body), [name]: value })
})

/** The same request with what the verdict says would have been accepted; none if it says nothing of one value. */
const mended = (request: Simulation.Request, { accepted, answeredBy, field = "" }: Verdict) => {
  const [product] = Array.isArray(accepted["products"]) ? accepted["products"] : []
  const [cardholder] = Array.isArray(accepted["approved"]) ? accepted["approved"] : []
  switch (answeredBy) {
    case "timestamp":
      return [accepted["from"], accepted["to"]].map((at) => withHeader(request, "timestamp", String(at)))
    case "product":
      return product?.cardTypes.includes(accepted["cardType"]) ? [withField(request, field, product.no)] : []
    case "cardholder":
      return field === "cardholder_no" && cardholder !== undefined && request.body !== ""
        ? [withField(request, field, cardholder)]
        : []
    default:
      return []
  }
}

describe("a verdict", () => {
  it("names the checks in their order, and one that answered, for every answer under generated rules", () => {
    const reached = new Set<string>()
    const property = FastCheck.property(change, asked, (setUp, request) => {
      const state = setUp(generatedState)
      const { answer, verdict } = judged(state, request)
      const { answeredBy, notMade, operation, passed } = verdict
      const made = [...passed, ...(answeredBy === undefined ? [] : [answeredBy]), ...notMade]
      expect(made).toEqual(operation === undefined ? ["path", "method"] : checksOf(operation, state.rules))
      expect(answeredBy === undefined).toBe(operation !== undefined && answer.refusal === undefined)
      expect(verdict.code).toBe(answer.code)
      expect(verdict.why).toMatch(/^[ -~]+$/)
      expect(verdict.whyZh).toMatch(/\p{Script=Han}/u)
      reached.add(answeredBy ?? "carried out")
    })
    FastCheck.assert(property, { numRuns: runs(3_000), seed: 7 })
    expect(reached.size).toBeGreaterThan(18)
  })

  it("tells what would have been accepted: the same request with that is not refused for it again", () => {
    let count = 0
    const property = FastCheck.property(asked, (request) => {
      const { verdict } = judged(generatedState, request)
      for (const other of mended(request, verdict)) {
        count++
        expect(judged(generatedState, other).verdict.answeredBy).not.toBe(verdict.answeredBy)
      }
    })
    FastCheck.assert(property, { numRuns: runs(3_000), seed: 7 })
    expect(count).toBeGreaterThan(runs(100))
  })

  it("changes no byte of an answer", () => {
    const property = FastCheck.property(FastCheck.array(asked, { minLength: 20, maxLength: 20 }), (all) => {
      const options = { driftPpm: 0, epochMillis: now, requestsKept: 0, initial: generatedState, skewMillis: 0 }
      const answersOf = (explains: boolean) =>
        Effect.gen(function* () {
          const platform = yield* makePlatform({ ...options, explains })
          yield* platform.clock.stop
          yield* platform.clock.set(now)
          return yield* Effect.forEach(all, (request) => platform.answer(request))
        }).pipe(Effect.runSync)
      const explained = answersOf(true)
      expect(explained.map(({ code, response }) => ({ code, response }))).toEqual(answersOf(false))
      expect(explained.every(({ verdict }) => verdict !== undefined)).toBe(true)
    })
    FastCheck.assert(property, { numRuns: runs(200), seed: 7 })
  })

  it("holds no key, no token and nothing of an address", () => {
    const secrets = ["zq-key-zq", "zq-token-zq", "Zqada", "Zqlovelace", "zq 17 Street"]
    const [key = "", token = "", first, last, line] = secrets
    const state = Scenario.merchant({ apiKey: "zq-other-key-zq", mode: "AUTHORIZATION" })(generatedState)
    const person = { first_name: first, last_name: last, address_line1: line }
    const told = FastCheck.property(asked, FastCheck.boolean(), (request, known) => {
      const sent = known ? withHeader(request, "access-token", token) : withHeader(request, "api-key", key)
      const body = new Session().request(request.path, { ...physical, address_info: person }).body
      for (const one of [sent, { ...sent, body }]) {
        const said = JSON.stringify(judged(state, one).verdict)
        expect(secrets.filter((secret) => said.includes(secret))).toEqual([])
        expect(said).not.toContain("zq-other-key-zq")
      }
    })
    FastCheck.assert(told, { numRuns: runs(1_000), seed: 7 })
  })

  const used = new Session(
    Scenario.rules({ cardLife: { Virtual: [{ status: "Frozen", afterMillis: 5 }], Physical: [] } })(Scenario.initial)
  )
  const fresh = used.state
  used.apply(virtual)
  const applied = used.request(Endpoints.applyForCard.path, virtual)

  it.each<[string, Simulation.State, Simulation.Request, object]>([
    [
      "a stamp of the future, and by how much",
      used.state,
      withHeader(applied, "timestamp", String(now + 250)),
      { answeredBy: "timestamp", accepted: { from: now - 60_000, to: now, offMillis: 250 } }
    ],
    [
      "a stamp in seconds",
      used.state,
      withHeader(applied, "timestamp", String(now / 1000)),
      { answeredBy: "timestamp", accepted: { looksLike: "seconds" } }
    ],
    [
      "a number that was used, by which card, and the assumption",
      used.state,
      applied,
      {
        answeredBy: "uniqueNo",
        field: "card_unique_no",
        code: 4001,
        accepted: { usedBy: "C0000000001", usedAt: now, usedStatus: "Activated" },
        restsOn: expect.arrayContaining([{ rule: "repeatedUniqueNo", value: "refused", assumed: "Apply for card" }])
      }
    ],
    [
      "a package that there is not, and those that there are",
      used.state,
      withField(applied, "package_no", "P9"),
      { answeredBy: "product", accepted: { given: "P9", products: [{ no: "P0001" }, { no: "P0002" }] } }
    ],
    [
      "a card that was made, and when it changes",
      fresh,
      applied,
      { done: { made: "C0000000001", status: "Activated", settles: [{ status: "Frozen", at: now + 5 }] } }
    ],
    ["a path of no operation", fresh, { ...applied, path: "/nothing" }, { answeredBy: "path", notMade: ["method"] }],
    ["a method that a path has not", fresh, { ...applied, method: "PUT" }, { accepted: { allow: "POST" } }]
  ])("tells of %s", (_what, state, request, expected) => {
    expect(judged(state, request).verdict).toMatchObject(expected)
  })

  it("knows the checks of every operation", () => {
    const { rules } = Scenario.empty
    for (const operation of Struct.keys(Endpoints.all)) expect(checksOf(operation, rules).length).toBeGreaterThan(12)
  })
})
