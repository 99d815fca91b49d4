/**
 * Postal codes that are in use, and codes that break a rule, each with where that is said. The tables are text, to be
 * read and added to by people: one code per line, between tabs.
 *
 * The codes of Australia, India, Japan and the United States (its territories aside) were compared with lists of all codes,
 * the Czech ones with the post's own list. A line that names an institution has the code of its public address, which was
 * not looked up again.
 */
import { readFileSync } from "node:fs"

const linesOf = (name: string): ReadonlyArray<ReadonlyArray<string>> =>
  readFileSync(new URL(name, import.meta.url), "utf8")
    .trimEnd()
    .split("\n")
    .slice(1)
    .map((line) => line.split("\t"))

/** A code, and the state that it stands with in an address (`-`: any). */
export interface PostalCode {
  readonly country: string
  readonly state: string
  readonly postalCode: string
}

/** A code that is in use, with who says so. */
export interface OfficialCode extends PostalCode {
  readonly source: string
}

/** A code that is not, with the rule that is warned of and the official one behind it. */
export interface WrongCode extends PostalCode {
  readonly rule: string
  readonly because: string
}

export const officialCodes: ReadonlyArray<OfficialCode> = linesOf("officialPostalCodes.tsv").map(
  ([country = "", state = "", postalCode = "", source = ""]) => ({ country, state, postalCode, source })
)

export const wrongCodes: ReadonlyArray<WrongCode> = linesOf("wrongPostalCodes.tsv").map(
  ([country = "", state = "", postalCode = "", rule = "", because = ""]) => ({
    country,
    state,
    postalCode,
    rule,
    because
  })
)
