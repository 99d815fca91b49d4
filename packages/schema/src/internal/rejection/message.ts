/**
 * The platform's `msg`: which field it names, and the same text without the values that we sent.
 *
 * Its format is not documented beyond "the snake_case field name before or after the description"
 * (docs/api.md, Conventions), so it is read leniently and kept whole.
 */
import * as Array from "effect/Array"
import * as Order from "effect/Order"
import * as Predicate from "effect/Predicate"

const snakeCase = /(?<![A-Za-z0-9_])[a-z]+(?:_[a-z0-9]+)+(?![A-Za-z0-9_])/
// The documented fields of one word: ordinary words too, so they count only at the very start or end of the message.
const oneWord = ["phone", "country", "state", "city", "page", "size", "status", "type", "cvv", "pin", "balance"]
const atEdge = new RegExp(`^\\W*(${oneWord.join("|")})\\b|\\b(${oneWord.join("|")})\\W*$`)

const atStart = new RegExp(`^[\\s"'\`([{<]*(${oneWord.join("|")})(?![A-Za-z0-9_])`)

/** The vendor says that the name comes first, so that is where it is looked for first, and then anywhere. */
const fieldNamed = (text: string): string | undefined => {
  const start = atStart.exec(text)
  if (start !== null) return start[1]
  const snake = snakeCase.exec(text)
  if (snake !== null) return snake[0]
  const edge = atEdge.exec(text)
  return edge?.[1] ?? edge?.[2]
}

interface Sent {
  readonly name: string
  /** Absent where the field holds other fields. */
  readonly value?: string
}

const sentFields = (name: string, value: unknown): ReadonlyArray<Sent> => {
  if (typeof value === "string") return value.trim() === "" ? [] : [{ name, value: value.trim() }]
  if (Array.isArray(value)) return value.flatMap((item) => sentFields(name, item))
  if (!Predicate.isReadonlyRecord(value)) return []
  return Object.entries(value).flatMap(([key, item]) => [{ name: key }, ...sentFields(key, item)])
}

const escape = (text: string): string => text.replace(/[.*+?^${}()|[\]\\/-]/g, "\\$&").replace(/\s+/g, "\\s+")
/** Fields of codes that say nothing of a person; a short state is one too (`OR`). */
const codes = new Set(["card_type", "country", "phone_code", "type", "status"])
const isLongNumber = /^\d{6,}$/

/**
 * How a value is found: a long number with any separators between its digits; a text of four characters or more
 * anywhere and in any case; a shorter one only as a word of its own, or "Li" would mangle "Limit", and a code, which is
 * nobody's, only as it was sent, or "IN" would mangle "in". A text is found as it stands in JSON too, for a message that
 * repeats the body.
 */
const pattern = (name: string, value: string): RegExp => {
  if (isLongNumber.test(value)) return new RegExp([...value].join("[\\s()./-]*"), "g")
  const either = Array.dedupe([value, JSON.stringify(value).slice(1, -1)])
    .map(escape)
    .join("|")
  const asWord = `(?<![A-Za-z0-9_])(?:${either})(?![A-Za-z0-9_])`
  if (codes.has(name) || (name === "state" && value.length < 4)) return new RegExp(asWord, "g")
  return new RegExp(value.length >= 4 ? either : asWord, "gi")
}

const wholeWord = (name: string): RegExp => new RegExp(`(?<![A-Za-z0-9_])${escape(name)}(?![A-Za-z0-9_])`, "g")

/** A stretch of the message that repeats a value of a field. */
interface Echo {
  readonly name: string
  readonly start: number
  readonly end: number
}

const found = (msg: string, name: string, regex: RegExp): ReadonlyArray<Echo> =>
  [...msg.matchAll(regex)].map((match) => ({ name, start: match.index, end: match.index + match[0].length }))

const length = (echo: Echo): number => echo.end - echo.start
const byStart = Order.mapInput(Order.number, (echo: Echo) => echo.start)

/** Echoes that overlap become one, under the name of the longest. */
const merged = (echoes: ReadonlyArray<Echo>): ReadonlyArray<Echo> => {
  const out: Array<Echo> = []
  let longest = 0
  for (const echo of Array.sort(echoes, byStart)) {
    const last = out.at(-1)
    if (last === undefined || echo.start >= last.end) {
      out.push(echo)
      longest = length(echo)
      continue
    }
    const name = length(echo) > longest ? echo.name : last.name
    longest = Math.max(longest, length(echo))
    out[out.length - 1] = { name, start: last.start, end: Math.max(last.end, echo.end) }
  }
  return out
}

/** The stretches of a message that repeat what was sent. A field's own name is none, though a value be part of it. */
const echoesIn = (msg: string, sent: Readonly<Record<string, unknown>>): ReadonlyArray<Echo> => {
  const fields = sentFields("", sent)
  const nameEnds = new Map(
    Array.dedupe(fields.map(({ name }) => name))
      .flatMap((name) => found(msg, name, wholeWord(name)))
      .flatMap(({ end, start }) => Array.range(start, end - 1).map((offset) => [offset, end] as const))
  )
  return merged(
    fields.flatMap(({ name, value }) =>
      value === undefined
        ? []
        : found(msg, name, pattern(name, value)).filter(({ end, start }) => (nameEnds.get(start) ?? 0) < end)
    )
  )
}

const replaced = (msg: string, echoes: ReadonlyArray<Echo>, by: (echo: Echo) => string): string =>
  echoes
    .map((echo, index) => msg.slice(echoes[index - 1]?.end ?? 0, echo.start) + by(echo))
    .join("")
    .concat(msg.slice(echoes.at(-1)?.end ?? 0))

/**
 * A message in which every value of the request is replaced by the name of its field, and the field that the message
 * names, if it names one. A value is never taken for a field's name (`order_1` looks like one).
 */
export const read = (
  msg: string,
  sent: Readonly<Record<string, unknown>>
): { readonly msg: string; readonly field?: string } => {
  const echoes = echoesIn(msg, sent)
  const field = fieldNamed(replaced(msg, echoes, () => "\0"))
  return { msg: replaced(msg, echoes, ({ name }) => name), ...(field === undefined ? {} : { field }) }
}
