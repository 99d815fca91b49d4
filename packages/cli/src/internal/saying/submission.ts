/** What was found in an input, in words. */
import type * as BatchError from "@effect-keysecure/batch/BatchError"
import type { RowProblem } from "@effect-keysecure/batch/Rows"
import { type Said, said } from "../language/said.js"
import { translated } from "../language/translated.js"

/** So many wrong rows are told. */
const most = 20

const told =
  (file: string) =>
  ({ column, expected, line }: RowProblem): Said => {
    const { en, zh } = translated(`expected ${expected}`)
    return column === null
      ? said(`${file}:${line}: ${en}`, `${file}:${line}：${zh}`)
      : said(`${file}:${line}: column ${column}: ${en}`, `${file}:${line}：列 ${column}：${zh}`)
  }

/** A line for each wrong row, with its line and column; at most 20. */
export const problems = (file: string, { problems: all, wrong }: BatchError.Submission): ReadonlyArray<Said> => [
  ...all.slice(0, most).map(told(file)),
  ...(wrong > most ? [said(`${wrong - most} more rows are wrong`, `另有 ${wrong - most} 行错误`)] : [])
]

/** All rows in one line. */
export const summary = (file: string, { added, rows, same, wrong }: BatchError.Submission): Said =>
  said(
    `${file}: ${rows} rows: ${added} new, ${same} there already, ${wrong} wrong`,
    `${file}：${rows} 行：新增 ${added}，已有 ${same}，错误 ${wrong}`
  )
