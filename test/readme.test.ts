import * as Fs from "node:fs"
import { describe, expect, it } from "vitest"
import * as Readme from "./readme.js"

const readme = Fs.readFileSync(new URL("../README.md", import.meta.url), "utf8")

const chinese = Fs.readFileSync(new URL("../README.zh-CN.md", import.meta.url), "utf8")

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
    ["first", "examples/05_first-program.ts"],
    ["test", "examples/test/06_simulated.test.ts"],
    ["issue", "examples/20_issue-one-card.ts"],
    ["laws", "examples/test/25_laws.test.ts"]
  ])("shows the program %s as it is run, %s", (name, file) => {
    const shown = readme.split(`<!-- program: ${name} -->`)[1]?.split("```ts\n")[1]?.split("```")[0]
    expect(shown).toBe(Fs.readFileSync(new URL(`../${file}`, import.meta.url), "utf8"))
  })

  it.each([
    ["first", "examples/05_first-program.ts"],
    ["test", "examples/test/06_simulated.test.ts"],
    ["issue", "examples/20_issue-one-card.ts"]
  ])("shows the program %s in Chinese surroundings too", (name, file) => {
    const shown = chinese.split(`<!-- program: ${name} -->`)[1]?.split("```ts\n")[1]?.split("```")[0]
    expect(shown).toBe(Fs.readFileSync(new URL(`../${file}`, import.meta.url), "utf8"))
  })

  it("has the same commands and operations in Chinese", () => {
    expect(chinese).toContain("npx -y pnpm@10.34.9 demo ")
    expect(chinese).toContain("npx -y pnpm@10.34.9 test ")
    expect(cells(Readme.part(chinese, "operations"))).toEqual(cells(Readme.operations()))
  })

  it("has the table of operations that Endpoints has", () => {
    expect(cells(Readme.part(readme, "operations"))).toEqual(cells(Readme.operations()))
  })
})
