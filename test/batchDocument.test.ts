/** docs/batch.md says what the code says. */
import { expect, it } from "vitest"
import { all, packageOf, read } from "./source.js"

const text = read("docs/batch.md")

/** The text under a heading. */
const under = (heading: string): string => (text.split(`\n## ${heading}\n`)[1] ?? "").split("\n## ")[0] ?? ""

/** The names in the first column of the tables of a text. */
const firstNames = (part: string): ReadonlyArray<string> =>
  [...part.matchAll(/^\| `(\w+)`/gm)].map(([, name = ""]) => name)

/** The literals of a schema in BatchStore. */
const literals = (name: string): ReadonlyArray<string> =>
  [
    ...(
      new RegExp(`export const ${name} = Schema.Literal\\(([^)]*)\\)`).exec(
        read("packages/batch/src/BatchStore.ts")
      )?.[1] ?? ""
    ).matchAll(/"(\w+)"/g)
  ].map(([, state = ""]) => state)

it.each([
  ["batch", "examples/81_issue-a-file.ts"],
  ["engine", "examples/82_batch-engine.ts"],
  ["restoring", "examples/84_after-restoring.ts"]
])("docs/batch.md shows the program %s as it is run, %s", (name, file) => {
  const shown = text.split(`<!-- program: ${name} -->`)[1]?.split("```ts\n")[1]?.split("```")[0]
  expect(shown).toBe(read(file))
})

it("docs/batch.md has a row for every state of a row", () => {
  const states = literals("RowState")
  expect(states).toContain("unclear")
  expect(firstNames(under("States of a row")).toSorted()).toEqual(states.toSorted())
})

it("docs/batch.md names the states of a batch", () => {
  const states = literals("BatchState")
  expect(states).toContain("paused")
  expect(states.filter((state) => !text.includes(`\`${state}\``) && state !== "running")).toEqual([])
})

it("docs/batch.md names the metrics, all of them", () => {
  const made = all()
    .filter(({ path }) => packageOf(path) === "batch")
    .flatMap(({ text: source }) => [...source.matchAll(/Metric\.\w+\("(keysecure_[^"]+)"/g)].map(([, name]) => name))
  expect(made.length).toBeGreaterThan(0)
  expect(firstNames(under("What to watch")).toSorted()).toEqual(made.toSorted())
})

it.each([
  ["packages/batch/src/internal/cardBatch/chunk.ts", "pageSize", 50],
  ["packages/batch/src/internal/cardBatch/chunk.ts", "pagesPerChunk", 5],
  ["packages/batch/src/internal/cardBatch/chunk.ts", "aliveMillis", 12_000],
  ["packages/batch/src/internal/cardBatch/taking.ts", "lanes", 4],
  ["packages/batch/src/internal/cardBatch/taking.ts", "longestPauseMillis", 1_000],
  ["packages/batch/src/internal/cardBatch/submit.ts", "pageSize", 500],
  ["packages/batch/src/internal/rowStates/after.ts", "longestWaitMillis", 150_000],
  ["packages/batch/src/Throttle.ts", "startWidth", 8],
  ["packages/batch/src/Throttle.ts", "defaultMaxWidth", 64]
])("docs/batch.md has the figures of the code: %s, %s", (path, name, value) => {
  const [, written = ""] = new RegExp(`const ${name} = ([\\d_]+)`).exec(read(path)) ?? []
  expect(Number(written.replaceAll("_", ""))).toBe(value)
})
