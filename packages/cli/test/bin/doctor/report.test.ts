/** What is made of facts, as a value: bounds that hold, causes first, and words in both languages. */
import { FastCheck as fc } from "effect"
import { describe, expect, it } from "vitest"
import { type Answer, type Exchange, type Facts } from "../../../src/internal/doctor/facts.js"
import { catalog, checks, grades } from "../../../src/internal/doctor/findings.js"
import { reportOf } from "../../../src/internal/doctor/report.js"
import { byDates, byStamps } from "../../../src/internal/doctor/timing.js"
import * as Words from "../../../src/internal/doctor/telling/words.js"
import { exchange, facts, healthy, noon, rejected, signs } from "../../support/facts.js"

const languages = ["en_US", "zh_CN"] as const

/** A platform whose clock is so far ahead of ours, and what exchanges with it look like. */
const journeys = fc.record({
  offset: fc.integer({ min: -10_000_000, max: 10_000_000 }),
  all: fc.array(
    fc.record({
      sent: fc.integer({ min: noon, max: noon + 60_000 }),
      there: fc.nat(3_000),
      back: fc.nat(3_000),
      // How old the stamp is when it is checked, and how long the answer was kept on its way.
      stampAge: fc.integer({ min: 0, max: 60_000 }),
      keptMillis: fc.nat(20_000)
    }),
    { minLength: 1, maxLength: 6 }
  )
})

const exchangesOf = ({ all, offset }: typeof journeys extends fc.Arbitrary<infer A> ? A : never) =>
  all.map(({ back, keptMillis, sent, stampAge, there }): Exchange => {
    const checkedAt = sent + there + offset
    const date = Math.floor((checkedAt - keptMillis) / 1000) * 1000
    const ageSeconds = Math.ceil(keptMillis / 1000)
    return exchange(
      "getToken",
      { _tag: "Accepted" },
      {
        stamp: checkedAt - stampAge,
        sent,
        received: sent + there + back,
        signs: { ...signs(date), uncertainty: ageSeconds * 1000, ageSeconds }
      }
    )
  })

describe("the distance of the clocks", () => {
  it("lies within what dates and stamps tell, whatever the journeys took and a cache has kept", () => {
    fc.assert(
      fc.property(journeys, (drawn) => {
        const all = exchangesOf(drawn)
        for (const span of [byDates(all), byStamps(all)]) {
          expect(span?.from).toBeLessThanOrEqual(drawn.offset)
          expect(span?.to).toBeGreaterThanOrEqual(drawn.offset)
        }
      })
    )
  })

  it("is never said to be far where it is not, nor a Date to be wrong that is right", () => {
    fc.assert(
      fc.property(journeys, (drawn) => {
        const { lines } = reportOf({ ...healthy, exchanges: exchangesOf(drawn) })
        const names = lines.map(({ finding }) => finding?.name)
        expect(names).toContain("date.ok")
        const { offset } = drawn
        const isRight = {
          "clock.farOff": offset < -4_000 || offset > 50_000,
          "clock.off": Math.abs(offset) > 1_000,
          "clock.ok": offset > -70_000 && offset < 62_000
        }
        expect(Object.entries(isRight).filter(([name, right]) => !right && names.some((one) => one === name))).toEqual(
          []
        )
      })
    )
  })
})

describe("a timestamp that was refused", () => {
  it("is not said to have been in time where the clock of the Date refuses it rightly", () => {
    const outside = fc.oneof(fc.integer({ min: -100_000, max: -1 }), fc.integer({ min: 60_001, max: 200_000 }))
    fc.assert(
      fc.property(journeys, outside, (drawn, age) => {
        const exchanges = exchangesOf(drawn).map((one, index): Exchange => {
          const { offset } = drawn
          const checkedAt = one.sent + (drawn.all[index]?.there ?? 0) + offset
          return { ...one, answer: rejected(1005), stamp: checkedAt - age }
        })
        const { lines } = reportOf({ ...healthy, exchanges })
        expect(lines.find(({ check }) => check === "clock")?.finding?.name).toBe("clock.refused")
      })
    )
  })
})

describe("timestamps of which some are refused", () => {
  const ages = fc.array(fc.integer({ min: -70_000, max: 130_000 }), { minLength: 6, maxLength: 6 })

  it("never speak against a Date that is right, and the distance stays within what is told", () => {
    fc.assert(
      fc.property(journeys, ages, (drawn, drawnAges) => {
        const exchanges = exchangesOf(drawn).map((one, index): Exchange => {
          const age = index === 0 ? 30_000 : (drawnAges[index] ?? 0)
          const checkedAt = one.sent + (drawn.all[index]?.there ?? 0) + drawn.offset
          const isTaken = age >= 0 && age <= 60_000
          return { ...one, answer: isTaken ? { _tag: "Accepted" } : rejected(1005), stamp: checkedAt - age }
        })
        const { lines } = reportOf({ ...healthy, exchanges })
        expect(lines.find(({ check }) => check === "date")?.finding?.name).toBe("date.ok")
        const values = lines.find(({ check }) => check === "clock")?.finding?.values
        expect(values).toMatchObject({ from: expect.any(Number), to: expect.any(Number) })
        expect(values !== undefined && "from" in values && Number(values.from)).toBeLessThanOrEqual(drawn.offset)
        expect(values !== undefined && "to" in values && Number(values.to)).toBeGreaterThanOrEqual(drawn.offset)
      })
    )
  })
})

