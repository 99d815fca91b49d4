import { it } from "@effect/vitest"
import { FastCheck, Schema, Struct } from "effect"
import { describe, expect } from "vitest"
import { Scenario, Simulation } from "../../src/index.js"
import { generatedState, type Kind, requests } from "../support/requests.js"
import { change, someRules, values } from "../support/rules.js"
import { runs, shareOfRuns } from "../support/runs.js"
import { now, Session } from "../support/session.js"

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
    // Few requests meet a share less exactly.
    const least = shareOfRuns === 1 ? 100 : runs(80)
    const seldom = all.filter((code) => (reached.get(code) ?? 0) < least)
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
