// The tests of the machine that decides what became of a number, one world a test: a mutant falls in the first world
// that tells it from the machine, and the rest need not be looked at.
import { expect, it } from "vitest"
import { readFileSync } from "node:fs"
import { arrowsOf, read } from "../packages/client/test/support/outcome/chart.ts"
import { disturb, explore, nothingFound } from "../packages/client/test/support/outcome/model.ts"
import { settings } from "../packages/client/test/support/outcome/settings.ts"

await import("../packages/client/test/internal/outcome/evidence.test.ts")
await import("../packages/client/test/internal/outcome/spans.test.ts")

const found = nothingFound()

const wrong = () => ({
  laws: [...found.broken].flatMap(([law, pairs]) => (pairs.length > 0 ? [law] : [])),
  ends: found.wrongEnds.slice(0, 3).map(({ setting, told }) => `${setting}: ${told}`),
  endless: found.endless.length,
  cut: found.cut,
  disturbed: found.disturbed.length
})
const nothing = { laws: [], ends: [], endless: 0, cut: [], disturbed: 0 }

it.each(settings)("$name", (setting) => {
  explore(setting, found)
  expect(wrong()).toEqual(nothing)
})

it("an event that nothing waits for changes nothing", () => {
  disturb(found)
  expect(wrong()).toEqual(nothing)
})

// It looks at a world too, so that it is run for every mutant.
it("every phase and event comes to be", () => {
  explore(settings[0], found)
  expect(found.reached.size).toBe(39)
})

it("the chart of docs/outcomes.md shows what leads from what to what", () => {
  const text = readFileSync(new URL("../docs/outcomes.md", import.meta.url), "utf8")
  const { arrows, within } = read(/```mermaid\n([\s\S]*?)\n```/.exec(text)?.[1]?.split("\n") ?? [])
  const edges = [...found.edges].filter((edge) => !edge.includes(" Interrupted "))
  expect([...arrowsOf(edges, within)].filter((arrow) => !arrows.has(arrow))).toEqual([])
})
