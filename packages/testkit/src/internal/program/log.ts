/** The line that the program says about a request, without anything that a caller keeps to itself. */
import { Endpoint, Endpoints, Rejection } from "@effect-keysecure/schema"
import * as DateTime from "effect/DateTime"
import { operationOf } from "../simulation/route.js"

/** A request that came to an end. */
export interface Entry {
  /** When, in Unix ms by the server's clock. */
  readonly time: number
  readonly method: string
  /** As it was asked for. */
  readonly url: string
  /** The HTTP status that the caller got; none if it got no answer. */
  readonly status: number | undefined
  /** The code that the caller got; none if it got no code. */
  readonly code: number | undefined
  /** The message that the caller got; none if it got no envelope. */
  readonly msg: string | undefined
}

const words = new Set(
  Object.values(Endpoints.all)
    .flatMap(({ path }) => path.split("/"))
    .filter((segment) => !segment.startsWith("{"))
)

/** A part of a path that is no word of the API may be a number of a card, or a key that somebody put there. */
const masked = (path: string): string =>
  path
    .split("/")
    .map((segment) => (words.has(segment) ? segment : "*"))
    .join("/")

/** The field of the request that a refusal names, by its name on the wire. */
const fieldOf = (operation: Endpoints.EndpointName | undefined, { code, msg }: Entry): ReadonlyArray<string> => {
  if (operation === undefined || code === undefined || code === 0 || msg === undefined) return []
  const { field } = Rejection.fromFailure({ code, msg }, Endpoint.fieldsOf(Endpoints.all[operation]))
  return field === undefined ? [] : [field]
}

/** The line: time, operation (or method and path), HTTP status, code, and the field that is refused, if one is. */
export const lineOf = (entry: Entry): string => {
  const { code, method, status, time, url } = entry
  const path = url.replace(/[?#].*$/s, "")
  const operation = operationOf(method, path)
  return [
    DateTime.formatIso(DateTime.unsafeMake(time)),
    operation ?? `${method} ${masked(path)}`,
    status ?? "-",
    code ?? "-",
    ...fieldOf(operation, entry)
  ].join(" ")
}
