/**
 * `pnpm figures`: carries the figures of docs/performance.md over to its page in Chinese, cell by cell. The prose is left to
 * a person.
 */
import { readFileSync, writeFileSync } from "node:fs"
import { fileURLToPath } from "node:url"

const path = (page: string): string => fileURLToPath(new URL(`../../docs/${page}`, import.meta.url))
const [english, chinese] = [path("performance.md"), path("zh-CN/performance.md")]

const words: ReadonlyMap<string, string> = new Map([
  ["met", "达到"],
  ["**not met**", "**未达到**"]
])

const isRow = (line: string): boolean => line.startsWith("|")
const cellsOf = (row: string): ReadonlyArray<string> => row.split("|").slice(1, -1)

/** A cell without letters but those of units. */
const isFigures = (cell: string): boolean => !/\p{Letter}/u.test(cell.replace(/\b(?:KB|MB|ms|s)\b|[µμ]s/g, ""))

const figure = /\d+(?:[.,]\d+)*/g

/** The cell in Chinese with the figures of the cell in English. */
const carried = (from: string, to: string): string => {
  const word = words.get(from.trim())
  if (word !== undefined) return ` ${word} `
  if (isFigures(from) && !/\p{Script=Han}{3}/u.test(to)) return from.replaceAll(", ", "，")
  const figures = from.match(figure) ?? []
  return figures.length === (to.match(figure) ?? []).length ? to.replace(figure, () => figures.shift() ?? "") : to
}

/** The page in Chinese with the figures of the page in English. */
export const text = (): string => {
  const rows = readFileSync(english, "utf8").split("\n").filter(isRow)
  const page = readFileSync(chinese, "utf8").split("\n")
  if (page.filter(isRow).length !== rows.length)
    throw new Error("A table has other rows in Chinese: translate it first.")
  const lines = page.map((line) => {
    const from = isRow(line) ? rows.shift() : undefined
    if (from === undefined || /^\|[\s|:-]+\|$/.test(line)) return line
    const cells = cellsOf(from)
    return `|${cellsOf(line)
      .map((cell, at) => carried(cells[at] ?? "", cell))
      .join("|")}|`
  })
  return lines.join("\n")
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(chinese, text())
