/** What the platform's message may repeat of a request, and an error must not. */
import type { AccessToken } from "@effect-keysecure/schema"
import * as Predicate from "effect/Predicate"
import * as Redacted from "effect/Redacted"

const asRecord = (value: unknown): Readonly<Record<string, unknown>> => (Predicate.isReadonlyRecord(value) ? value : {})

/** What travels encrypted must not be repeated in that form either: it is the same for the same secret. */
const inBothForms = (
  encoded: Readonly<Record<string, unknown>>,
  clear: Readonly<Record<string, string>> = {}
): Readonly<Record<string, unknown>> =>
  Object.fromEntries(Object.entries(clear).map(([name, secret]) => [name, [encoded[name], secret]]))

/** A token as it came, and without the word `Bearer` before it. */
const withBare = (token: string): ReadonlyArray<string> => [token, token.slice(token.lastIndexOf(" ") + 1)]

/** The encoded payload's values, the key and the token. `clear` holds in clear what the payload holds encrypted. */
export const unrepeatable = (
  apiKey: Redacted.Redacted,
  token: AccessToken.AccessToken | undefined,
  encoded: unknown,
  clear: Readonly<Record<string, string>> | undefined
): Readonly<Record<string, unknown>> => ({
  ...asRecord(encoded),
  ...inBothForms(asRecord(encoded), clear),
  "Api-Key": Redacted.value(apiKey),
  ...(token === undefined ? {} : { "Access-Token": withBare(Redacted.value(token)) })
})
