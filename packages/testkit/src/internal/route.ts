/** Which operation a method and a path ask for. */
import { Endpoints } from "@effect-keysecure/schema"
import { Struct } from "effect"

type Methods = ReadonlyMap<string, Endpoints.EndpointName>

const byPath: ReadonlyMap<string, Methods> = Struct.keys(Endpoints.all).reduce((paths: Map<string, Methods>, name) => {
  const { method, path } = Endpoints.all[name]
  return paths.set(path, new Map([...(paths.get(path) ?? []), [method, name]]))
}, new Map())

/** The operation; or the methods that the path has; or nothing, where there is no such path. */
export type Route = Endpoints.EndpointName | { readonly allow: string } | undefined

/** Finds the operation of a request. */
export const route = (method: string, path: string): Route => {
  const methods = byPath.get(path)
  return methods === undefined ? undefined : (methods.get(method) ?? { allow: [...methods.keys()].join(", ") })
}
