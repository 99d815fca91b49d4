/** What the schemas do not know in an answer: a field, a member of an enum, a type, a code. */
import { Endpoints, ErrorCode } from "@effect-keysecure/schema"
import * as JSONSchema from "effect/JSONSchema"
import * as Option from "effect/Option"
import * as Predicate from "effect/Predicate"
import * as Struct from "effect/Struct"
import { codeOf, dataOf, type Exchange } from "./exchange.js"
import { type Said, said } from "../language/said.js"

/** Something that is not known. */
export interface Unknown {
  readonly operation: string
  /** The path of the field; `[]` is any item of a list. */
  readonly at: string
  readonly what: Said
}

type Part = readonly [at: string, what: Said]

const parse = Option.liftThrowable((text: string): unknown => JSON.parse(text))

/** A part of a JSON Schema, as plain data. */
type Part7 = Readonly<Record<PropertyKey, unknown>>

const isPart = (value: unknown): value is Part7 => Predicate.isReadonlyRecord(value) && !Array.isArray(value)

const root = "#/schemas/"

const schemaOf = (operation: Endpoints.EndpointName) => {
  const definitions: Record<string, JSONSchema.JsonSchema7> = {}
  const schema = JSONSchema.fromAST(Endpoints.all[operation].success.ast, {
    definitions,
    definitionPath: root,
    target: "openApi3.1",
    additionalPropertiesStrategy: "allow"
  })
  return { schema: parse(JSON.stringify(schema)), definitions: parse(JSON.stringify(definitions)) }
}

const typeOf = (value: unknown): string => {
  if (value === null) return "null"
  if (Array.isArray(value)) return "array"
  return typeof value
}

const fits = (type: unknown, value: unknown): boolean => {
  const is = typeOf(value)
  return type === is || (type === "integer" && is === "number")
}

/** What is said so is absent, whatever it should be. */
const isAbsent = (value: unknown): boolean => value === null || value === ""

const alternativesOf = (schema: Part7): ReadonlyArray<unknown> => {
  const alternatives = schema["anyOf"] ?? schema["oneOf"]
  return Array.isArray(alternatives) ? alternatives : []
}

const membersOf = (schema: unknown): ReadonlyArray<unknown> | undefined => {
  const members: unknown = isPart(schema) ? schema["enum"] : undefined
  return Array.isArray(members) ? members : undefined
}

const walker = (definitions: unknown) => {
  const walk = (schema: unknown, value: unknown, at: string): ReadonlyArray<Part> => {
    if (!isPart(schema) || isAbsent(value)) return []
    const ref = schema["$ref"]
    if (typeof ref === "string") {
      return isPart(definitions) ? walk(definitions[ref.replace(root, "")], value, at) : []
    }
    const alternatives = alternativesOf(schema)
    if (alternatives.length > 0) return walkAny(alternatives, value, at)
    const members = membersOf(schema)
    if (members !== undefined)
      return members.includes(value)
        ? []
        : [[at, said(`a member that is not known: ${String(value)}`, `未知的成员：${String(value)}`)]]
    const { items, properties, type } = {
      items: schema["items"],
      properties: schema["properties"],
      type: schema["type"]
    }
    if (typeof type === "string" && !fits(type, value)) {
      return [[at, said(`expected ${type}, was ${typeOf(value)}`, `应为 ${type}，实为 ${typeOf(value)}`)]]
    }
    if (Array.isArray(value)) return value.flatMap((item: unknown) => walk(items, item, `${at}[]`))
    return isPart(value) && isPart(properties) ? walkFields(properties, value, at) : []
  }
  const walkFields = (properties: Part7, value: Part7, at: string): ReadonlyArray<Part> =>
    Object.entries(value).flatMap(([name, field]) => {
      const path = at === "" ? name : `${at}.${name}`
      return Object.hasOwn(properties, name)
        ? walk(properties[name], field, path)
        : [[path, said(`a field that is not known, ${typeOf(field)}`, `未知的字段，类型 ${typeOf(field)}`)]]
    })
  const walkAny = (alternatives: ReadonlyArray<unknown>, value: unknown, at: string): ReadonlyArray<Part> => {
    // An enum that may grow is one of its members, or any other text.
    const members = alternatives.map(membersOf).find((found) => found !== undefined)
    if (members !== undefined && typeof value === "string") return walk({ enum: members }, value, at)
    const all = alternatives.map((one) => walk(one, value, at))
    return all.find((found) => found.length === 0) ?? all[0] ?? []
  }
  return walk
}

const isOperation = (name: string): name is Endpoints.EndpointName => Object.hasOwn(Endpoints.all, name)

const known = new Map(
  Struct.keys(Endpoints.all).map((name) => {
    const { definitions, schema } = schemaOf(name)
    return [name, { schema: Option.getOrUndefined(schema), walk: walker(Option.getOrUndefined(definitions)) }] as const
  })
)

/** What is not known in an answer of an operation. */
export const unfamiliarIn = (operation: string, code: number | undefined, data: unknown): ReadonlyArray<Unknown> => {
  if (code === undefined || !isOperation(operation)) return []
  if (code !== 0) {
    return ErrorCode.isDocumented(code)
      ? []
      : [{ operation, at: "code", what: said(`a code that is not documented: ${code}`, `未公布的代码：${code}`) }]
  }
  const parts = known.get(operation)
  return (parts?.walk(parts.schema, data, "") ?? []).map(([at, what]) => ({ operation, at, what }))
}

/** What is not known in some exchanges, each once. */
export const unfamiliar = (exchanges: ReadonlyArray<Exchange>): ReadonlyArray<Unknown> => {
  const found = new Map<string, Unknown>()
  for (const exchange of exchanges) {
    for (const one of unfamiliarIn(exchange.ask.operation, codeOf(exchange), dataOf(exchange))) {
      found.set(`${one.operation} ${one.at} ${one.what.en}`, one)
    }
  }
  return [...found.values()]
}
