/** The limits that docs/api.md states. */
import { ErrorCode, RequestHeaders } from "@effect-keysecure/schema"
import type { Source } from "./source.js"

/** What a limit is of: how long or large a value may be, which it may be, or whether it must be there. */
export type Kind =
  | "most"
  | "least"
  | "default"
  | "digits"
  | "digits only"
  | "decimals"
  | "days"
  | "seconds"
  | "milliseconds"
  | "members"
  | "runs"
  | "required"
  | "required for"
  | "required in"

/** A limit as the document states it. */
export interface Limit {
  readonly path: string
  readonly line: number
  /** The heading that it stands under. */
  readonly section: string
  /** The field or header that it is of, by its name on the wire. */
  readonly field: string
  readonly kind: Kind
  readonly value: string
}

interface Block {
  readonly line: number
  readonly section: string
  /** The text, with a character of its own for each span of code. */
  readonly text: string
  readonly spans: ReadonlyArray<string>
}

const firstMark = 0xe000
const marks = /[\ue000-\uf8ff]/g
const spanAt = ({ spans }: Block, mark: string): string => spans[mark.charCodeAt(0) - firstMark] ?? ""

/** What is assumed is compared with the rules of the simulator elsewhere (`assumptions.ts`). */
const withoutAssumptions = (text: string): string =>
  text
    .replace(/\(\[A\]\):[\s\S]*$/, "")
    .replace(/\(\[A\](?:[^()]|\([^()]*\))*\)/g, "")
    .replace(/\[A\][\s\S]*$/, "")

/** What has a number and is no limit. */
const noLimit = [
  /\b\d+xxx\b/g,
  /SHA256|PKCS5Padding|ISO 3166-1 alpha-2|Base64|generally 200|0 means success/g,
  /^\s*\d+\. /g,
  // The samples of a page, from which nothing follows (docs/api.md, Get token).
  /examples are 24 h apart/g,
  // What a client does, so as to keep clear of the limit.
  /asks for at most 88 days/g
]

const withoutOthers = (text: string): string => noLimit.reduce((left, pattern) => left.replace(pattern, ""), text)

