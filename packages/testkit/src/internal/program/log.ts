/** The line that the program says about a request, without anything that a caller keeps to itself. */
import { Endpoints } from "@effect-keysecure/schema"
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

/** The line: time, operation (or method and path), HTTP status, code. */
export const lineOf = ({ code, method, status, time, url }: Entry): string => {
  const path = url.replace(/[?#].*$/s, "")
  return [
    DateTime.formatIso(DateTime.unsafeMake(time)),
    operationOf(method, path) ?? `${method} ${masked(path)}`,
    status ?? "-",
    code ?? "-"
  ].join(" ")
}
