/**
 * JSON that keeps the text of its values: signatures are over it, and `JSON.parse` would make `100` of `100.00`.
 *
 * It is stricter than `JSON.parse` where two readers could read two things: no field twice, none called `__proto__`, and
 * no nesting that only a stack overflow would end.
 */
import type { Callback } from "@effect-keysecure/schema"
import * as Either from "effect/Either"

/** A value. `compact` is its text without the white space between its parts; nothing else of it is changed. */
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

/** Reads one JSON text. */
export const read = (source: string): Either.Either<Json, Fault> => {
  let at = 0
  let fault: Fault = "it is not JSON"

  const fail = (found: Fault): undefined => {
    fault = found
  }

  /** What matches here, which is then passed. */
  const take = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at
    const found = pattern.exec(source)?.[0]
    at += found?.length ?? 0
    return found
  }

  /** Whether this character is here, after white space; it is then passed. */
  const takes = (character: string): boolean => {
    take(blank)
    if (source[at] !== character) return false
    at += 1
    return true
  }

  const text = (): Json | undefined => {
    const start = at
    if (!takes('"')) return undefined
    let value = ""
    for (;;) {
      value += take(plain) ?? ""
      if (source[at] === '"') {
        at += 1
        return { _tag: "Text", value, compact: source.slice(start, at) }
      }
      const escaped = take(escape)
      if (escaped === undefined) return undefined
      value += unescaped(escaped)
    }
  }

  const list = (depth: number): Json | undefined => {
    const items: Array<Json> = []
    if (!takes("]")) {
      do {
        const item = value(depth)
        if (item === undefined) return undefined
        items.push(item)
      } while (takes(","))
      if (!takes("]")) return undefined
    }
    return { _tag: "List", items, compact: `[${items.map(({ compact }) => compact).join(",")}]` }
  }

  const record = (depth: number): Json | undefined => {
    const fields = new Map<string, Json>()
    const members: Array<string> = []
    if (!takes("}")) {
      do {
        take(blank)
        const name = text()
        if (name?._tag !== "Text" || !takes(":")) return undefined
        if (name.value === "__proto__") return fail("a field is called __proto__")
        if (fields.has(name.value)) return fail("a field is there twice")
        const member = value(depth)
        if (member === undefined) return undefined
        fields.set(name.value, member)
        members.push(`${name.compact}:${member.compact}`)
      } while (takes(","))
      if (!takes("}")) return undefined
    }
    return { _tag: "Record", fields, compact: `{${members.join(",")}}` }
  }

  const scalar = (): Json | undefined => {
    const digits = take(number)
    if (digits !== undefined) return { _tag: "Number", compact: digits }
    const word = take(literal)
    return word === undefined ? undefined : { _tag: "Literal", value: literals[word] ?? null, compact: word }
  }

  const value = (depth: number): Json | undefined => {
    if (takes("{")) return depth === maxDepth ? fail("it is nested too deeply") : record(depth + 1)
    if (takes("[")) return depth === maxDepth ? fail("it is nested too deeply") : list(depth + 1)
    return source[at] === '"' ? text() : scalar()
  }

  const whole = value(0)
  take(blank)
  return whole !== undefined && at === source.length ? Either.right(whole) : Either.left(fault)
}

const jsonNumber = (text: string): Callback.JsonNumber => ({ _tag: "JsonNumber", text })

/** A value as schemas read it: numbers in their text. A field `_tag`, of which no schema knows, is left out: it would let an object pass for a number. */
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
