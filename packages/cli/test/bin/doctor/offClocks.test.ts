/** However far our clock is from the platform's, with and without `Date`, the doctor's bounds hold and the clock comes first. */
import { Scenario } from "@effect-keysecure/testkit"
import { Effect, FastCheck as fc } from "effect"
import { expect, it } from "vitest"
import { reportOf } from "../../../src/internal/doctor/report.js"
import { clock } from "../../../src/internal/doctor/timing.js"
import * as Words from "../../../src/internal/doctor/telling/words.js"
import { lookAt, simulator } from "../../support/doctor.js"

const lookWith = (skewMillis: number, dateHeader: boolean) =>
  Effect.runPromise(
    lookAt(
      { url: simulator({ skewMillis, scenario: Scenario.rules({ dateHeader }) }) },
      { requests: [], secrets: new Set() }
    )
  )

/** Moments of our wall clock are cut to the ms. */
const cutMillis = 2

const behind = { en_US: "clock is behind", zh_CN: "慢" } as const
const ahead = { en_US: "clock is ahead", zh_CN: "快" } as const

/** What the doctor says of a clock that is so far from the platform's. */
const check = async (offset: number, hasDate: boolean): Promise<void> => {
  const facts = await lookWith(offset, hasDate)
  const report = reportOf(facts)
  const finding = clock(facts)
  const { from, to } =
    finding !== undefined && "from" in finding.values ? finding.values : { from: Infinity, to: -Infinity }
  expect(from).toBeLessThanOrEqual(offset + cutMillis)
  expect(to).toBeGreaterThanOrEqual(offset - cutMillis)
  expect(to - from).toBeLessThan(hasDate ? 3_000 : 61_000)

  const [first] = facts.exchanges
  const isFirstRefused = first?.answer._tag === "Rejected" && first.answer.code === 1005
  // The client stamps 5 s back, and a timestamp is taken for 60 s.
  if (offset < -5_100 || (offset > 55_100 && offset <= 150_000)) expect(isFirstRefused).toBe(true)
  expect(
    facts.exchanges.filter(({ answer }) => answer._tag === "Rejected" && answer.code === 1005).length
  ).toBeLessThan(8)

  if (isFirstRefused) {
    expect(report).toMatchObject({ severity: "warning", first: { finding: { name: "clock.farOff" } } })
    for (const language of ["en_US", "zh_CN"] as const) {
      expect(Words.lines(language, report, false)[0]).toContain((offset > 0 ? behind : ahead)[language])
    }
  } else if (Math.abs(offset) <= 1_000) {
    expect(finding?.name).toBe("clock.ok")
    expect(report.first?.finding?.name).toBe(hasDate ? undefined : "date.absent")
  } else if (offset > -4_000 && offset < 50_000) {
    expect(finding?.name).not.toBe("clock.farOff")
  }
}

const offsets = fc.oneof(
  { arbitrary: fc.integer({ min: -150_000, max: 150_000 }), weight: 8 },
  { arbitrary: fc.integer({ min: -1_000, max: 1_000 }), weight: 1 },
  // Where the times that are tried meet.
  { arbitrary: fc.constantFrom(-105_000, -102_500, -50_000, -25_000, -5_000, 55_000, 97_500, 100_000), weight: 2 }
)

it("the bounds hold our clock's distance, and it comes first where a first call is refused", { timeout: 30_000 }, () =>
  fc.assert(
    fc.asyncProperty(fc.array(offsets, { minLength: 4, maxLength: 4 }), async (several) => {
      await Promise.all(several.flatMap((offset) => [check(offset, true), check(offset, false)]))
    }),
    { numRuns: 5, interruptAfterTimeLimit: 25_000 }
  )
)
