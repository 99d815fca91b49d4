import { Struct } from "effect"
import { describe, expect, it } from "vitest"
import { unobserved } from "../packages/cli/src/internal/probe/coverage.js"
import type { Experiment } from "../packages/cli/src/internal/probe/experiment.js"
import { experiments } from "../packages/cli/src/internal/probe/experiments/index.js"
import type { RuleName } from "../packages/cli/src/internal/probe/finding.js"
import { defaultRules } from "../packages/testkit/src/internal/state/rules.js"
import { goldens, unknownIn } from "../scripts/goldens/main.js"
import { read } from "./source.js"

/** The rows of a table of a document, each as its cells, without the signs of code. */
const rowsUnder = (document: string, heading: string): ReadonlyArray<ReadonlyArray<string>> => {
  const [, section = ""] = document.split(`\n## ${heading}\n`)
  return (section.split("\n## ")[0] ?? "")
    .split("\n")
    .filter((line) => line.startsWith("| `"))
    .map((line) =>
      line
        .split("|")
        .slice(1, -1)
        .map((cell) => cell.trim().replaceAll("`", ""))
    )
}

const cardsIn = (all: ReadonlyArray<Experiment>, { cards, needs }: Experiment): number =>
  cards + all.filter(({ id }) => needs.includes(id)).reduce((sum, other) => sum + other.cards, 0)

/** What the document should say of each rule. */
const covered = (all: ReadonlyArray<Experiment>, reasons: typeof unobserved, rules: ReadonlyArray<RuleName>) =>
  rules.map((rule) => {
    const experiment = all.find((one) => one.rules.includes(rule))
    const why = reasons[rule]?.en
    if (experiment !== undefined && why === undefined) {
      const { id, option } = experiment
      const by = option === undefined ? id : `${id}, with ${option}`
      return [rule, by, String(cardsIn(all, experiment))]
    }
    return [rule, why === undefined || experiment !== undefined ? "neither or both" : `not decided: ${why}`, ""]
  })

const rules = Struct.keys(defaultRules)
const page = read("docs/probe.md")

describe("docs/probe.md", () => {
  it("says of each rule of the simulator which experiment decides it at what cost, or why none does", () => {
    expect(rowsUnder(page, "What is decided")).toEqual(covered(experiments, unobserved, rules))
  })

  it("would miss a rule without an experiment and without a reason", () => {
    const without = experiments.filter(({ id }) => id !== "zones")
    expect(covered(without, unobserved, rules)).toContainEqual(["timezones", "neither or both", ""])
    expect(covered(experiments, { timezones: { en: "no", zh: "否" } }, ["timezones"])).toEqual([
      ["timezones", "neither or both", ""]
    ])
  })

  it("says of each experiment what it is about, how many cards it makes, and how long it waits", () => {
    const told = experiments.map(({ cards, id, option, seconds, title }) => [
      id,
      `${title.en.replaceAll("`", "")}${option === undefined ? "" : `; only with ${option}`}`,
      String(cards),
      `${seconds} s`
    ])
    expect(rowsUnder(page, "Experiments")).toEqual(told)
    expect(experiments.reduce((sum, { cards }) => sum + cards, 0)).toBeLessThanOrEqual(6)
  })
})

describe("pnpm goldens", () => {
  it("knows all that the vendor's pages show", () => {
    expect(goldens().length).toBeGreaterThan(1)
    expect(goldens().flatMap(unknownIn)).toEqual([])
  })

  it("lists a field, a member, a type and a code that the schemas do not know", () => {
    const list = (item: unknown) => ({ code: 0, msg: "Success", data: { list: [item] } })
    const file = "probe.json"
    const operation = "listCards"
    const item = { card_no: "C1", card_unique_no: 5, status: "Melted", shade: "red" }
    expect(unknownIn({ file, operation, response: list(item) })).toEqual([
      "probe.json: list[].card_unique_no: expected string, was number",
      "probe.json: list[].status: a member that is not known: Melted",
      "probe.json: list[].shade: a field that is not known, string"
    ])
    expect(unknownIn({ file, operation, response: { code: 4999, msg: "no" } })).toEqual([
      "probe.json: code: a code that is not documented: 4999"
    ])
    expect(unknownIn({ file, operation, response: "<html>" })).toEqual(["probe.json: it is no envelope"])
  })
})
