/** What is shown of a request, and of its answer, to those who did not ask for secrets. */
import { RequestHeaders } from "@effect-keysecure/schema"
import * as Fn from "effect/Function"
import * as Option from "effect/Option"
import * as Predicate from "effect/Predicate"
import * as Record from "effect/Record"
import type { Request } from "../requests/http.js"
import type { Facts } from "../simulation/accepted.js"
import { masked, writings } from "../text/writing.js"

const { accessToken, apiKey } = RequestHeaders.names

const secretHeaders: ReadonlySet<string> = new Set([apiKey, accessToken, "authorization", "cookie"])

/** Wire names of what is secret, or about a person. */
const secretFields: ReadonlySet<string> = new Set([
  "access_token",
  "client_access_token",
  "sumsub_share_token",
  "cvv",
  "pin",
  "first_name",
  "last_name",
  "phone",
  "postal_code",
  "city",
  "address_line1",
  "address_line2",
  "email"
])

const hidden = "***"

/** Headers without keys and tokens. */
export const maskedHeaders = (headers: Readonly<Record<string, string>>): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, secretHeaders.has(name) ? masked(value) : value])
  )

const maskedValue = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(maskedValue)
  if (!Predicate.isReadonlyRecord(value)) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [name, secretFields.has(name) ? hidden : maskedValue(inner)])
  )
}

const parsed = Option.liftThrowable((text: string): unknown => JSON.parse(text))

/** The whole of a body: data that is a text is encrypted, and a message may repeat what was sent. */
const maskedWhole = (value: unknown, echoes: boolean): unknown => {
  const shown = maskedValue(value)
  if (!Predicate.isReadonlyRecord(shown) || Array.isArray(shown)) return shown
  const data = typeof shown["data"] === "string" ? { data: hidden } : {}
  return { ...shown, ...data, ...(echoes && "msg" in shown ? { msg: hidden } : {}) }
}

/** A body without secrets and personal data. Nothing is shown of one that is not JSON. */
export const maskedBody = (body: string, echoes: boolean): string => {
  if (body === "") return ""
  return Option.match(parsed(body), {
    onNone: () => `${hidden} (${body.length} characters that are not JSON)`,
    onSome: (value) => JSON.stringify(maskedWhole(value, echoes))
  })
}

/** What takes a request's key and token out of texts, also as a rule may write them. */
export interface Scrub {
  readonly text: (text: string) => string
  readonly facts: (facts: Facts) => Facts
}

/** Leaves everything as it is. */
export const asIs: Scrub = { text: Fn.identity, facts: Fn.identity }

/** What takes the key and the token out of texts that a request came with. */
export const scrubOf = ({ headers }: Request): Scrub => {
  const secrets = [headers[apiKey], headers[accessToken]].flatMap((secret) =>
    secret !== undefined && secret.length > 4 ? [secret, writings.upperCase(secret), writings.lowerCase(secret)] : []
  )
  const text = (from: string): string =>
    secrets.reduce((shown, secret) => shown.replaceAll(secret, masked(secret)), from)
  const value = (from: unknown): unknown => {
    if (typeof from === "string") return text(from)
    if (Array.isArray(from)) return from.map(value)
    return Predicate.isReadonlyRecord(from) ? facts(from) : from
  }
  const facts = (from: Facts): Facts => Record.map(from, value)
  return { text, facts }
}
