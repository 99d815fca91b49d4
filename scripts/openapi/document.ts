/** The OpenAPI document of the API, made from the endpoints and their schemas. */
import { type Endpoint, Endpoints, ErrorCode, RequestHeaders } from "@effect-keysecure/schema"
import * as Schema from "effect/Schema"
import { isObject, type Json, type JsonObject } from "./json.js"
import { jsonSchemas, reachable, refTo } from "./schemas.js"

type AnySchema = Schema.Schema.AnyNoContext

/** The platform's hosts (docs/api.md, Conventions). */
const servers = [
  { url: "https://openplatform.keysecure.io", description: "production" },
  { url: "https://sandbox-openplatform.keysecure.io", description: "sandbox" }
]

const description = [
  "The KeySecure open API, as far as it is documented. The document is made from the schemas of `@effect-keysecure/schema`;",
  "it is not the vendor's. `docs/api.md` of the repository names the source of each statement, and what is not documented.",
  "",
  "The HTTP status is 200 in general. `code` tells success (0) from failure, and a failure has no `data`. Requests are strict:",
  "they hold what this project sends. Answers may grow: a reader takes fields and members of enumerations that it does not know."
].join("\n")

const { fields } = RequestHeaders.RequestHeaders
const { names } = RequestHeaders

/** The headers that are parameters. The keys are schemes of security, and `Content-Type` is the type of the body. */
const headers: ReadonlyArray<{
  readonly name: string
  readonly schema: AnySchema
  readonly required: boolean
  readonly description: string
}> = [
  {
    name: names.timestamp,
    schema: fields.timestamp,
    required: true,
    description:
      "Unix milliseconds: at most 60 s before the platform's clock, and never after it. Otherwise the code is 1005."
  },
  {
    name: names.language,
    schema: fields.language.from,
    required: false,
    description: "The language of `msg`. The platform takes anything else as English."
  },
  {
    name: names.timezone,
    schema: fields.timezone.from,
    required: false,
    description: "The zone in which `start_time` and `end_time` are read. The default is `UTC+8`."
  }
]

/** A header's name as the documents write it: `Api-Key` for `api-key`. */
const written = (name: string): string => name.replace(/\b[a-z]/g, (letter) => letter.toUpperCase())

const headerRef = (name: string): JsonObject => ({ $ref: `#/components/parameters/${written(name)}` })

const securitySchemes: JsonObject = {
  ApiKey: {
    type: "apiKey",
    in: "header",
    name: written(names.apiKey),
    description: "The merchant's credential, which is bound to a whitelist of IP addresses."
  },
  AccessToken: {
    type: "apiKey",
    in: "header",
    name: written(names.accessToken),
    description: "The token that `getToken` gives."
  }
}

const carriedOut = ({ carriedOut: value }: ErrorCode.Row): string => {
  if (typeof value === "string") return value
  return "noIfNamed" in value
    ? "unknown, but no if the message names another field"
    : `no, but unknown for ${value.unknownFor}`
}

const errorCode: JsonObject = {
  description: "A code that is documented.",
  oneOf: ErrorCode.codes.map((code) => {
    const row: ErrorCode.Row = ErrorCode.table[code]
    return {
      const: code,
      title: row.tag,
      description: `${row.meaning}. Carried out: ${carriedOut(row)}. ${row.remedy}`
    }
  })
}

const rejected: JsonObject = {
  type: "object",
  description: "A failure. Its code may be one that is not documented.",
  required: ["code", "msg"],
  properties: {
    code: {
      type: "integer",
      not: { const: 0 },
      anyOf: [refTo("ErrorCode"), { description: "A code that is not documented." }]
    },
    msg: { type: "string", description: "What is wrong. It may begin with the name of a field." }
  }
}

const accepted = (data: Json): JsonObject => ({
  type: "object",
  required: ["code", "msg", "data"],
  properties: { code: { type: "integer", const: 0 }, msg: { type: "string" }, data }
})

const named = (name: string): JsonObject => ({ required: [name], properties: { [name]: { minLength: 1 } } })

/** An application names a package or a BIN: a rule of the whole, which the schema of no field holds. */
const withProduct = (application: Json): JsonObject =>
  isObject(application) ? { ...application, allOf: [{ anyOf: [named("package_no"), named("card_bin_no")] }] } : {}

const notes = ({ dated, mode }: Endpoint.Any): ReadonlyArray<string> => [
  ...(mode === undefined ? [] : [`Only in the mode \`${mode}\`; the other gets 1012.`]),
  ...(dated === true
    ? ["`end_time` is after `start_time`, by at most 90 days: otherwise the code is 1019 or 1020."]
    : [])
]

