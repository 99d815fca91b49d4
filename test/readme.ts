/** The tables of README.md that are made from the code. */
import { Endpoints, ErrorCode } from "@effect-keysecure/schema"

const carriedOut = ({ carriedOut: value }: ErrorCode.Row): string => {
  if (typeof value === "string") return value
  return "noIfNamed" in value ? "unknown; no if it names another field" : `no; unknown on \`${value.unknownFor}\``
}

/** The table of errors. */
export const errors = (): string =>
  [
    "| code | tag | meaning | carried out? | what to do |",
    "| --- | --- | --- | --- | --- |",
    ...ErrorCode.codes.map((code) => {
      const row: ErrorCode.Row = ErrorCode.table[code]
      return `| ${code} | \`${row.tag}\` | ${row.meaning} | ${carriedOut(row)} | ${row.remedy} |`
    }),
    "| any other | `UndocumentedRejection` | not documented | unknown | Ask the platform. |"
  ].join("\n")

/** The table of operations. */
export const operations = (): string =>
  [
    "| operation | method and path | kind |",
    "| --- | --- | --- |",
    ...Object.values(Endpoints.all).map(
      ({ kind, method, name, path }) => `| \`${name}\` | ${method} \`${path}\` | ${kind} |`
    )
  ].join("\n")

/** The text between the two marks of a part. */
export const part = (readme: string, name: string): string =>
  new RegExp(`<!-- ${name} -->\n([\\s\\S]*?)\n?<!-- /${name} -->`).exec(readme)?.[1] ?? ""
