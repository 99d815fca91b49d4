import * as Fs from "node:fs"
import { describe, expect, it } from "vitest"
import * as Readme from "./readme.js"
import { documents, read } from "./source.js"

const readme = read("README.md")

/** The documents in Chinese, README first. */
const chinese = documents()
  .filter(({ path }) => path.includes("zh-CN"))
  .map(({ text }) => text)

/** Cells without the padding that the formatter puts around them. */
const cells = (table: string) =>
  table
    .trim()
    .split("\n")
    .filter((row) => !/^\|[\s|:-]+\|$/.test(row))
    .map((row) => row.split("|").map((cell) => cell.trim()))

describe("README.md", () => {
  it("begins with the two commands that do everything", () => {
    const commands = /```sh\n([\s\S]*?)```/.exec(readme)?.[1] ?? ""
    expect(commands.split("\n").map((line) => line.split("#")[0]?.trim())).toEqual([
      "npx -y pnpm@10.34.9 demo",
      "npx -y pnpm@10.34.9 test",
      ""
    ])
  })

  it.each([
    ["README.md", "first", "examples/05_first-program.ts"],
    ["docs/start.md", "first", "examples/05_first-program.ts"],
    ["docs/many-merchants.md", "many-merchants", "examples/65_many-merchants.ts"],
    ["docs/start.md", "issue", "examples/20_issue-one-card.ts"],
    ["docs/for-assistants.md", "first", "examples/05_first-program.ts"],
    ["docs/for-assistants.md", "issue", "examples/20_issue-one-card.ts"],
    ["docs/for-assistants.md", "test", "examples/test/06_simulated.test.ts"],
    ["docs/testing.md", "test", "examples/test/06_simulated.test.ts"],
    ["packages/client/README.md", "first", "examples/05_first-program.ts"],
    ["packages/testkit/README.md", "test", "examples/test/06_simulated.test.ts"],
    ["docs/testing.md", "laws", "examples/test/25_laws.test.ts"]
  ])("and %s show the program %s as it is run, %s", (document, name, file) => {
    expect(Readme.program(read(document), name)).toBe(read(file))
  })

  it.each([
    ["first", "examples/05_first-program.ts"],
    ["test", "examples/test/06_simulated.test.ts"],
    ["issue", "examples/20_issue-one-card.ts"]
  ])("shows the program %s in Chinese surroundings too", (name, file) => {
    const shown = chinese.flatMap((text) => Readme.program(text, name) ?? [])
    expect(new Set(shown)).toEqual(new Set([read(file)]))
  })

  it("has the same commands and operations in Chinese", () => {
    expect(chinese[0]).toContain("npx -y pnpm@10.34.9 demo ")
    expect(chinese[0]).toContain("npx -y pnpm@10.34.9 test ")
    expect(cells(Readme.part(read("docs/zh-CN/operations.md"), "operations"))).toEqual(
      cells(Readme.operationsInChinese())
    )
  })
})

it("docs/operations.md has the table of operations that Endpoints has", () => {
  expect(cells(Readme.part(read("docs/operations.md"), "operations"))).toEqual(cells(Readme.operations()))
})

/** What a program imports: the statements, and the names. */
const importsOf = (program: string) => {
  const clauses = [...program.matchAll(/^import (?:type )?([\s\S]*?) from "/gm)].map(([, clause = ""]) => clause)
  const names = clauses.flatMap((clause) => clause.replaceAll(/[{}]/g, "").split(","))
  return { statements: clauses.length, names: names.map((name) => name.trim()).filter((name) => name !== "") }
}

const timesIn = (program: string, text: string): number => program.split(text).length - 1

describe("a first card", () => {
  it("takes at most four imports and seven names with Effect", () => {
    const { names, statements } = importsOf(read("examples/05_first-program.ts"))
    expect(names).toEqual(["KeySecureClient", "* as UndiciHttpClient", "CardApplication", "Console", "Effect", "Layer"])
    expect(names.length).toBeLessThanOrEqual(7)
    expect(statements).toBeLessThanOrEqual(4)
  })

  it.each(["docs/without-effect.md", "docs/zh-CN/without-effect.md"])(
    "takes one import, one make and one call without it, in %s",
    (page) => {
      const program = read(page).split("```ts\n")[1]?.split("```")[0] ?? ""
      expect(importsOf(program)).toEqual({ statements: 1, names: ["* as KeySecure"] })
      expect(timesIn(program, "KeySecure.make(")).toBe(1)
      expect(timesIn(program, "await ")).toBe(1)
      expect(timesIn(program, "keysecure.issue(")).toBe(1)
    }
  )
})

describe("docs/recipes.md", () => {
  const recipes = Fs.readdirSync(new URL("../examples/recipes", import.meta.url)).toSorted()
  const text = read("docs/recipes.md")
  const shown = [...text.matchAll(/<!-- recipe: (\w+) -->\n\n```ts\n([\s\S]*?)^```$/gm)]

  it("shows each recipe as it is run, and no other program", () => {
    expect(recipes.length).toBeGreaterThan(7)
    expect(shown.map(([, name]) => `${name}.ts`).toSorted()).toEqual(recipes)
    expect(shown.map(([, , program]) => program)).toEqual(shown.map(([, name]) => read(`examples/recipes/${name}.ts`)))
    expect([...text.matchAll(/^```ts$/gm)]).toHaveLength(recipes.length)
  })
})
