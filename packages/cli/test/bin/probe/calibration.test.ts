/** The probe against simulators: it gives back their rules, or says that it does not know. `pnpm probe:calibrate` tries more. */
import { Effect, FastCheck as fc } from "effect"
import { describe, expect, it } from "vitest"
import { experiments } from "../../../src/internal/probe/experiments/index.js"
import { dataOf, textOf } from "../../../src/internal/probe/exchange.js"
import { knownTexts, redacted } from "../../../src/internal/probe/redaction.js"
import { knownBy } from "../../../src/internal/probe/probing.js"
import * as Report from "../../../src/internal/probe/report.js"
import { transcripts } from "../../../src/internal/probe/transcripts.js"
import { unfamiliar } from "../../../src/internal/probe/unfamiliar.js"
import { verdictOn } from "../../support/agreement.js"
import {
  type Drawn,
  type Judged,
  judged,
  mostMillis,
  neverDrawn,
  observable,
  sets,
  untold
} from "../../support/calibration.js"

/** Cards enough to tell how many a page holds. */
const plain: Drawn = { rules: {}, cards: 101, seed: 1, startMillis: 1_770_000_000_123, skewMillis: -4_321 }

const probed = (drawn: Drawn, faults: boolean, budget = 6): Promise<Judged> =>
  Effect.runPromise(judged(drawn, { faults, leaps: true, budget }))

/** What the report may never hold. */
const secretsIn = ({ done }: Judged): ReadonlyArray<string> => [
  "sim_credit_key",
  "example.com",
  "earlier-",
  ...done.flatMap(({ exchanges }) =>
    exchanges.flatMap((exchange) => {
      const data = dataOf(exchange)
      return ["access_token", "client_access_token"].flatMap((name) => textOf(data, name) ?? [])
    })
  )
]

const leaks = (result: Judged): ReadonlyArray<string> => {
  const exchanges = result.done.flatMap((one) => one.exchanges)
  const secrets = secretsIn(result)
  const own = result.told.flatMap(({ cardNo, number }) => [number, ...(cardNo === undefined ? [] : [cardNo])])
  const texts = knownTexts(own, secrets)
  const clean = exchanges.map((exchange) => redacted(exchange, texts))
  const told = JSON.stringify([clean, [...transcripts(clean).values()]])
  return secrets.filter((secret) => told.includes(secret))
}

/** The lines of the report in Chinese that are neither Chinese nor data. */
const notChinese = ({ done, told }: Judged): ReadonlyArray<string> => {
  const unknown = unfamiliar(done.flatMap(({ exchanges }) => exchanges))
  const parts = { platform: "", experiments, done, made: told, unknown, changed: [] }
  return Report.text(parts, "zh", false)
    .split("\n")
    .filter((line) => !/\p{Script=Han}/u.test(line) && /[a-z]{2,} [a-z]{2,}/.test(line))
}

describe("the probe", () => {
  it("decides every rule that can be seen, under the assumed rules", async () => {
    const result = await probed(plain, false)
    const undecided = observable.filter((name) => verdictOn(name, result) !== "right")
    // Where numbers are stored and shown as they are, the first two make no difference; and no limit cannot be seen.
    expect(undecided).toEqual(["uniqueNoFilter", "cardDetail", "rateLimit"])
    expect(result.findings.endDate).toMatchObject({ note: { en: "at the start: the start of that day" } })
    expect(result.findings.fieldInMessage).toMatchObject({
      note: { en: "messages by Language: zh_CN: zh, en_US: en, fr_FR: en, –: en" }
    })
    expect(knownBy(result.done).facts.cardTimeAhead?.from).toBeLessThanOrEqual(0)
    expect(knownBy(result.done).facts.cardTimeAhead?.to).toBeGreaterThanOrEqual(0)
    expect(untold(result, 6)).toBeUndefined()
    expect(leaks(result)).toEqual([])
    expect(result.waitedMillis).toBeLessThan(mostMillis)
  })

  it.each([false, true])(
    "is never wrong about drawn rules (faults: %s), and its transcripts hold no secret",
    async (faults) => {
      const [drawn = plain] = fc.sample(sets, { numRuns: 1, seed: faults ? 11 : 12 })
      const result = await probed({ ...drawn, cards: 0 }, faults)
      expect(observable.filter((name) => verdictOn(name, result) === "wrong")).toEqual([])
      expect(untold(result, 6)).toBeUndefined()
      expect(leaks(result)).toEqual([])
      expect(notChinese(result)).toEqual([])
    }
  )

  it("is tried on values of every rule that it decides", () => {
    expect(observable.length).toBeGreaterThan(40)
    expect(neverDrawn).toEqual([])
  })

  it("makes no card with a budget of none, and sends no application", async () => {
    const { cards, done, told } = await probed(plain, false, 0)
    expect(cards).toEqual([])
    expect(told).toEqual([])
    const operations = done.flatMap(({ exchanges }) => exchanges.map(({ ask }) => ask.operation))
    expect(operations).not.toContain("applyForCard")
    expect(operations).toContain("listCards")
  })
})
