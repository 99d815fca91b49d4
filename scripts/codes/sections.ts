/** The sections of docs/errors.md, one for each code, made from the table of codes. */
import { ErrorCode } from "@effect-keysecure/schema"
import { stagingOf } from "./staging.js"
import type { Codes } from "./tables.js"

/** What the client does besides failing. */
const special: Readonly<Record<number, string>> = {
  1005: "The client learns the platform's time from the answer, and sends again, up to three times ([time](time.md)).",
  1006: "The client fetches a new token, and sends again once ([tokens](tokens.md)).",
  1007: "The client fetches a new token, and sends again once, or up to three times where processes share a token ([tokens](tokens.md)).",
  1009: "The client waits, for at least as long as `Retry-After` says, and sends again, up to five times and within the deadline (`RetryPolicy`)."
}

/** Codes after which `CardIssuance` asks no list again: the answer would be the same. */
export const forGood: ReadonlySet<number> = new Set([1002, 1003, 1008, 1010, 1011, 1012, 1021, 1022])

const findsOut =
  "`CardIssuance.issue` finds out by itself; for other writes see [what is unknown](faq.md#what-is-unknown)."

const ending = (row: ErrorCode.Row): string => {
  const { carriedOut, tag } = row
  if (carriedOut === "no") return `The call fails with \`${tag}\`.`
  if (carriedOut === "unknown") {
    return `A write fails with \`OutcomeUnknown\`, whose \`reason\` holds \`${tag}\`. ${findsOut} A read fails with \`${tag}\`.`
  }
  return "noIfNamed" in carriedOut
    ? `A write fails with \`${tag}\` if the message begins with another field of the request than its own number, and with \`OutcomeUnknown\` if not. ${findsOut} A read fails with \`${tag}\`.`
    : `\`${carriedOut.unknownFor}\` fails with \`OutcomeUnknown\`, because it may be the answer to a second copy: ask the list. Every other call fails with \`${tag}\`.`
}

const carriedOutInWords = ({ carriedOut }: ErrorCode.Row): string => {
  if (carriedOut === "no") return "No, for certain."
  if (carriedOut === "unknown") return "Unknown."
  return "noIfNamed" in carriedOut
    ? "Unknown; no, if the message names another field of the request."
    : `No; unknown on \`${carriedOut.unknownFor}\`.`
}

const section = (code: string, row: ErrorCode.Row): string => {
  const { operation, scenario } = stagingOf(Number(code))
  const note = row.note === undefined ? "" : ` (${row.note})`
  const does = special[Number(code)]
  const asks = forGood.has(Number(code)) ? " Finding out ends at once." : ""
  return [
    `### ${code} \`${row.tag}\``,
    `The platform says: ${row.meaning}${note}.`,
    `- **Carried out?** ${carriedOutInWords(row)}`,
    `- **What to do**: ${row.remedy}`,
    `- **What the client does**: ${does === undefined ? ending(row) : `${does} If that does not help, the call fails with \`${row.tag}\`.`}${asks}`,
    `- **Stage it**, for \`${operation}\`: \`${scenario}\``
  ]
    .join("\n\n")
    .replace(/\n\n(?=- \*\*(?!Carried))/g, "\n")
}

/** A section for each code. */
export const sections = (codes: Codes = ErrorCode.table): string =>
  Object.entries(codes)
    .map(([code, row]) => section(code, row))
    .join("\n\n")
