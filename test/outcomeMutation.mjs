// The tests of the machine that decides what became of a number, one world a test: a mutant falls in the first world
// that tells it from the machine, and the rest need not be looked at.
import { expect, it } from "vitest"
import { readFileSync } from "node:fs"
import { arrowsOf, read } from "../packages/client/test/support/outcome/chart.ts"
import { disturb, explore, nothingFound } from "../packages/client/test/support/outcome/model.ts"
import { settings } from "../packages/client/test/support/outcome/settings.ts"

await import("../packages/client/test/internal/outcome/evidence.test.ts")
await import("../packages/client/test/internal/outcome/spans.test.ts")
await import("../packages/client/test/CardIssuance/decorated.test.ts")

const found = nothingFound()

const wrong = () => ({
  laws: [...found.broken].flatMap(([law, pairs]) => (pairs.length > 0 ? [law] : [])),
  ends: found.wrongEnds.slice(0, 3).map(({ setting, told }) => `${setting}: ${told}`),
  endless: found.endless.length,
  cut: found.cut
})
const nothing = { laws: [], ends: [], endless: 0, cut: [] }

it.each(settings)("$name", (setting) => {
  explore(setting, found)
  expect(wrong()).toEqual(nothing)
})

// It looks at every world again: of a mutant that few worlds meet, only those were looked at so far.
it("all worlds together show every pair, and the chart of docs/outcomes.md, and nothing more", () => {
  const all = nothingFound()
  for (const setting of settings) explore(setting, all)
  disturb(all)
  expect(all.disturbed.slice(0, 3)).toEqual([])
  expect(all.reached.size).toBe(39)
  const text = readFileSync(new URL("../docs/outcomes.md", import.meta.url), "utf8")
  const { arrows, within } = read(/```mermaid\n([\s\S]*?)\n```/.exec(text)?.[1]?.split("\n") ?? [])
  const edges = [...all.edges].filter((edge) => !edge.includes(" Interrupted "))
  expect([...arrowsOf(edges, within)].toSorted()).toEqual([...arrows].toSorted())
})
