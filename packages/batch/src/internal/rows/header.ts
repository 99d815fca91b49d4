/** The first line of a CSV file: which column is which. */
import * as Either from "effect/Either"
import * as Columns from "./columns.js"
import * as Source from "./source.js"

/** A column of a file: the name that it has there, and whose column it is. */
export interface Column {
  readonly name: string
  readonly column: string
}

const numberColumn = "card_unique_no"

/** The columns that no file can do without, and two of which it needs one. */
const required = (key: Source.Key | undefined): ReadonlyArray<ReadonlyArray<string>> => [
  [key?.column ?? numberColumn],
  ["cardholder_no"],
  ["card_type"],
  ["package_no", "card_bin_no"]
]

const noHeader: Source.Fault = {
  column: null,
  expected: `the names of columns, such as ${numberColumn} and card_type, with the delimiter of the file between them`
}

const noKey = ({ column }: Source.Key): Source.Fault => ({
  column,
  expected: "a column of the file"
})

const twoNumbers: Source.Fault = {
  column: numberColumn,
  expected: "no such column, since the numbers are made from the batch and the key"
}

/** The columns, or the first field fault. No name is told where none is known: that line may hold data. */
export const read = (
  line: ReadonlyArray<string>,
  settings: Source.Settings
): Either.Either<ReadonlyArray<Column>, Source.Fault> => {
  const known: Array<Column> = []
  const unknown: Array<string> = []
  for (const name of line.map((text) => text.trim())) {
    const column = Source.resolve(name, settings)
    if (column === undefined) unknown.push(name)
    else known.push({ name, column })
  }
  const columns = known.map(({ column }) => column)
  const isTwice = ({ column }: Column, index: number): boolean =>
    column !== "ignored" && columns.indexOf(column) !== index
  const missing = required(settings.key).filter((some) => !some.some((column) => columns.includes(column)))
  const [stranger] = unknown
  const twice = known.find(isTwice)

  if (known.length === 0) return Either.left(noHeader)
  if (settings.key !== undefined && !columns.includes(settings.key.column)) return Either.left(noKey(settings.key))
  if (stranger !== undefined) return Either.left({ column: stranger, expected: Columns.expectedInsteadOf(stranger) })
  if (twice !== undefined) return Either.left({ column: twice.name, expected: "a column that is there only once" })
  if (settings.key !== undefined && columns.includes(numberColumn)) return Either.left(twoNumbers)
  return missing.length > 0
    ? Either.left({ column: missing.map((some) => some.join(" or ")).join(", "), expected: "a column of the file" })
    : Either.right(known)
}

/** The cells of a row. A row that has more or fewer than the first line is wrong. */
export const cellsOf = (
  columns: ReadonlyArray<Column>,
  values: ReadonlyArray<string>
): Either.Either<Source.Cells, ReadonlyArray<Source.Fault>> =>
  values.length === columns.length
    ? Either.right(new Map(columns.map(({ column, name }, index) => [column, { name, value: values[index] }])))
    : Either.left([
        { column: null, expected: `${columns.length} cells, as in the first line, and not ${values.length}` }
      ])
