/** The classes of `Rejection`, made from the table of codes. */
import { ErrorCode } from "@effect-keysecure/schema"
import type { Codes } from "./tables.js"

/** What single classes carry besides a code, and say of it. */
const more: Readonly<Record<number, { readonly type: string; readonly fields: string; readonly says: string }>> = {
  1005: {
    type: "Offset",
    fields: "offset",
    says: [
      " `offsetMillis`, set by the client, is by how many ms the platform's clock was seen",
      " * to be ahead of this machine's at least (negative: behind); absent when no answer told the time."
    ].join("\n")
  }
}

/** The version that a class is there since, as the source tells so far. */
const sinceOf = (source: string, tag: string): string | undefined =>
  new RegExp(`@since (\\S+)\n \\* @category errors\n \\*/\nexport class ${tag} `).exec(source)?.[1]

const classOf = (code: number, { meaning, tag }: ErrorCode.Row, since: string): string => {
  const { fields, says, type } = more[code] ?? { type: "", fields: "", says: "" }
  const types = type === "" ? tag : `${tag}, ${type}`
  const given = fields === "" ? code : `${code}, ${fields}`
  return [
    "/**",
    ` * ${code}: ${meaning}.${says}`,
    " *",
    ` * @since ${since}`,
    " * @category errors",
    " */",
    `export class ${tag} extends documented<${types}>()(${given}) {}`
  ].join("\n")
}

/** The classes, in the order of the table, and the list of them. A class that is new is there since `version`. */
export const classes = (source: string, version: string, codes: Codes = ErrorCode.table): string => {
  const rows = Object.entries(codes)
  return [
    ...rows.map(([code, row]) => classOf(Number(code), row, sinceOf(source, row.tag) ?? version)),
    `const classes = [\n${rows.map(([, { tag }]) => `  ${tag}`).join(",\n")}\n] as const`
  ].join("\n\n")
}
