/** Rows of a batch as text: CSV, JSON lines, and words. */
import type * as BatchStore from "@effect-keysecure/batch/BatchStore"

/** A way of writing rows: what comes first, and a line for each. */
export interface Format {
  readonly head: string
  readonly line: (row: BatchStore.Row) => string
}

const columns: ReadonlyArray<readonly [string, (row: BatchStore.Row) => string | number | null]> = [
  ["line", ({ line }) => line],
  ["key", ({ key }) => key],
  ["card_unique_no", ({ cardUniqueNo }) => cardUniqueNo],
  ["state", ({ state }) => state],
  ["card_no", ({ cardNo }) => cardNo],
  ["card_status", ({ cardStatus }) => cardStatus],
  ["error", ({ problem }) => problem?.tag ?? null],
  ["code", ({ problem }) => problem?.code ?? null],
  ["field", ({ problem }) => problem?.field ?? null],
  ["remedy", ({ problem }) => problem?.remedy ?? null],
  ["candidates", ({ candidates }) => candidates.join(" ")]
]

const cell = (value: string | number | null): string => {
  const text = value === null ? "" : String(value)
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

const csvLine = (cells: ReadonlyArray<string | number | null>): string => `${cells.map(cell).join(",")}\n`

/** CSV as RFC 4180 has it, but for the ends of lines. */
export const csv: Format = {
  head: csvLine(columns.map(([name]) => name)),
  line: (row) => csvLine(columns.map(([, value]) => value(row)))
}

/** A JSON object on each line, with the names of the columns. */
export const jsonLines: Format = {
  head: "",
  line: (row) => `${JSON.stringify(Object.fromEntries(columns.map(([name, value]) => [name, value(row)])))}\n`
}

const why = ({ candidates, problem }: BatchStore.Row): string => {
  if (candidates.length > 0) return `: it may have one of these cards: ${candidates.join(", ")}`
  if (problem === null) return ""
  const { code, field, remedy, tag } = problem
  return `: ${tag}${code === null ? "" : ` (${code})`}${field === null ? "" : `, ${field}`}: ${remedy}`
}

/** A line of words. */
export const words: Format = {
  head: "",
  line: (row) => {
    const card =
      row.cardNo === null ? "" : `, card ${row.cardNo}${row.cardStatus === null ? "" : `, ${row.cardStatus}`}`
    return `line ${row.line}, ${row.key}: ${row.state}${card}${why(row)}\n`
  }
}
