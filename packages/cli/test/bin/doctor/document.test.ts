/** docs/doctor.md says what the program says. */
import { readFileSync } from "node:fs"
import { expect, it } from "vitest"
import { doctorOptions } from "../../../src/internal/commands/doctor.js"
import { exitCodes } from "../../../src/internal/ending/ended.js"
import { catalog, checks, grades } from "../../../src/internal/doctor/findings.js"
import { reportOf } from "../../../src/internal/doctor/report.js"
import * as Words from "../../../src/internal/doctor/telling/words.js"
import { healthy, notWhitelisted } from "../../support/facts.js"

const read = (path: string): string => readFileSync(new URL(`../../../../../docs/${path}`, import.meta.url), "utf8")

const text = read("doctor.md")

const shown = (name: string, page = text): string | undefined =>
  page.split(`<!-- example: ${name} -->`)[1]?.split("```text\n")[1]?.split("```")[0]

/** Cells without the padding that the formatter puts around them. */
const cells = (table: string): ReadonlyArray<ReadonlyArray<string>> =>
  table
    .trim()
    .split("\n")
    .filter((row) => row.startsWith("|") && !/^\|[\s|:-]+\|$/.test(row))
    .map((row) =>
      row
        .split(/(?<!\\)\|/)
        .slice(1, -1)
        .map((cell) => cell.trim())
    )

const under = (heading: string): string => text.split(`\n## ${heading}\n`)[1]?.split("\n## ")[0] ?? ""

it.each([
  ["trouble", notWhitelisted],
  ["healthy", healthy]
] as const)("docs/doctor.md shows a report as it is: %s", (name, facts) => {
  expect(shown(name)).toBe(`${Words.lines("en_US", reportOf(facts), false).join("\n")}\n`)
  const inChinese = shown(name, read("zh-CN/doctor.md"))
  expect(inChinese).toBe(`${Words.lines("zh_CN", reportOf(facts), false).join("\n")}\n`)
})

it("docs/doctor.md has a row for each check, in their order", () => {
  const [, ...rows] = cells(under("The checks"))
  expect(rows.map(([check]) => check)).toEqual(checks.map((check) => `\`${check}\``))
})

it("docs/doctor.md has the findings of each check, by how grave they are", () => {
  const names = Object.keys(catalog)
  const graded = Object.entries(catalog)
  const rows = checks.map((check) => [
    `\`${check}\``,
    ...grades.map((grade) =>
      graded
        .flatMap(([name, { severity }]) =>
          severity === grade && name.startsWith(`${check}.`) ? `\`${name.slice(check.length + 1)}\`` : []
        )
        .join(", ")
    )
  ])
  const told = text.split("<!-- findings -->")[1]?.split("<!-- /findings -->")[0] ?? ""
  expect(names.length).toBeGreaterThan(60)
  expect(cells(told)).toEqual([["check", ...grades], ...rows])
})

it("docs/doctor.md has the options and the exit codes", () => {
  const [head = ""] = text.split("\n## ")
  const first = cells(head).map(([cell = ""]) => cell)
  expect(first.flatMap((cell) => /^`--(\w+)/.exec(cell)?.[1] ?? [])).toEqual(Object.keys(doctorOptions("en")))
  expect(first.filter((cell) => /^\d$/.test(cell)).map(Number)).toEqual([0, exitCodes.incomplete, exitCodes.usage])
})

it("docs/doctor.md has the fields of the document", () => {
  const [line] = JSON.parse(Words.json("en_US", reportOf(healthy))).checks
  const [, ...rows] = cells(under("JSON").split("<!-- findings -->")[0] ?? "")
  expect(rows.map(([field]) => field)).toEqual(Object.keys(line).map((field) => `\`${field}\``))
})
