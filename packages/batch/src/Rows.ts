/**
 * Applications out of a file: CSV, JSON lines, or any stream of objects.
 *
 * Columns have the names of the API: `card_unique_no`, `cardholder_no`, `card_type`, `package_no`, `card_bin_no`, and for
 * the address `first_name`, `last_name`, `phone_code`, `phone`, `postal_code`, `country`, `state`, `city`, `address_line1`
 * and `address_line2`. A column of the address may also be called `address_info.city`, and JSON may have them in an object
 * `address_info`. An empty cell is absent.
 *
 * Rows are read one after the other, so a file of any length fits into memory. Eight to sixteen bytes are kept for each
 * row, to tell a key that comes twice.
 *
 * @module Rows
 * @since 0.2.0
 */
import type { CardApplication } from "@effect-keysecure/schema"
import * as Either from "effect/Either"
import * as Stream from "effect/Stream"
import * as Columns from "./internal/rows/columns.js"
import * as Csv from "./internal/rows/csv.js"
import * as JsonLines from "./internal/rows/jsonLines.js"
import * as Record from "./internal/rows/record.js"
import type { FileInvalid, Settings, Written } from "./internal/rows/source.js"

export { FileInvalid } from "./internal/rows/source.js"

/**
 * A row that is an application.
 *
 * @since 0.2.0
 * @category models
 */
export interface Row {
  /** The line on which it begins, from 1. For JSON objects without lines, which of them it is. */
  readonly line: number
  /** The row's own key: the cell of the key column, or its `card_unique_no`. */
  readonly key: string
  /** The application. */
  readonly application: CardApplication.CardApplication
}

/**
 * One thing that is wrong in a row.
 *
 * @since 0.2.0
 * @category models
 */
export interface Fault {
  /** The column, by its name in the file; `null` if it is about the whole row. */
  readonly column: string | null
  /** The expected value, in English. The text never repeats the value that was given. */
  readonly expected: string
}

/**
 * A row that is no application: its first field fault, and the others. It repeats nothing of the row but its key.
 *
 * @since 0.2.0
 * @category models
 */
export interface RowProblem extends Fault {
  /** The line on which the row begins, from 1. For JSON objects without lines, which of them it is. */
  readonly line: number
  /** The row's own key, if it could be read. */
  readonly key?: string
  /** What else is wrong in the row. Absent if nothing is. */
  readonly others?: ReadonlyArray<Fault>
}

/**
 * How rows are read.
 *
 * @since 0.2.0
 * @category options
 */
export interface Options {
  /**
   * Where the numbers of the cards come from, if the file has no column `card_unique_no`: a row's number is
   * `CardUniqueNo.fromBusinessId(batch, key)`, where the key is the row's cell in the column. The same batch and key make
   * the same number each time, in whatever file, on whatever line. Another batch makes other numbers, and so other cards.
   */
  readonly key?: { readonly batch: string; readonly column: string }
  /** Columns that are not of an application and may be there. By default such a column is refused. */
  readonly ignoredColumns?: ReadonlyArray<string>
}

/**
 * How the rows of a CSV file are read.
 *
 * @since 0.2.0
 * @category options
 */
export interface CsvOptions extends Options {
  /** What stands between two cells. Default a comma. */
  readonly delimiter?: string
}

/**
 * Rows in the order of their file, each as an application or as what is wrong with it.
 *
 * @since 0.2.0
 * @category models
 */
export type Rows<E, R> = Stream.Stream<Either.Either<Row, RowProblem>, E, R>

const settingsOf = ({ ignoredColumns = [], key }: Options): Settings => ({
  key: key === undefined ? undefined : { batch: key.batch, column: Columns.named(key.column) ?? key.column },
  ignored: new Set(ignoredColumns)
})

const problemOf = (
  line: number,
  key: string | undefined,
  [first = { column: null, expected: "an application" }, ...others]: ReadonlyArray<Fault>
): RowProblem => ({
  line,
  ...(key === undefined ? {} : { key }),
  ...first,
  ...(others.length === 0 ? {} : { others })
})

/** Rows that are read anew each time the stream is run. */
const read = <E, R>(written: Stream.Stream<Written, E, R>, { key }: Settings): Rows<E, R> =>
  Stream.suspend(() => {
    const readCells = Record.reader(key)
    return Stream.map(written, ({ cells, line }) =>
      Either.match(cells, {
        onLeft: (faults) => Either.left(problemOf(line, undefined, faults)),
        onRight: (readable) => {
          const { key: own, result } = readCells(readable)
          return Either.mapBoth(result, {
            onLeft: (faults) => problemOf(line, own, faults),
            onRight: (application) => ({ line, key: own ?? application.cardUniqueNo, application })
          })
        }
      })
    )
  })

/**
 * The rows of a CSV file in UTF-8, as RFC 4180 has it: cells may be in quotes, with line breaks in them. A byte-order mark and
 * any line ends are read, and rows without any value are passed over.
 *
 * The first line has the names of the columns. It fails with `FileInvalid` if a column is unknown, there twice, or missing
 * that every row needs, and where quotes do not fit, since nothing after them can be trusted. Rows before that line may have
 * been given by then.
 *
 * @since 0.2.0
 * @category constructors
 */
export const fromCsv = <E, R>(
  bytes: Stream.Stream<Uint8Array, E, R>,
  options: CsvOptions = {}
): Rows<E | FileInvalid, R> => {
  const settings = settingsOf(options)
  return read(Csv.rows(bytes, options.delimiter ?? ",", settings), settings)
}

/**
 * The rows of a file in UTF-8 with a JSON object on each line. Empty lines are passed over. A line that is no object is a
 * row's problem. It fails with `FileInvalid` at a line of more than 1,000,000 characters.
 *
 * @since 0.2.0
 * @category constructors
 */
export const fromJsonLines = <E, R>(
  bytes: Stream.Stream<Uint8Array, E, R>,
  options: Options = {}
): Rows<E | FileInvalid, R> => {
  const settings = settingsOf(options)
  return read(JsonLines.rows(bytes, settings), settings)
}

/**
 * The rows of a stream of objects, such as those of a table, under the names of the columns.
 *
 * @since 0.2.0
 * @category constructors
 */
export const fromStream = <E, R>(objects: Stream.Stream<unknown, E, R>, options: Options = {}): Rows<E, R> => {
  const settings = settingsOf(options)
  const written = Stream.map(Stream.zipWithIndex(objects), ([object, index]) => ({
    line: index + 1,
    cells: JsonLines.cellsOf(object, settings)
  }))
  return read(written, settings)
}
