/** JSON as values, and what is done with any of it. */

/** Any JSON value. */
export type Json = string | number | boolean | null | ReadonlyArray<Json> | JsonObject

/** A JSON object. */
export interface JsonObject {
  readonly [name: string]: Json
}

/** Whether a value is an object, and not a list. */
export const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value)

/** What a value is as JSON: fields that are `undefined` are gone. */
export const toJson = (value: object): JsonObject => JSON.parse(JSON.stringify(value))

/** A value whose parts are changed: the items of a list, the fields of an object. */
export const mapParts = (value: Json, change: (part: Json) => Json): Json => {
  if (Array.isArray(value)) return value.map((item: Json) => change(item))
  return isObject(value) ? Object.fromEntries(Object.entries(value).map(([name, part]) => [name, change(part)])) : value
}
