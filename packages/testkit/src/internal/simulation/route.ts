/** The operation that a method and a path ask for. */
import { Endpoints } from "@effect-keysecure/schema"
import * as Option from "effect/Option"
import * as Struct from "effect/Struct"

/** An operation, and the fields in its path, by wire name. */
export interface Found {
  readonly operation: Endpoints.EndpointName
  readonly params: Readonly<Record<string, string>>
}

/** A path with its methods. */
interface Entry {
  readonly segments: ReadonlyArray<string>
  readonly methods: Map<string, Endpoints.EndpointName>
}

const byTemplate = new Map<string, Entry>()
for (const name of Struct.keys(Endpoints.all)) {
  const { method, path } = Endpoints.all[name]
  const entry = byTemplate.get(path) ?? { segments: path.split("/"), methods: new Map() }
  entry.methods.set(method, name)
  byTemplate.set(path, entry)
}

/** Paths that name something: `/card/{card_no}/detail`. */
const templates = [...byTemplate.values()].filter(({ segments }) => segments.some((segment) => segment.startsWith("{")))

const decoded = Option.liftThrowable(decodeURIComponent)

/** The fields that a path has by a template, if it is of that form. */
const match = (template: ReadonlyArray<string>, path: ReadonlyArray<string>): Found["params"] | undefined => {
  if (template.length !== path.length) return undefined
  const params: Record<string, string> = {}
  for (const [index, part] of template.entries()) {
    const given = path[index] ?? ""
    if (!part.startsWith("{")) {
      if (part !== given) return undefined
      continue
    }
    const value = decoded(given)
    if (given === "" || Option.isNone(value)) return undefined
    params[part.slice(1, -1)] = value.value
  }
  return params
}

/** The operation; or the methods that the path has; or nothing, where there is no such path. */
export type Route = Found | { readonly allow: string } | undefined

const nothing: Found["params"] = {}

const byMethod = (methods: Entry["methods"], method: string, params: Found["params"]): Route => {
  const operation = methods.get(method)
  return operation === undefined ? { allow: [...methods.keys()].join(", ") } : { operation, params }
}

/** Finds the operation of a request. */
export const route = (method: string, path: string): Route => {
  const exact = byTemplate.get(path)
  if (exact !== undefined && !path.includes("{")) return byMethod(exact.methods, method, nothing)
  const segments = path.split("/")
  for (const entry of templates) {
    const params = match(entry.segments, segments)
    if (params !== undefined) return byMethod(entry.methods, method, params)
  }
  return undefined
}

/** The name of the operation that a request asks for, if there is one. */
export const operationOf = (method: string, path: string): Endpoints.EndpointName | undefined => {
  const found = route(method, path)
  return found !== undefined && "operation" in found ? found.operation : undefined
}
