/** The report of a probe: what does not hold comes first, in red, with what to set; and what has changed. */
import { Scenario } from "@effect-keysecure/testkit"
import { describe, expect, it } from "vitest"
import { changedSince } from "../../../src/internal/probe/drift.js"
import { experiments } from "../../../src/internal/probe/experiments/index.js"
import type { Facts } from "../../../src/internal/probe/facts.js"
import type { Findings } from "../../../src/internal/probe/finding.js"
import { verdicts } from "../../../src/internal/probe/promises.js"
import * as Report from "../../../src/internal/probe/report.js"

const good: Facts = {
  stampAge: { from: 60_000, to: 60_000 },
  dateAhead: { from: -999, to: 999 },
  longSpanCode: 0,
  lag: { from: 0, to: 40 },
  listed: ["Activated"],
  unlisted: [],
  foundByNumber: true
}

const observed = (rules: Partial<Scenario.Rules>): Findings =>
  Object.fromEntries(Object.entries(rules).map(([name, value]) => [name, { _tag: "Observed", value }]))

const kind = observed({
  repeatedUniqueNo: "refused",
  uniqueNoStored: "asIs",
  uniqueNoShown: "asIs",
  emptyList: "list",
  newTokenEndsOld: false
})

const partsOf = (facts: Facts, findings: Findings): Report.Parts => ({
  platform: "http://127.0.0.1",
  experiments,
  done: [{ id: "changes", facts, findings, exchanges: [] }],
  made: [],
  unknown: [],
  changed: undefined
})

const failing = (facts: Facts, findings: Findings = {}) =>
  verdicts({ facts: { ...good, ...facts }, findings: { ...kind, ...findings } })
    .filter(({ state }) => state === "fails")
    .map(({ id, set }) => [id, set?.en])

describe("a verdict", () => {
  it("is that nothing fails where all is as assumed, and that nothing holds where nothing is known", () => {
    expect(failing({})).toEqual([])
    expect(verdicts({ facts: {}, findings: {} }).map(({ state }) => state)).toEqual(
      Array.from({ length: 11 }, () => "open")
    )
  })

  it.each<[string, Facts, Findings, string, string]>([
    [
      "stamps live for five minutes",
      { stampAge: { from: 300_000, to: 300_000 } },
      {},
      "1",
      "settlingMargin: at least 300 s"
    ],
    [
      "the list lags by two minutes",
      { lag: { from: 119_001, to: 120_000 } },
      {},
      "2",
      "settlingMargin: at least 240 s"
    ],
    ["a status is not listed", { unlisted: ["Frozen"] }, {}, "2", "do not take NotIssued for certain there"],
    [
      "clocks are minutes apart",
      { dateAhead: { from: -90_000, to: 90_000 } },
      {},
      "3",
      "settlingMargin: at least 180 s"
    ],
    ["the list does not find a card", { foundByNumber: false }, {}, "4", "do not take NotIssued for certain there"],
    ["an empty list may mean anything", {}, observed({ emptyList: "object" }), "6", "nothing"],
    ["numbers are written in capitals", {}, observed({ uniqueNoStored: "upperCase" }), "own-number", "numbersKeptAs"]
  ])("is that a promise fails where %s, with what to set", (_fact, facts, findings, id, set) => {
    expect(failing(facts, findings)).toEqual([[id, expect.stringContaining(set)]])
  })
})

describe("the report", () => {
  const lagging = partsOf({ ...good, lag: { from: 119_001, to: 120_000 } }, kind)

  it("says first what does not hold, in red where colours are wanted, in either language", () => {
    const [first = "", then = ""] = Report.text(lagging, "en", false).split("\n")
    expect(first).toMatch(/^DOES NOT HOLD: assumption 2: /)
    expect(then).toBe("  → set settlingMargin: at least 240 s")
    expect(Report.text(lagging, "zh", false)).toMatch(/^不成立: 假设 2/)
    expect(Report.text(lagging, "en", true)).toMatch(/^\u001b\[[\d;]*31mDOES NOT HOLD/)
    expect(Report.text(lagging, "en", false)).not.toContain("\u001b")
  })

  it("has every rule of the simulator once", () => {
    const text = Report.text(lagging, "en", false)
    const names = Object.keys(Scenario.empty.rules)
    expect(
      names.filter((name) => text.split("\n").filter((line) => new RegExp(`^  ${name}\\b`).test(line)).length !== 1)
    ).toEqual([])
  })

  it("says which cards were made, and which perhaps", () => {
    const made = [
      { number: "n1", purpose: "case", state: "made", cardNo: "C1" },
      { number: "n2", purpose: "signs", state: "unclear" }
    ] as const
    const text = Report.text({ ...lagging, made }, "en", false)
    expect(text).toContain('  case: "n1": C1\n  signs: "n2": perhaps made')
  })
})

describe("a change", () => {
  const rules = { ...Scenario.empty.rules, tokenLifeMillis: 7_200_000 }

  it("is a rule that was observed to be another, and not one that is not decided", () => {
    const now: Findings = {
      ...observed({ repeatedUniqueNo: "sameCard", listOrder: "newestFirst" }),
      listTime: { _tag: "NotDecided", why: { en: "", zh: "" } }
    }
    expect(changedSince(rules, now)).toEqual([{ rule: "repeatedUniqueNo", before: "refused", now: "sameCard" }])
  })

  it("is a time that has moved by more than it was measured to", () => {
    const life = (from: number, to: number): Findings => ({
      tokenLifeMillis: { _tag: "Observed", value: to, within: { from, to } }
    })
    expect(changedSince(rules, life(7_199_990, 7_200_040))).toEqual([])
    expect(changedSince(rules, life(3_599_990, 3_600_040))).toEqual([
      { rule: "tokenLifeMillis", before: 7_200_000, now: 3_600_040 }
    ])
  })
})
