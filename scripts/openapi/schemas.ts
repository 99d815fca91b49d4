/** The schemas of what travels, as the JSON Schemas of an OpenAPI document. */
import * as KeySecure from "@effect-keysecure/schema"
import * as JSONSchema from "effect/JSONSchema"
import * as Schema from "effect/Schema"
import { isObject, type Json, type JsonObject, mapParts, toJson } from "./json.js"

type AnySchema = Schema.Schema.AnyNoContext

const root = "#/components/schemas/"

/** A reference to a schema of the document. */
export const refTo = (name: string): JsonObject => ({ $ref: `${root}${name}` })

const isEmpty = (value: Json): boolean => typeof value === "object" && value !== null && Object.keys(value).length === 0

/** What Effect's JSON Schemas say beyond what the documents know, or say with no need. */
const isNoise = (name: string, value: Json): boolean => {
  switch (name) {
    case "additionalProperties":
      // What happens to a field that the platform does not know is not documented.
      return typeof value === "boolean" || isEmpty(value)
    case "required":
    case "properties":
      return isEmpty(value)
    default:
      return false
  }
}

/** A JSON Schema as the document has it. Effect says of a number that it is decoded into a moment, which is no matter of the wire. */
const tidy = (value: Json): Json => {
  if (!isObject(value)) return mapParts(value, tidy)
  if (value["$id"] === "/schemas/unknown") return {}
  if (value["$ref"] === `${root}NonEmptyString`) return { type: "string", minLength: 1 }
  if (String(value["description"]).endsWith("decoded into a DateTime.Utc")) {
    return { type: "integer", description: "a moment, in Unix milliseconds" }
  }
  const fields = Object.entries(value).map(([name, part]) => [name, tidy(part)] as const)
  return Object.fromEntries(fields.filter(([name, part]) => !isNoise(name, part)))
}

type Definitions = Record<string, JSONSchema.JsonSchema7>

/** A schema's wire side; what has a name of its own comes into the definitions, and a reference to it stands in its place. */
const fromSchema = (schema: AnySchema, definitions: Definitions): Json =>
  tidy(
    toJson(
      JSONSchema.fromAST(schema.ast, {
        definitions,
        definitionPath: root,
        target: "openApi3.1",
        additionalPropertiesStrategy: "allow"
      })
    )
  )

/** A definition without a description that says its name once more. */
const defined = (name: string, definition: JSONSchema.JsonSchema7): JsonObject => {
  const tidied = tidy(toJson(definition))
  const { description, ...schema } = isObject(tidied) ? tidied : {}
  return description === undefined || description === name ? schema : { ...schema, description }
}

const isRecord = (schema: unknown): schema is AnySchema => Schema.isSchema(schema) && "fields" in schema

/** The names of the exported records, by what is written where one of them is used without its name. */
const recordNames = (): ReadonlyMap<string, string> => {
  const exported = Object.values(KeySecure).flatMap((module) => Object.entries<unknown>({ ...module }))
  return new Map(
    exported.flatMap(([name, schema]) => {
      if (!isRecord(schema)) return []
      const definitions: Definitions = {}
      fromSchema(schema, definitions)
      const definition = definitions[name]
      return definition === undefined ? [] : [[JSON.stringify(defined(name, definition)), name] as const]
    })
  )
}

/** The JSON Schemas of schemas, in their order, and the named ones that they refer to. */
const namedSchemas = (
  schemas: ReadonlyArray<AnySchema>
): { readonly used: ReadonlyArray<Json>; readonly components: JsonObject } => {
  const definitions: Definitions = {}
  const used = schemas.map((schema) => fromSchema(schema, definitions))
  const names = recordNames()
  const components = new Map<string, Json>()
  const naming = (value: Json): Json => {
    const name = isObject(value) ? names.get(JSON.stringify(value)) : undefined
    if (name === undefined) return mapParts(value, naming)
    if (!components.has(name)) components.set(name, mapParts(value, naming))
    return refTo(name)
  }
  for (const [name, definition] of Object.entries(definitions)) {
    components.set(name, mapParts(defined(name, definition), naming))
  }
  return { used: used.map(naming), components: Object.fromEntries([...components].toSorted()) }
}

/** The names that schemas refer to, themselves and through others. */
export const reachable = (schemas: ReadonlyArray<Json>, components: JsonObject): ReadonlySet<string> => {
  const names = new Set<string>()
  const visit = (schema: Json): void => {
    for (const [, name = ""] of JSON.stringify(schema).matchAll(/"#\/components\/schemas\/(\w+)"/g)) {
      if (names.has(name)) continue
      names.add(name)
      visit(components[name] ?? {})
    }
  }
  visit(schemas)
  return names
}

/** A text of an answer on which nothing rests may be empty: the platform may say so of what it does not have. */
const asAnswered = (schema: Json): Json => {
  if (!isObject(schema)) return schema
  const { properties, required = [] } = schema
  if (!isObject(properties) || !Array.isArray(required)) return schema
  const relaxed = Object.entries(properties).map(([name, field]) => {
    if (required.includes(name) || !isObject(field) || field["type"] !== "string") return [name, field] as const
    const { maxLength: _, minLength: _min, pattern: _pattern, ...rest } = field
    return [name, rest] as const
  })
  return { ...schema, properties: Object.fromEntries(relaxed) }
}

/** The JSON Schemas of requests and answers, in their order, and the named ones that they refer to. */
export const jsonSchemas = (
  requests: ReadonlyArray<AnySchema>,
  answers: ReadonlyArray<AnySchema>
): {
  readonly requests: ReadonlyArray<Json>
  readonly answers: ReadonlyArray<Json>
  readonly components: JsonObject
} => {
  const { components, used } = namedSchemas([...requests, ...answers])
  const sent = used.slice(0, requests.length)
  const inRequests = reachable(sent, components)
  return {
    requests: sent,
    answers: used.slice(requests.length),
    components: Object.fromEntries(
      Object.entries(components).map(([name, schema]) => [name, inRequests.has(name) ? schema : asAnswered(schema)])
    )
  }
}
