/** What one call adds to its requests: a language and headers of the caller's own, checked before anything is sent. */
import * as RequestHeaders from "@effect-keysecure/schema/RequestHeaders"
import * as Either from "effect/Either"
import * as Predicate from "effect/Predicate"
import * as Schema from "effect/Schema"
import type { Issue } from "../../ClientError.js"

/** Headers that the client sets, that speak of the body, or that end at the next hop (RFC 9110, 7.6.1). */
const ownNames = [
  "accept-encoding",
  "connection",
  "content-encoding",
  "content-length",
  "content-range",
  "expect",
  "host",
  "http2-settings",
  "keep-alive",
  "proxy-authenticate",
  "proxy-authorization",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
  "user-agent"
] as const

type OwnName = (typeof RequestHeaders.names)[keyof typeof RequestHeaders.names] | (typeof ownNames)[number]

/** A name as it is often written: `Api-Key` for `api-key`. */
type Titled<Name extends string> = Name extends `${infer First}-${infer Rest}`
  ? `${Capitalize<First>}-${Titled<Rest>}`
  : Capitalize<Name>

/**
 * Headers of your own by name, such as `{ "x-correlation-id": "…" }`. The compiler refuses the names that the client
 * uses in lower case and as `Api-Key`; a call refuses them in every case.
 *
 * @since 0.2.0
 * @category options
 */
export type ExtraHeaders = Readonly<Record<string, string>> & {
  readonly [Name in OwnName | Titled<OwnName>]?: never
}

/** What a caller may add to the requests of a call. */
export interface Given {
  readonly language?: RequestHeaders.Language
  readonly headers?: ExtraHeaders
}

/** The headers that are added, by their names in lower case. */
export type Extras = Readonly<Record<string, string>>

/** Servers take some 8 KiB of headers. Beyond that the answer is none of the platform's, which leaves a write unknown. */
const longest = 4096

const refused: ReadonlySet<string> = new Set([...Object.values(RequestHeaders.names), ...ownNames])
const isLanguage = Schema.is(RequestHeaders.Language)

// HTTP permits more: signs at the beginning of a name (`__proto__` would be lost on the way), and values that are empty
// or not ASCII, of which transports and servers make different things.
const isName = (name: string): boolean => /^[a-z0-9][a-z0-9!#$%&'*+.^_`|~-]*$/.test(name)
const isValue = (value: unknown): boolean =>
  typeof value === "string" && /^[!-~][\t -~]*$/.test(value) && /[!-~]$/.test(value)

/** What is wrong with a header, without its value. A name that is none may hold anything, so it is told by its place. */
const issuesOfHeader =
  (names: ReadonlyArray<string>, entries: ReadonlyArray<readonly [string, unknown]>) =>
  (name: string, index: number): ReadonlyArray<Issue> => {
    if (!isName(name)) return [{ field: `headers[${index}]`, expected: "expected a name that HTTP permits" }]
    const wrong = (expected: string) => [{ field: `headers.${name}`, expected: `expected ${expected}` }]
    if (refused.has(name)) return wrong("no such header: the client sets it, or it is not a request's own")
    if (names.indexOf(name) !== index) return wrong("one header of this name, in whatever case")
    return isValue(entries[index]?.[1]) ? [] : wrong("printable ASCII, with blanks and tabs within it only")
  }

const issuesOfHeaders = (headers: unknown): ReadonlyArray<Issue> => {
  if (headers === undefined) return []
  if (!Predicate.isReadonlyRecord(headers)) return [{ field: "headers", expected: "expected texts by name" }]
  const entries = Object.entries(headers)
  const names = entries.map(([name]) => name.toLowerCase())
  const issues = names.flatMap(issuesOfHeader(names, entries))
  return issues.length === 0 && entries.flat().join("").length > longest
    ? [{ field: "headers", expected: `expected at most ${longest} characters, names and values together` }]
    : issues
}

const none: Either.Either<Extras | undefined, ReadonlyArray<Issue>> = Either.right(undefined)

/** The headers of what a caller adds, if anything, or what is wrong with it. */
export const extrasOf = ({ headers, language }: Given): typeof none => {
  if (headers === undefined && language === undefined) return none
  const issues = [
    ...(language === undefined || isLanguage(language)
      ? []
      : [{ field: "language", expected: "expected zh_CN or en_US" }]),
    ...issuesOfHeaders(headers)
  ]
  if (issues.length > 0) return Either.left(issues)
  const own = Object.entries(headers ?? {}).map(([name, value]) => [name.toLowerCase(), value] as const)
  return Either.right({
    ...Object.fromEntries(own),
    ...(language === undefined ? {} : { [RequestHeaders.names.language]: language })
  })
}
