/** The tables of the documents that are made from the table of codes. */
import { ErrorCode } from "@effect-keysecure/schema"

const carriedOut = ({ carriedOut: value }: ErrorCode.Row): string => {
  if (typeof value === "string") return value
  return "noIfNamed" in value ? "unknown; no if it names another field" : `no; unknown on \`${value.unknownFor}\``
}

/** A table of codes, in ascending order of their numbers. */
export type Codes = Readonly<Record<number, ErrorCode.Row>>

/** A table of columns and rows. */
export const lines = (columns: ReadonlyArray<string>, rows: ReadonlyArray<ReadonlyArray<string>>): string =>
  [columns, columns.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n")

/** The table of errors in docs/errors.md. */
export const ofErrors = (codes: Codes = ErrorCode.table): string =>
  lines(
    ["code", "tag", "meaning", "carried out?", "what to do"],
    [
      ...Object.entries(codes).map(([code, row]) => [code, `\`${row.tag}\``, row.meaning, carriedOut(row), row.remedy]),
      ["any other", "`UndocumentedRejection`", "not documented", "unknown", "Ask the platform."]
    ]
  )

/** The table of codes in docs/api.md. */
export const ofApi = (codes: Codes = ErrorCode.table): string =>
  lines(
    ["code", "tag", "meaning"],
    Object.entries(codes).map(([code, { meaning, note, tag }]) => [
      code,
      `\`${tag}\``,
      note === undefined ? meaning : `${meaning} (${note})`
    ])
  )