const blockOf = (line: number, section: string, lines: ReadonlyArray<string>): Block => {
  const spans: Array<string> = []
  const text = lines
    .join("\n")
    .replace(/`([^`]*)`/g, (_, code: string) => String.fromCharCode(firstMark + spans.push(code) - 1))
    .replace(/\]\([^)]*\)/g, "]")
  return { line, section, text: withoutOthers(withoutAssumptions(text)), spans }
}

const startsBlock = /^\s*$|^#|^\s*(?:[-*|]|\d+\.) ?/

/** The paragraphs, items and rows of a document, from its second heading on: before it, the marks are explained. */
const blocksOf = (document: string): ReadonlyArray<Block> => {
  const blocks: Array<Block> = []
  let section = ""
  let open: { readonly line: number; readonly lines: Array<string> } | undefined
  const close = () => {
    if (open !== undefined && section !== "") blocks.push(blockOf(open.line, section, open.lines))
    open = undefined
  }
  document.split("\n").forEach((content, index) => {
    if (startsBlock.test(content)) close()
    section = /^##+ +(.*?) *$/.exec(content)?.[1] ?? section
    if (content.startsWith("#") || content.trim() === "") return
    open ??= { line: index + 1, lines: [] }
    open.lines.push(content)
  })
  close()
  return blocks
}

const headers: ReadonlySet<string> = new Set(Object.values(RequestHeaders.names))
const isField = (code: string): boolean => /^[a-z]+(?:_[a-z0-9]+)*$/.test(code) || headers.has(code.toLowerCase())

/** The fields that a row of a table is about: those of its first cell. */
const ofRow = (block: Block): ReadonlyArray<string> =>
  [...(block.text.split("|")[1] ?? "").matchAll(marks)]
    .map(([mark]) => spanAt(block, mark).replace(/\?$/, ""))
    .filter(isField)

/** Where the parenthesis begins that a place is within; the place itself if it is within none. */
const ownerEnd = (text: string, at: number): number => {
  let depth = 0
  for (let index = at - 1; index >= 0; index--) {
    if (text[index] === ")") depth++
    if (text[index] === "(" && --depth < 0) return index
  }
  return at
}

/** The field that a place is about: the nearest before it, or before the parenthesis that it is within. */
const fieldsAt = (block: Block, at: number): ReadonlyArray<string> => {
  if (block.text.startsWith("|")) return ofRow(block)
  const before = block.text.slice(0, ownerEnd(block.text, at)).replace(/\([^()]*\)/g, "")
  const sentence = before.split(/[.:]\s+(?=[A-Z])/).at(-1) ?? ""
  const named = [...sentence.matchAll(marks)].map(([mark]) => spanAt(block, mark).replace(/\?$/, "")).filter(isField)
  return named.length === 0 ? [""] : named.slice(-1)
}

interface Phrase {
  readonly kind: Kind
  readonly pattern: RegExp
}

/** How the document words its limits. What stands in the group is the value. */
const phrases: ReadonlyArray<Phrase> = [
  { kind: "decimals", pattern: /at most\s+(\d+)\s+decimals/g },
  { kind: "days", pattern: /at most\s+(\d+)\s+days/g },
  { kind: "days", pattern: /count towards the\s+(\d+)/g },
  { kind: "most", pattern: /at most\s+(\d+)(?:\s+characters)?(?!\s+(?:decimals|days))\b/g },
  { kind: "least", pattern: /\bfrom\s+(\d+)/g },
  { kind: "default", pattern: /\bdefault\s+(\d+)/g },
  { kind: "digits", pattern: /(\d+)\s+digits/g },
  { kind: "digits only", pattern: /\b(digits only)/g },
  { kind: "seconds", pattern: /(?:within|more than)\s+(\d+)\s+s\b/g },
  { kind: "milliseconds", pattern: /within\s+(\d+)\s+ms\b/g },
  { kind: "runs", pattern: /no (three) or more identical or sequential\s+digits/g },
  { kind: "required for", pattern: /required for (Physical|Virtual)/g },
  { kind: "required in", pattern: /required in (authorization|credit) mode/g },
  { kind: "members", pattern: /([\ue000-\uf8ff](?:,\s+[\ue000-\uf8ff])*\s+or\s+[\ue000-\uf8ff])/g }
]

const membersOf = (block: Block, text: string): ReadonlyArray<string> =>
  [...text.matchAll(marks)].map(([mark]) => spanAt(block, mark))

const isMember = (code: string): boolean => /^[A-Z][A-Za-z_]*$|^[a-z]{2}_[A-Z]{2}$/.test(code)

const limitsIn = (block: Block, path: string): ReadonlyArray<Limit> => {
  const place = { path, line: block.line, section: block.section }
  const found = phrases.flatMap(({ kind, pattern }) =>
    [...block.text.matchAll(pattern)].flatMap(({ 1: value = "", index }) =>
      kind === "members" && !membersOf(block, value).every(isMember)
        ? []
        : fieldsAt(block, index).map((field) => ({
            ...place,
            field,
            kind,
            value: kind === "members" ? membersOf(block, value).join(" ") : value
          }))
    )
  )
  const isRequired = /^\|[^|]*\|(?:[^|]*\|)?\s*required\s*(?:[;:|])/.test(block.text)
  return [
    ...found,
    ...(isRequired ? ofRow(block).map((field) => ({ ...place, field, kind: "required" as const, value: "" })) : [])
  ]
}

/** Every limit of the document. */
export const limitsOf = ({ path, text }: Source): ReadonlyArray<Limit> =>
  blocksOf(text).flatMap((block) => limitsIn(block, path))

const isCode = (number: string): boolean => ErrorCode.isDocumented(Number(number))

/** The numbers of the document that are worded in no way that a limit is: each may be a limit that nobody compares. */
export const unread = ({ path, text }: Source): ReadonlyArray<string> =>
  blocksOf(text).flatMap((block) => {
    if (/^\|\s*\d{4} /.test(block.text)) return []
    const rest = phrases.reduce((left, { pattern }) => left.replace(pattern, ""), block.text)
    return [...rest.matchAll(/\d+/g)]
      .filter(([number]) => !isCode(number))
      .map(([number]) => `${path}:${block.line}: ${number} is worded as no limit`)
  })

const listedIn = (block: Block): ReadonlyArray<string> | undefined => {
  const [, listed] = /\bRequest:\s+([\s\S]*?)(?:\.\s|\.$|$)/.exec(block.text) ?? []
  if (listed === undefined || block.text.startsWith("|")) return undefined
  const named = [...listed.replace(/\([^()]*\)/g, "").matchAll(marks)].map(([mark]) => spanAt(block, mark))
  const fields = named.filter((code) => isField(code.replace("?", "")))
  return fields.length === 0 ? undefined : fields.map((code) => (/^(?:page|size)$/.test(code) ? `${code}?` : code))
}

/** The fields of a request as a section lists them: `card_no`, `page?`. A page and its size have defaults. */
export interface Listed {
  readonly path: string
  readonly line: number
  readonly section: string
  readonly fields: ReadonlyArray<string>
}

/** Every list of the fields of a request. */
export const listedFields = ({ path, text }: Source): ReadonlyArray<Listed> =>
  blocksOf(text).flatMap((block) => {
    const fields = listedIn(block)
    return fields === undefined ? [] : [{ path, line: block.line, section: block.section, fields }]
  })