describe("a timestamp that was refused without a Date", () => {
  const without = (answer: Answer, distance: number) =>
    exchange("getToken", answer, { stamp: noon + distance, signs: signs("absent") })
  const clockOf = (...exchanges: ReadonlyArray<Exchange>) =>
    reportOf({ ...healthy, exchanges }).lines.find(({ check }) => check === "clock")?.finding

  it("rules out its own times, at either end of what another tells", () => {
    const taken = without({ _tag: "Accepted" }, 40_000)
    expect(clockOf(without(rejected(1005), -5_000), taken)).toEqual({
      name: "clock.farOff",
      values: { from: 54_880, to: 100_000 }
    })
    expect(clockOf(without(rejected(1005), 95_000), taken)).toEqual({
      name: "clock.off",
      values: { from: 39_880, to: 95_000 }
    })
  })

  it("rules out nothing where a timestamp of the same time was taken", () => {
    const taken = [-5_000, -25_000].map((distance) => without({ _tag: "Accepted" }, distance))
    const refused = without(rejected(1005), -5_010)
    expect(clockOf(refused, ...taken)).toEqual({ name: "clock.ok", values: { from: -5_120, to: 35_000 } })
  })
})

describe("the life of a token", () => {
  const found = (language: (typeof languages)[number], millis: number): string =>
    JSON.parse(Words.json(language, reportOf({ ...healthy, tokenEnd: noon + 120 + millis }))).checks.find(
      ({ check }: { check: string }) => check === "token"
    ).found

  it.each([
    [20_000, "a token lives for less than a minute", "令牌有效不足 1 分钟"],
    [60_000, "a token lives for 1 minute only", "令牌只有效 1 分钟"],
    [120_000, "a token lives for 2 minutes only", "令牌只有效 2 分钟"],
    [3_700_000, "a token lives for 1 hour; the vendor's example is of 24", "令牌有效 1 小时；平台文档的示例为 24 小时"]
  ])("is told in whole minutes or hours: %i ms", (millis, english, chinese) => {
    expect(found("en_US", millis)).toBe(english)
    expect(found("zh_CN", millis)).toBe(chinese)
  })
})

const ofAll = (property: (report: ReturnType<typeof reportOf>, seen: Facts) => void) =>
  fc.assert(fc.property(facts, (seen) => property(reportOf(seen), seen)))

describe("a report", () => {
  it("has one line for each check, as grave as the catalogue says", () => {
    ofAll(({ lines, severity }, { delivery }) => {
      expect(lines.map(({ check }) => check)).toEqual(
        checks.filter((check) => check !== "callback" || delivery !== undefined)
      )
      for (const line of lines) {
        expect(line.severity).toBe(line.finding === undefined ? "skipped" : catalog[line.finding.name].severity)
        expect(line.finding?.name.split(".")[0] ?? line.check).toBe(line.check)
      }
      expect(severity).toBe(grades.find((grade) => lines.some((line) => line.severity === grade)))
    })
  })

  it("names a root cause first: what no other finding explains, and of those the gravest, and the earliest", () => {
    ofAll(({ first, lines }) => {
      const faults = lines.filter(({ severity }) => severity !== "ok" && severity !== "skipped")
      const causes = faults.filter(({ because }) => because === undefined)
      const gravest = grades.find((grade) => causes.some(({ severity }) => severity === grade))
      expect(first).toBe(causes.find(({ severity }) => severity === gravest))
      expect(first === undefined).toBe(faults.length === 0)
    })
  })

  it("does not depend on the order in which answers came, but for which code of several it names", () => {
    ofAll((report, seen) => {
      const { severity } = reportOf({ ...seen, exchanges: seen.exchanges.toReversed() })
      expect(severity).toBe(report.severity)
    })
  })

  it("is told in both languages, in lines that no value breaks, and as one JSON document", () => {
    ofAll((report) => {
      for (const language of languages) {
        const lines = Words.lines(language, report, false)
        expect(lines.filter((line) => /[\n\r\u001b]/.test(line))).toEqual([])
        const { checks: told, first } = JSON.parse(Words.json(language, report))
        expect(first).toBe(report.first?.check ?? null)
        expect(told.map(({ finding }: { finding: string | null }) => finding)).toEqual(
          report.lines.map(({ finding }) => finding?.name ?? null)
        )
        for (const { found, remedy, severity } of told) {
          expect(found).not.toBe("")
          expect(remedy === null).toBe(severity === "ok" || severity === "skipped")
          expect(/\p{Script=Han}/u.test(remedy ?? "")).toBe(language === "zh_CN" && remedy !== null)
          expect(`${found}${remedy}`).not.toMatch(/undefined|NaN|Infinity|\[object/)
        }
      }
    })
  })

  it("names a cache first, and not what an old answer of it made", () => {
    const cached = { ...signs(noon - 3_600_000), uncertainty: 3_601_000, ageSeconds: 3_600 }
    const { first, lines } = reportOf({
      ...healthy,
      exchanges: [
        exchange("getToken", { _tag: "Accepted" }, { signs: cached }),
        exchange("listPackages", rejected(1007), { signs: cached })
      ]
    })
    expect(first?.check).toBe("path")
    expect(lines.find(({ check }) => check === "token")).toMatchObject({ severity: "trouble", because: "path" })
  })

  it("names the other mode first, and not that it has no products of that mode", () => {
    const { first } = reportOf({ ...healthy, packages: 0, expectedMode: "authorization" })
    expect(first?.finding?.name).toBe("mode.mismatch")
  })
})
