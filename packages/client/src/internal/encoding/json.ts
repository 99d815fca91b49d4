/**
 * JSON that keeps the text of its values: signatures are over it, and `JSON.parse` would make `100` of `100.00`.
 *
 * It is stricter than `JSON.parse` where two readers could read two things. It takes no field twice, no field called
 * `__proto__`, and no nesting that only a stack overflow would end.
 */
import type * as Callback from "@effect-keysecure/schema/Callback"
import * as Either from "effect/Either"

/** A value. `compact` is its text without the white space between its parts; nothing else in it is changed. */
export type Json =
  | { readonly _tag: "Text"; readonly value: string; readonly compact: string }
  | { readonly _tag: "Number"; readonly compact: string }
  | { readonly _tag: "Literal"; readonly value: boolean | null; readonly compact: string }
  | { readonly _tag: "List"; readonly items: ReadonlyArray<Json>; readonly compact: string }
  | { readonly _tag: "Record"; readonly fields: Fields; readonly compact: string }

/** The fields of a record, in their order. */
export type Fields = ReadonlyMap<string, Json>

/** Why a text is not read. */
export type Fault =
  "it is not JSON" | "a field is there twice" | "a field is called __proto__" | "it is nested too deeply"

/** The deepest documented nesting is 4 (`data.fee_detail[].amount`). */
const maxDepth = 64

const blank = /[ \t\n\r]*/y
const number = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y
const literal = /true|false|null/y
const plain = /[^"\\\u0000-\u001f]*/y
const escape = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y

const literals: Readonly<Record<string, boolean | null>> = { true: true, false: false, null: null }
const escapes: Readonly<Record<string, string>> = { b: "\b", f: "\f", n: "\n", r: "\r", t: "\t" }

const unescaped = (text: string): string => {
  const [, kind = ""] = text
  return kind === "u" ? String.fromCharCode(Number.parseInt(text.slice(2), 16)) : (escapes[kind] ?? kind)
}

/** A text that is being read, and how far. */
interface Reader {
  readonly source: string
  at: number
  fault: Fault
}

/** The value that was read; none if the text is wrong. */
type Read = Json | undefined

const fail = (reader: Reader, fault: Fault): undefined => {
  reader.fault = fault
}

/** The match at this place, which is then passed. */
const take = (reader: Reader, pattern: RegExp): string | undefined => {
  pattern.lastIndex = reader.at
  const found = pattern.exec(reader.source)?.[0]
  reader.at += found?.length ?? 0
  return found
}

/** Whether this character is here, after white space; it is then passed. */
const takes = (reader: Reader, character: string): boolean => {
  take(reader, blank)
  if (reader.source[reader.at] !== character) return false
  reader.at += 1
  return true
}

const text = (reader: Reader): Read => {
  const start = reader.at
  if (!takes(reader, '"')) return undefined
  let value = ""
  for (;;) {
    value += take(reader, plain) ?? ""
    if (reader.source[reader.at] === '"') {
      reader.at += 1
      return { _tag: "Text", value, compact: reader.source.slice(start, reader.at) }
    }
    const escaped = take(reader, escape)
    if (escaped === undefined) return undefined
    value += unescaped(escaped)
  }
}

const list = (reader: Reader, depth: number): Read => {
  const items: Array<Json> = []
  if (!takes(reader, "]")) {
    do {
      const item = value(reader, depth)
      if (item === undefined) return undefined
      items.push(item)
    } while (takes(reader, ","))
    if (!takes(reader, "]")) return undefined
  }
  return { _tag: "List", items, compact: `[${items.map(({ compact }) => compact).join(",")}]` }
}

const record = (reader: Reader, depth: number): Read => {
  const fields = new Map<string, Json>()
  const members: Array<string> = []
  if (!takes(reader, "}")) {
    do {
      take(reader, blank)
      const name = text(reader)
      if (name?._tag !== "Text" || !takes(reader, ":")) return undefined
      if (name.value === "__proto__") return fail(reader, "a field is called __proto__")
      if (fields.has(name.value)) return fail(reader, "a field is there twice")
      const member = value(reader, depth)
      if (member === undefined) return undefined
      fields.set(name.value, member)
      members.push(`${name.compact}:${member.compact}`)
    } while (takes(reader, ","))
    if (!takes(reader, "}")) return undefined
  }
  return { _tag: "Record", fields, compact: `{${members.join(",")}}` }
}

const scalar = (reader: Reader): Read => {
  const digits = take(reader, number)
  if (digits !== undefined) return { _tag: "Number", compact: digits }
  const word = take(reader, literal)
  return word === undefined ? undefined : { _tag: "Literal", value: literals[word] ?? null, compact: word }
}

const value = (reader: Reader, depth: number): Read => {
  const nested = takes(reader, "{") ? record : takes(reader, "[") ? list : undefined
  if (nested !== undefined)
    return depth === maxDepth ? fail(reader, "it is nested too deeply") : nested(reader, depth + 1)
  return reader.source[reader.at] === '"' ? text(reader) : scalar(reader)
}

/** Reads one JSON text. */
export const read = (source: string): Either.Either<Json, Fault> => {
  const reader: Reader = { source, at: 0, fault: "it is not JSON" }
  const whole = value(reader, 0)
  take(reader, blank)
  return whole !== undefined && reader.at === source.length ? Either.right(whole) : Either.left(reader.fault)
}

const jsonNumber = (text: string): Callback.JsonNumber => ({ _tag: "JsonNumber", text })

/**
 * A value as schemas read it: numbers in their text. A field `_tag`, which no schema knows, is left out: it would let
 * an object pass for a number.
 */
export const toWire = (json: Json): unknown => {
  switch (json._tag) {
    case "Number":
      return jsonNumber(json.compact)
    case "List":
      return json.items.map(toWire)
    case "Record":
      return Object.fromEntries(
        [...json.fields].filter(([name]) => name !== "_tag").map(([name, field]) => [name, toWire(field)])
      )
    default:
      return json.value
  }
}
