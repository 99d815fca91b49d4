/**
 * Rules of a request's body. Each says what is wrong, if anything, and the first rule that is broken gives the answer.
 * They look at the raw JSON, not through the schemas, so that the two cannot share a mistake.
 */
import * as Option from "effect/Option"
import * as Predicate from "effect/Predicate"
import { invalid, type Refusal } from "./refusal.js"
import type { Rules } from "../state/rules.js"

/** A JSON object as it came, but for the fields that count as not given. */
export type JsonObject = Readonly<Record<string, unknown>>

/** A rule over the facts that it needs. */
export type Rule<Call> = (call: Call) => Refusal | undefined

/** The refusal by the first rule that is broken. */
export const firstBroken = <Call>(rules: ReadonlyArray<Rule<Call>>, call: Call): Refusal | undefined => {
  for (const rule of rules) {
    const refusal = rule(call)
    if (refusal !== undefined) return refusal
  }
  return undefined
}

/** Rules as one: the first that is broken answers. */
export const group =
  <Call>(...rules: ReadonlyArray<Rule<Call>>): Rule<Call> =>
  (call) =>
    firstBroken(rules, call)

/** A rule whose refusals tell its name. */
export const asCheck =
  <Call>(check: string, rule: Rule<Call>): Rule<Call> =>
  (call) => {
    const refusal = rule(call)
    return refusal === undefined ? undefined : { check, ...refusal }
  }

/** Names in the order asked for. Those that this order leaves out follow in the default order. */
export const orderOf = <Name extends string>(
  asked: ReadonlyArray<Name>,
  byDefault: ReadonlyArray<Name>
): ReadonlyArray<Name> => (asked === byDefault ? byDefault : [...new Set([...asked, ...byDefault])])

/** Named rules in the order asked for. Their refusals tell their names. */
export const inOrder = <Name extends string, Call>(
  named: { readonly [N in Name]: Rule<Call> },
  byDefault: ReadonlyArray<Name>
) => {
  const checks = new Map(byDefault.map((name) => [name, asCheck(name, named[name])]))
  const usual = [...checks.values()]
  return (asked: ReadonlyArray<Name>): ReadonlyArray<Rule<Call>> =>
    asked === byDefault ? usual : orderOf(asked, byDefault).flatMap((name) => checks.get(name) ?? [])
}

const parse = Option.liftThrowable((text: string): unknown => JSON.parse(text))

const isObject = (value: unknown): value is JsonObject => Predicate.isReadonlyRecord(value) && !Array.isArray(value)

/** `""` means "not given" in the vendor's own sample. A rule says whether `null` and blanks mean it too. */
const isAbsent = (value: unknown, { blankIsAbsent, nullIsAbsent }: Rules): boolean =>
  typeof value === "string" ? (blankIsAbsent ? value.trim() : value) === "" : value === null && nullIsAbsent

const given = (object: JsonObject, rules: Rules): JsonObject =>
  Object.values(object).some((value) => isAbsent(value, rules))
    ? Object.fromEntries(Object.entries(object).filter(([, value]) => !isAbsent(value, rules)))
    : object

/** A body that is a JSON object, or nothing. */
export const readObject = (body: string, rules: Rules): JsonObject | undefined => {
  const parsed = parse(body)
  return parsed._tag === "Some" && isObject(parsed.value) ? given(parsed.value, rules) : undefined
}

/** The refusal of a body that is no JSON object. */
export const unreadable = (body: string): Refusal => ({ ...invalid("unreadable", undefined, body), check: "body" })

/** A field's text; `""` where there is none. */
export const textOf = (object: JsonObject | undefined, name: string): string => {
  const value = object?.[name]
  return typeof value === "string" ? value : ""
}

/** A field's object, if there is one. */
export const objectOf = (object: JsonObject, name: string, rules: Rules): JsonObject | undefined => {
  const value = object[name]
  return isObject(value) ? given(value, rules) : undefined
}

/** Whether an object says nothing. */
export const isEmpty = (object: JsonObject | undefined): boolean =>
  object === undefined || Object.keys(object).length === 0

/** A field is a string. */
export const isText = (object: JsonObject, name: string): Refusal | undefined =>
  object[name] === undefined || typeof object[name] === "string" ? undefined : invalid("text", name, object[name])

/** A field is there. */
export const isGiven = (object: JsonObject, name: string): Refusal | undefined =>
  object[name] === undefined ? invalid("required", name) : undefined

/** A field is there, and a string. */
export const isGivenText = (object: JsonObject, name: string): Refusal | undefined =>
  isText(object, name) ?? isGiven(object, name)

/** A field is an object. */
export const isObjectField = (object: JsonObject, name: string): Refusal | undefined =>
  object[name] === undefined || isObject(object[name]) ? undefined : invalid("object", name, object[name])

/** A field's whole number; the given default if there is none; nothing if it is another value. */
export const wholeNumberOf = (object: JsonObject, name: string, orElse: number): number | undefined => {
  const value = object[name]
  if (value === undefined) return orElse
  return typeof value === "number" && Number.isSafeInteger(value) ? value : undefined
}
