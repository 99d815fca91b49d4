/** A row's cells as an application, or as what is wrong with them. */
import { CardUniqueNo } from "@effect-keysecure/client"
import { Card, CardApplication } from "@effect-keysecure/schema"
import * as Either from "effect/Either"
import * as ParseResult from "effect/ParseResult"
import * as Columns from "./columns.js"
import * as Seen from "./seen.js"
import type { Cell, Cells, Fault, Key } from "./source.js"

/** What a row was read as. */
export interface Read {
  readonly key: string | undefined
  readonly result: Either.Either<CardApplication.CardApplication, ReadonlyArray<Fault>>
}

const numberColumn = "card_unique_no"
const decodeKey = ParseResult.decodeUnknownEither(Card.SentCardUniqueNo)
const expectedKey = "1 to 64 characters, without blanks at its ends and without characters that are not seen"

/** The names in what a schema expects, as a file has them. */
const inFile = (expected: string): string =>
  expected.replace(/\b(?:packageNo|cardBinNo)\b/g, (field) => Columns.columnOf.get(field) ?? field)

/** What a cell should hold, and that it holds nothing, where that is so. */
const expectedOf = (cell: Cell | undefined, expected: string): string =>
  cell?.value === "" ? `${expected}; the cell is empty` : expected

const isNothing = (value: unknown): boolean => value === undefined || value === null || value === ""

/** The fields of an application, as `CardApplication.parse` takes them. */
const inputOf = (cells: Cells, cardUniqueNo: unknown): Readonly<Record<string, unknown>> => {
  const valueOf = (column: string): unknown => cells.get(column)?.value
  const address = [...Columns.addressField].flatMap(([column, field]) => {
    const value = valueOf(column)
    return isNothing(value) ? [] : [[field, value] as const]
  })
  const cardType = valueOf("card_type")
  return {
    cardUniqueNo,
    cardType,
    cardholderNo: valueOf("cardholder_no"),
    packageNo: valueOf("package_no"),
    cardBinNo: valueOf("card_bin_no"),
    // A physical card needs an address: without one, each field of it is told.
    ...(address.length > 0 || cardType === "Physical" ? { address: Object.fromEntries(address) } : {})
  }
}

/** The texts that were not written in UTF-8: what could not be read stands there as U+FFFD. */
const unreadable = (cells: Cells): ReadonlyArray<Fault> =>
  [...cells.values()].flatMap(({ name, value }) =>
    typeof value === "string" && value.includes("�") ? [{ column: name, expected: "text in UTF-8" }] : []
  )

/** The field faults that the schema finds, at their columns. */
const faultsAt = (cells: Cells, issues: ReadonlyArray<CardApplication.Fault>): ReadonlyArray<Fault> =>
  issues.map(({ expected, field }) => {
    const column = Columns.columnOf.get(field) ?? field
    const cell = cells.get(column)
    return { column: cell?.name ?? column, expected: expectedOf(cell, inFile(expected)) }
  })

/** Reads rows, one after the other: it knows which keys it has seen. */
export const reader = (key: Key | undefined): ((cells: Cells) => Read) => {
  const isNew = Seen.make()
  const keyColumn = key?.column ?? numberColumn

  /** What is wrong with a key. */
  const keyFaults = (cell: Cell | undefined, own: string | undefined): ReadonlyArray<Fault> => {
    const column = cell?.name ?? keyColumn
    if (own === undefined) return [{ column, expected: expectedOf(cell, expectedKey) }]
    return isNew(own) ? [] : [{ column, expected: "another value than an earlier row has" }]
  }

  return (cells) => {
    const cell = cells.get(keyColumn)
    const own = Either.getOrUndefined(decodeKey(cell?.value))
    const number = own === undefined || key === undefined ? own : CardUniqueNo.fromBusinessId(key.batch, own)
    const parsed = CardApplication.parse(inputOf(cells, number))
    const faults = [
      ...unreadable(cells),
      ...keyFaults(cell, own),
      ...Either.match(parsed, {
        onLeft: (issues) =>
          faultsAt(
            cells,
            issues.filter(({ field }) => field !== "cardUniqueNo")
          ),
        onRight: () => []
      })
    ]
    const told = faults.filter(({ column }, index) => faults.findIndex((one) => one.column === column) === index)
    return { key: own, result: told.length > 0 ? Either.left(told) : Either.mapLeft(parsed, () => told) }
  }
}
