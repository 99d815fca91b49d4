/** Files of applications, and what is read of them. */
import type { Rows } from "@effect-keysecure/batch"
import { CardApplication } from "@effect-keysecure/schema"
import { Arbitrary, Chunk, Effect, Either, FastCheck as fc, Schema, Stream } from "effect"

/** The columns of a file, as the README has them. */
export const columns = [
  "card_unique_no",
  "cardholder_no",
  "card_type",
  "package_no",
  "card_bin_no",
  "first_name",
  "last_name",
  "phone_code",
  "phone",
  "postal_code",
  "country",
  "state",
  "city",
  "address_line1",
  "address_line2"
] as const

/** The cells of a row, by column. */
export type Cells = Readonly<Record<string, string>>

const encode = Schema.encodeSync(CardApplication.CardApplication)

/** An application as it is sent, in one object per application. */
export const sent = (application: CardApplication.CardApplication): Readonly<Record<string, unknown>> => ({
  ...encode(application)
})

/** An application as cells. */
export const cellsOf = (application: CardApplication.CardApplication): Cells => {
  const { address_info: address, ...rest } = encode(application)
  const all: Readonly<Record<string, unknown>> = { ...rest, ...address }
  return Object.fromEntries(columns.map((column) => [column, String(all[column] ?? "")]))
}

/** Applications of different numbers. */
export const applications: fc.Arbitrary<ReadonlyArray<CardApplication.CardApplication>> = fc.uniqueArray(
  Arbitrary.make(CardApplication.CardApplication),
  { selector: ({ cardUniqueNo }) => cardUniqueNo, maxLength: 20 }
)

/** How a file is written: what is of no account for what is in it. */
export interface Writing {
  readonly lineEnd: string
  readonly delimiter: string
  readonly bom: boolean
  readonly quotes: "all" | "needed"
  readonly lastLineEnd: boolean
  readonly chunkSize: number
}

export const writings: fc.Arbitrary<Writing> = fc.record({
  lineEnd: fc.constantFrom("\n", "\r\n", "\r"),
  delimiter: fc.constantFrom(",", ";", "\t"),
  bom: fc.boolean(),
  quotes: fc.constantFrom("all" as const, "needed" as const),
  lastLineEnd: fc.boolean(),
  chunkSize: fc.integer({ min: 1, max: 200 })
})

export const plain: Writing = {
  lineEnd: "\n",
  delimiter: ",",
  bom: false,
  quotes: "needed",
  lastLineEnd: true,
  chunkSize: 65_536
}

/** A text as bytes, in chunks of a size. */
export const bytesOf = (text: string, chunkSize = 65_536): Stream.Stream<Uint8Array> => {
  const bytes = new TextEncoder().encode(text)
  const starts = Array.from({ length: Math.ceil(bytes.length / chunkSize) }, (_, index) => index * chunkSize)
  return Stream.fromIterable(starts.map((start) => bytes.slice(start, start + chunkSize)))
}

/** The text of a CSV file. */
export const csv = (
  header: ReadonlyArray<string>,
  rows: ReadonlyArray<ReadonlyArray<string>>,
  { bom, delimiter, lastLineEnd, lineEnd, quotes }: Writing = plain
): string => {
  const cell = (value: string) =>
    quotes === "all" || /["\r\n,;\t]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value
  const text = [header, ...rows].map((row) => row.map(cell).join(delimiter)).join(lineEnd)
  return `${bom ? "\uFEFF" : ""}${text}${lastLineEnd ? lineEnd : ""}`
}

/** All rows of a stream. */
export const collect = <E, R>(rows: Rows.Rows<E, R>) => Stream.runCollect(rows).pipe(Effect.map(Chunk.toReadonlyArray))

/** What was read as applications, and what was not. */
export const parted = (rows: ReadonlyArray<Either.Either<Rows.Row, Rows.RowProblem>>) => ({
  read: rows.flatMap((row) => (Either.isRight(row) ? [row.right] : [])),
  problems: rows.flatMap((row) => (Either.isLeft(row) ? [row.left] : []))
})
