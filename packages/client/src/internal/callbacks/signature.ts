/** The signed parts of a callback, and the way in which they are signed (docs/api.md, Callbacks, Signature). */
import { hmac } from "@noble/hashes/hmac.js"
import { sha256 } from "@noble/hashes/sha2.js"
import { hexToBytes, utf8ToBytes } from "@noble/hashes/utils.js"
import type { Fields, Json } from "../encoding/json.js"

/** Texts are signed as they are read, all else as its compact JSON. */
const textOf = (json: Json): string => (json._tag === "Text" ? json.value : json.compact)

const isNull = (json: Json): boolean => json._tag === "Literal" && json.value === null

/** Names that would stand for the fields that we add ourselves, or that cannot be told from a value. */
const ambiguous = /^(?:appId|timestamp)$|[&=]/

/** Half a character. UTF-8 would make the same bytes of it as of any other half. */
const halved = /\p{Surrogate}/u

/** Finds the place in a value where another field of the signed text could begin: one of these, or one that we add. */
export const fieldWithin = (documented: ReadonlySet<string>): RegExp =>
  new RegExp(`&(?:${["appId", "timestamp", ...documented].join("|")})=`)

/**
 * Whether the signed text of these fields would be that of other fields too: because of their names, of characters cut
 * in half, or of a value in which another field could begin.
 */
export const isAmbiguous = (data: Fields, within: RegExp): boolean =>
  [...data].some(([name, value]) => {
    const text = textOf(value)
    return ambiguous.test(name) || halved.test(name) || halved.test(text) || within.test(text)
  })

/** `key=value` by the order of the keys, joined by `&`; nulls are left out. */
export const signedText = (data: Fields, added: Readonly<Record<string, string>>): string => {
  const pairs: ReadonlyArray<readonly [string, string]> = [
    ...Object.entries(added),
    ...[...data].filter(([_, value]) => !isNull(value)).map(([name, value]) => [name, textOf(value)] as const)
  ]
  return pairs
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, value]) => `${name}=${value}`)
    .join("&")
}

const hex = /^[0-9a-f]{64}$/i

/** Whether this is the HMAC-SHA256 of a text, in hex of either case. The time does not depend on where it differs. */
export const isSignature = (key: Uint8Array, text: string, signature: string): boolean => {
  if (!hex.test(signature)) return false
  const given = hexToBytes(signature)
  return (
    hmac(sha256, key, utf8ToBytes(text)).reduce(
      (difference, byte, index) => difference | (byte ^ (given[index] ?? 0)),
      0
    ) === 0
  )
}
