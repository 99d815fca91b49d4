/** Answers as a trace holds them. */
import * as Option from "effect/Option"
import * as Predicate from "effect/Predicate"
import type { Request, Response } from "../requests/http.js"
import type { Kind } from "./standIns.js"

/** An answer of a trace. */
export interface TracedAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  /** JSON, or a text that is none. */
  readonly body: unknown
}

/** What stands in place of what is secret, and of texts that may hold it. */
export interface Names {
  readonly of: (kind: Kind, text: string) => string
  readonly scrubbed: (text: string) => string
}

const kinds: Readonly<Record<string, Kind>> = { access_token: "token", client_access_token: "token", email: "email" }

/** What a field of an answer holds that is secret, or about a person. */
export const kindOf = (field: string): Kind | undefined => kinds[field]

const hidden = "***"

/** A number of something that is shown as a JSON number. */
const numberOf = (names: Names, value: number, name: string): string | number => {
  const text = name.endsWith("_no") ? names.scrubbed(String(value)) : String(value)
  return text === String(value) ? value : text
}

/** Values of JSON; the secrets come first, so that other texts are without them. */
const shown = (names: Names, value: unknown, name: string): unknown => {
  const kind = kindOf(name)
  if (typeof value === "string") return kind === undefined ? names.scrubbed(value) : names.of(kind, value)
  if (typeof value === "number") return numberOf(names, value, name)
  if (Array.isArray(value)) return value.map((item) => shown(names, item, ""))
  return Predicate.isReadonlyRecord(value)
    ? Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, shown(names, inner, key)]))
    : value
}

const parsed = Option.liftThrowable((text: string): unknown => JSON.parse(text))

const bodyOf = (names: Names, body: string, echoes: boolean): unknown => {
  const envelope = Option.getOrUndefined(parsed(body))
  if (!Predicate.isReadonlyRecord(envelope)) return names.scrubbed(body)
  // Data that is a text is encrypted, and a message may repeat what was sent.
  const data = typeof envelope["data"] === "string" ? { data: hidden } : {}
  const msg = echoes && "msg" in envelope ? { msg: hidden } : {}
  return shown(names, { ...envelope, ...data, ...msg }, "")
}

/** An answer without secrets and personal data. A plain text names the path of its request, which is told otherwise. */
export const tracedAnswer = (
  names: Names,
  { path }: Pick<Request, "path">,
  tracedPath: string,
  { body, headers, status }: Response,
  echoes: boolean
): TracedAnswer => ({
  status,
  headers,
  body: bodyOf(
    names,
    headers["content-type"] === "application/json" ? body : body.replace(path, () => tracedPath),
    echoes
  )
})
