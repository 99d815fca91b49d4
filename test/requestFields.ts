/** The fields of the requests of openapi.json, and what is said of them. */
import { isObject, type Json, type JsonObject } from "../scripts/openapi/json.js"
import { type Limit, listedFields } from "./limits.js"
import type { Source } from "./source.js"

/** The schemas of one place and those that it is made of. */
const partsOf = (schema: Json, components: JsonObject): ReadonlyArray<JsonObject> => {
  if (!isObject(schema)) return []
  const ref = schema["$ref"]
  const inner = [schema["anyOf"], schema["oneOf"], schema["allOf"]].flatMap((list) => (Array.isArray(list) ? list : []))
  const referred = typeof ref === "string" ? [components[ref.replace(/^.*\//, "")] ?? {}] : []
  return [schema, ...[...inner, ...referred].flatMap((part: Json) => partsOf(part, components))]
}

/** A field of a request: what is said of it, and whether its record cannot be without it. */
interface Field {
  readonly name: string
  readonly schemas: ReadonlyArray<JsonObject>
  readonly required: boolean
  /** The members that the records around it are for, as `Physical`. */
  readonly branch: ReadonlyArray<Json>
}

/** The member of an enumeration that a record is for: the one that a field of it must be. */
const memberOf = (properties: JsonObject): ReadonlyArray<Json> =>
  Object.values(properties).flatMap((field) => {
    const members = isObject(field) ? field["enum"] : undefined
    return Array.isArray(members) && members.length === 1 ? members : []
  })

const fieldsOf = (schema: Json, components: JsonObject, around: ReadonlyArray<Json> = []): ReadonlyArray<Field> =>
  partsOf(schema, components).flatMap(({ properties, required = [] }) => {
    if (!isObject(properties)) return []
    const branch = [...around, ...memberOf(properties)]
    return Object.entries(properties).flatMap(([name, field]) => [
      {
        name,
        schemas: partsOf(field, components),
        required: Array.isArray(required) && required.includes(name),
        branch
      },
      ...fieldsOf(field, components, branch)
    ])
  })

const at = (value: Json | undefined, ...path: ReadonlyArray<string>): Json =>
  path.reduce<Json>((found, name) => (isObject(found) ? (found[name] ?? null) : null), value ?? null)

interface Operation {
  /** The words that it is headed by, in lower case: docs/api.md has the same. */
  readonly heading: string
  readonly fields: ReadonlyArray<Field>
}

const parametersOf = (parameters: Json, components: JsonObject): ReadonlyArray<Field> =>
  Object.values(isObject(parameters) || Array.isArray(parameters) ? parameters : {}).flatMap((parameter: Json) => {
    const name = at(parameter, "name")
    const required = at(parameter, "required") === true
    return typeof name === "string"
      ? [{ name, schemas: partsOf(at(parameter, "schema"), components), required, branch: [] }]
      : []
  })

const valuesOf = (value: Json): ReadonlyArray<Json> => (isObject(value) ? Object.values(value) : [])

/** Every operation with the fields of its body and path; and the headers, which have no operation. */
const operationsOf = (document: JsonObject): ReadonlyArray<Operation> => {
  const schemas = at(document, "components", "schemas")
  const components = isObject(schemas) ? schemas : {}
  const operations = valuesOf(at(document, "paths")).flatMap(valuesOf)
  return [
    ...operations.map((operation) => ({
      heading: String(at(operation, "summary")).toLowerCase(),
      fields: [
        ...fieldsOf(at(operation, "requestBody", "content", "application/json", "schema"), components),
        ...parametersOf(at(operation, "parameters"), components)
      ]
    })),
    { heading: "", fields: parametersOf(at(document, "components", "parameters"), components) }
  ]
}

const same = (members: Json | undefined, value: string): boolean =>
  Array.isArray(members) && [...members].toSorted().join(" ") === value.split(" ").toSorted().join(" ")

const says = (schema: JsonObject, { kind, value }: Limit): boolean => {
  const pattern = String(schema["pattern"] ?? "")
  switch (kind) {
    case "most":
      return schema["maxLength"] === Number(value) || schema["maximum"] === Number(value)
    case "least":
      return schema["minimum"] === Number(value)
    case "digits":
      return pattern.includes(`[0-9]{${value}}`) || pattern.includes(`[1-9][0-9]{${Number(value) - 1}}`)
    case "digits only":
      return /^\^(?:\[\d-\d\][*+]?(?:\{[\d,]+\})?)+\$$/.test(pattern)
    case "decimals":
      return pattern.endsWith(`[0-9]{1,${value}})?$`)
    case "default":
      return schema["default"] === Number(value)
    case "members":
      return same(schema["enum"], value)
    default:
      return false
  }
}

/** Whether two records' branches, a virtual and a physical card's, spell one enumeration between them. */
const isSpeltByBranches = (fields: ReadonlyArray<Field>, { kind, value }: Limit): boolean =>
  kind === "members" &&
  same(
    [
      ...new Set(
        fields.flatMap(({ schemas }) =>
          schemas.flatMap((schema) => (Array.isArray(schema["enum"]) ? schema["enum"] : []))
        )
      )
    ],
    value
  )

/** The limits that no request of the document keeps. One that stands under an operation's heading is looked for in it alone. */
export const unheld = (limits: ReadonlyArray<Limit>, document: JsonObject): ReadonlyArray<Limit> => {
  const operations = operationsOf(document)
  return limits.filter((limit) => {
    const heading = limit.section.toLowerCase()
    const own = operations.filter((operation) => operation.heading === heading)
    const fields = (own.length > 0 ? own : operations)
      .flatMap((operation) => operation.fields)
      .filter(({ name }) => name === limit.field)
    const isRequired = (some: ReadonlyArray<Field>) => some.length > 0 && some.every(({ required }) => required)
    // A field that only a rule of the whole names, such as "a package or a BIN", is left out.
    const whole = fields.filter(({ schemas }) => schemas.some((schema) => "type" in schema || "anyOf" in schema))
    if (limit.kind === "required") return !isRequired(whole)
    if (limit.kind === "required for") return !isRequired(whole.filter(({ branch }) => branch.includes(limit.value)))
    if (limit.kind === "required in") return !fields.some(({ required }) => required)
    return !(
      fields.some(({ schemas }) => schemas.some((schema) => says(schema, limit))) || isSpeltByBranches(fields, limit)
    )
  })
}

/** Requests that a section under an operation's heading lists otherwise than the document has them. */
export const unlikeRequests = (source: Source, document: JsonObject): ReadonlyArray<string> => {
  const operations = operationsOf(document)
  return listedFields(source).flatMap(({ fields: listed, line, path, section }) => {
    const own = operations.filter(({ heading }) => heading === section.toLowerCase()).flatMap(({ fields }) => fields)
    if (own.length === 0) return []
    const has = own.map(({ name, required }) => (required ? name : `${name}?`))
    return [
      ...listed.filter((name) => !has.includes(name)).map((name) => `${path}:${line}: no request has ${name}`),
      ...has.filter((name) => !listed.includes(name)).map((name) => `${path}:${line}: ${name} is not listed`)
    ]
  })
}
