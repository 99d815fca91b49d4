/** What was found in an input, in words. */
import type * as BatchError from "@effect-keysecure/batch/BatchError"

/** So many wrong rows are told. */
const most = 20

/** A line for each wrong row, with its line and column; at most 20. */
export const problems = (file: string, { problems: told, wrong }: BatchError.Submission): ReadonlyArray<string> => [
  ...told
    .slice(0, most)
    .map(
      ({ column, expected, line }) =>
        `${file}:${line}: ${column === null ? "" : `column ${column}: `}expected ${expected}`
    ),
  ...(wrong > most ? [`${wrong - most} more rows are wrong`] : [])
]

/** All rows in one line. */
export const summary = ({ added, rows, same, wrong }: BatchError.Submission): string =>
  `${rows} rows: ${added} new, ${same} there already, ${wrong} wrong`
