/**
 * Rules of a request's body: each says what is wrong, if anything, and the first that is broken is the answer. They
 * look at the raw JSON, not through the schemas, so that the two cannot share a mistake.
 */
import { Option, Predicate } from "effect"
import { invalid, type Refusal } from "./refusal.js"

/** A JSON object as it came. */
export type JsonObject = Readonly<Record<string, unknown>>

/** A rule over whatever it needs to know. */
export type Rule<Call> = (call: Call) => Refusal | undefined

/** The refusal by the first rule that is broken. */
export const firstBroken = <Call>(rules: ReadonlyArray<Rule<Call>>, call: Call): Refusal | undefined => {
  for (const rule of rules) {
    const refusal = rule(call)
    if (refusal !== undefined) return refusal
  }
  return undefined
}

const parse = Option.liftThrowable((text: string): unknown => JSON.parse(text))

const isObject = (value: unknown): value is JsonObject => Predicate.isReadonlyRecord(value) && !Array.isArray(value)

/** A body that is a JSON object, or nothing. */
export const readObject = (body: string): JsonObject | undefined => {
  const parsed = parse(body)
  return parsed._tag === "Some" && isObject(parsed.value) ? parsed.value : undefined
}

/** The refusal of a body that is no JSON object. */
export const unreadable = (body: string): Refusal => invalid("unreadable", undefined, body)

/** Whether a value says nothing: `""` means "not given" in the vendor's own sample; `null` and blanks as well [A]. */
const isAbsent = (value: unknown): boolean =>
  value === undefined || value === null || (typeof value === "string" && value.trim() === "")

/** A field's text; `""` where there is none. */
export const textOf = (object: JsonObject | undefined, name: string): string => {
  const value = object?.[name]
  return typeof value === "string" && !isAbsent(value) ? value : ""
}

/** A field's object, if there is one. */
export const objectOf = (object: JsonObject, name: string): JsonObject | undefined => {
  const value = object[name]
  return isObject(value) ? value : undefined
}

/** Whether an object says nothing: no field, or only fields that say nothing. */
export const isEmpty = (object: JsonObject | undefined): boolean =>
  object === undefined || Object.values(object).every(isAbsent)

/** A field is a string. */
export const isText = (object: JsonObject, name: string): Refusal | undefined =>
  isAbsent(object[name]) || typeof object[name] === "string" ? undefined : invalid("text", name, object[name])

/** A field is there. */
export const isGiven = (object: JsonObject, name: string): Refusal | undefined =>
  isAbsent(object[name]) ? invalid("required", name) : undefined

/** A field is an object. */
export const isObjectField = (object: JsonObject, name: string): Refusal | undefined =>
  isAbsent(object[name]) || isObject(object[name]) ? undefined : invalid("object", name, object[name])

/** A field's whole number; the given default where there is none; nothing where it is something else. */
export const wholeNumberOf = (object: JsonObject, name: string, orElse: number): number | undefined => {
  const value = object[name]
  if (isAbsent(value)) return orElse
  return typeof value === "number" && Number.isSafeInteger(value) ? value : undefined
}