/** The parameters that stand in the path: the fields of the payload that it names. */
const inPath = (path: string, payload: Json): ReadonlyArray<Json> =>
  [...path.matchAll(/\{(\w+)\}/g)].map(([, name = ""]) => {
    const properties = isObject(payload) ? payload["properties"] : undefined
    const schema = isObject(properties) ? properties[name] : undefined
    if (schema === undefined) throw new Error(`${path} names ${name}, which the payload does not have`)
    return { name, in: "path", required: true, schema }
  })

/** What is known of an endpoint beyond what OpenAPI has a word for. */
const extensions = ({ kind, list, mode, ownNumber }: Endpoint.Any): JsonObject => ({
  "x-keysecure-kind": kind,
  ...(list === true ? { "x-keysecure-list": true } : {}),
  ...(mode === undefined ? {} : { "x-keysecure-mode": mode }),
  ...(ownNumber === undefined ? {} : { "x-keysecure-own-number": ownNumber.name })
})

const deref = (schema: Json, components: JsonObject): Json => {
  const ref = isObject(schema) ? schema["$ref"] : undefined
  return typeof ref === "string" ? (components[ref.replace(/^.*\//, "")] ?? schema) : schema
}

/** The endpoint with the JSON Schemas of its payload, if it has one, and of its answer. */
interface Described {
  readonly endpoint: Endpoint.Any
  readonly payload: Json
  readonly success: Json
  readonly doc: string
}

const operation = ({ doc, endpoint, payload, success }: Described, components: JsonObject): JsonObject => {
  const { auth, dated, method, name, path } = endpoint
  const [summary = name] = /^.*?(?=[.:](?: |$)|, in )/.exec(doc) ?? []
  return {
    operationId: name,
    summary,
    description: [doc, ...notes(endpoint)].join(" "),
    tags: [path.split("/")[3] ?? ""],
    security: [{ ApiKey: [], ...(auth === "AccessToken" ? { AccessToken: [] } : {}) }],
    parameters: [
      ...inPath(path, deref(payload, components)),
      headerRef(names.timestamp),
      headerRef(names.language),
      ...(dated === true ? [headerRef(names.timezone)] : [])
    ],
    ...(method === "POST"
      ? { requestBody: { required: true, content: { "application/json": { schema: payload } } } }
      : {}),
    responses: {
      "200": {
        description: "Success or failure, as `code` says.",
        content: { "application/json": { schema: { oneOf: [accepted(success), refTo("Rejected")] } } }
      }
    },
    ...extensions(endpoint)
  }
}

/** An operation's own part of the paths. Two operations may share a path. */
const pathsOf = (described: ReadonlyArray<Described>, components: JsonObject): JsonObject => {
  const paths = new Map<string, JsonObject>()
  for (const one of described) {
    const { method, path } = one.endpoint
    paths.set(path, { ...paths.get(path), [method.toLowerCase()]: operation(one, components) })
  }
  return Object.fromEntries(paths)
}

/** Makes the document; `docs` holds the prose of each operation, by its name. */
export const makeDocument = (docs: ReadonlyMap<string, string>): JsonObject => {
  const endpoints: ReadonlyArray<Endpoint.Any> = Object.values(Endpoints.all)
  const nothing = Schema.Struct({})
  const payloads = endpoints.map(({ payload }) => (payload === Schema.Undefined ? nothing : payload))
  const { answers, components, requests } = jsonSchemas(
    [...payloads, ...headers.map(({ schema }) => schema)],
    endpoints.map(({ success }) => success)
  )
  const described = endpoints.map((endpoint, index) => ({
    endpoint,
    payload: requests[index] ?? {},
    success: answers[index] ?? {},
    doc: docs.get(endpoint.name) ?? ""
  }))
  const parameters = headers.map(({ name, description: text, required }, index) => [
    written(name),
    { name: written(name), in: "header", required, description: text, schema: requests[endpoints.length + index] ?? {} }
  ])
  const paths = pathsOf(described, components)
  const schemas: JsonObject = {
    ...components,
    CardApplication: withProduct(components["CardApplication"] ?? {}),
    ErrorCode: errorCode,
    Rejected: rejected
  }
  const used = reachable([paths, Object.fromEntries(parameters)], schemas)
  return {
    openapi: "3.1.0",
    info: { title: "KeySecure open API", version: "v1", description, license: { name: "MIT", identifier: "MIT" } },
    servers,
    paths,
    components: {
      schemas: Object.fromEntries(Object.entries(schemas).filter(([name]) => used.has(name))),
      parameters: Object.fromEntries(parameters),
      securitySchemes
    }
  }
}
