/** Rows of a batch as text: CSV, JSON lines, and words. */
import type * as BatchStore from "@effect-keysecure/batch/BatchStore"
import { joined, type Language, type Said, said } from "../language/said.js"
import { translated } from "../language/translated.js"
import { states } from "./states.js"

/** A way of writing rows: what comes first, and a line for each. */
export interface Format {
  readonly head: string
  readonly line: (row: BatchStore.Row) => string
}

type Value = string | number | null

/** The remedy of a row without a card. A wrong row is told what was expected in its place. */
const remedyOf = ({ remedy, tag }: NonNullable<BatchStore.Row["problem"]>): Said =>
  tag === "RowInvalid" ? said(remedy, translated(`expected ${remedy}`).zh) : translated(remedy)

const columnsIn = (language: Language): ReadonlyArray<readonly [string, (row: BatchStore.Row) => Value]> => [
  ["line", ({ line }) => line],
  ["key", ({ key }) => key],
  ["card_unique_no", ({ cardUniqueNo }) => cardUniqueNo],
  ["state", ({ state }) => state],
  ["card_no", ({ cardNo }) => cardNo],
  ["card_status", ({ cardStatus }) => cardStatus],
  ["error", ({ problem }) => problem?.tag ?? null],
  ["code", ({ problem }) => problem?.code ?? null],
  ["field", ({ problem }) => problem?.field ?? null],
  ["remedy", ({ problem }) => (problem === null ? null : remedyOf(problem)[language])],
  ["candidates", ({ candidates }) => candidates.join(" ")]
]

const cell = (value: Value): string => {
  const text = value === null ? "" : String(value)
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

const csvLine = (cells: ReadonlyArray<Value>): string => `${cells.map(cell).join(",")}\n`

/** CSV as RFC 4180 has it, but for the ends of lines. The names of the columns are the same in every language. */
export const csv = (language: Language): Format => {
  const columns = columnsIn(language)
  return {
    head: csvLine(columns.map(([name]) => name)),
    line: (row) => csvLine(columns.map(([, value]) => value(row)))
  }
}

/** A JSON object on each line, with the names of the columns. */
export const jsonLines = (language: Language): Format => {
  const columns = columnsIn(language)
  return {
    head: "",
    line: (row) => `${JSON.stringify(Object.fromEntries(columns.map(([name, value]) => [name, value(row)])))}\n`
  }
}

const why = ({ candidates, problem }: BatchStore.Row): Said => {
  const cards = candidates.join(", ")
  if (cards !== "") return said(`: it may have one of these cards: ${cards}`, `：它的卡可能是其中之一：${cards}`)
  if (problem === null) return said("", "")
  const { code, field, tag } = problem
  const remedy = remedyOf(problem)
  return said(
    `: ${tag}${code === null ? "" : ` (${code})`}${field === null ? "" : `, ${field}`}: ${remedy.en}`,
    `：${tag}${code === null ? "" : `（${code}）`}${field === null ? "" : `，${field}`}：${remedy.zh}`
  )
}

const cardOf = ({ cardNo, cardStatus }: BatchStore.Row): Said => {
  if (cardNo === null) return said("", "")
  return cardStatus === null
    ? said(`, card ${cardNo}`, `，卡 ${cardNo}`)
    : said(`, card ${cardNo}, ${cardStatus}`, `，卡 ${cardNo}，${cardStatus}`)
}

/** A row in words. */
export const inWords = (row: BatchStore.Row): Said => {
  const { key, line, state } = row
  return joined(
    [said(`line ${line}, ${key}: ${state}`, `第 ${line} 行，${key}：${states[state].zh}`), cardOf(row), why(row)],
    "",
    ""
  )
}

/** A line of words. */
export const words = (language: Language): Format => ({ head: "", line: (row) => `${inWords(row)[language]}\n` })
