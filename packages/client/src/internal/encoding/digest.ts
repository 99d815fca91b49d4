/**
 * Digests. The digest of an application is the same for the same application. Other digests, of texts, serve as keys.
 */
import * as CardApplication from "@effect-keysecure/schema/CardApplication"
import { sha256 } from "@noble/hashes/sha2.js"
import * as Either from "effect/Either"
import * as Predicate from "effect/Predicate"
import { encoding } from "./codec.js"
import { textAt } from "./ownNumber.js"

/** The UTF-16 code units of a text, two bytes each: no two texts are the same, not even ones that are no valid Unicode. */
const bytesOf = (text: string): Uint8Array => {
  const bytes = new Uint8Array(2 * text.length)
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index)
    if (unit > 0xff) bytes[2 * index] = unit >> 8
    bytes[2 * index + 1] = unit
  }
  return bytes
}

/** The SHA-256 of a text. */
export const ofText = (text: string): Uint8Array => sha256(bytesOf(text))

const digits = Array.from("0123456789abcdef", (digit) => digit.charCodeAt(0))

/** In hex, made at once: V8 keeps a text that was added up as a tree of its parts, and many digests are kept. */
const hex = (bytes: Uint8Array): string => {
  const codes: Array<number> = []
  for (const byte of bytes) codes.push(digits[byte >> 4] ?? 0, digits[byte & 15] ?? 0)
  return String.fromCharCode(...codes)
}

/** The SHA-256 of a text in hex. */
export const hexOf = (text: string): string => hex(ofText(text))

/** JSON whose fields are in the order of the alphabet, so that it does not change with the order in our schemas. */
const canonical = (value: unknown): string =>
  Predicate.isReadonlyRecord(value) && !Array.isArray(value)
    ? `{${Object.keys(value)
        .toSorted()
        .map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`)
        .join(",")}}`
    : (JSON.stringify(value) ?? "null")

const encode = encoding(() => CardApplication.CardApplication)

/** The numbers in an application, and their names on the wire. */
const numbers = {
  cardUniqueNo: "card_unique_no",
  cardholderNo: "cardholder_no",
  packageNo: "package_no",
  cardBinNo: "card_bin_no"
} as const

/**
 * An application as 0.1.0 sent it, with numbers that are not sent any more (docs/upgrading.md). Logs hold entries of
 * such applications.
 */
const asBefore = (application: CardApplication.CardApplication): unknown => {
  const given = Object.entries(numbers).flatMap(([field, name]) => {
    const number = textAt(application, field)
    return number === undefined ? [] : [{ field, name, number }]
  })
  const plain = { ...application, ...Object.fromEntries(given.map(({ field }) => [field, "0"])) }
  return Either.match(encode(plain), {
    onLeft: () => application,
    onRight: (encoded) => ({ ...encoded, ...Object.fromEntries(given.map(({ name, number }) => [name, number])) })
  })
}

/** The digest of an application as it is sent. */
export const ofApplication = (encoded: unknown): string => hexOf(canonical(encoded))

/**
 * The digest of an application as it was handed to us: of its sent form, or, if it cannot be sent, of the application
 * as it is.
 */
export const ofHanded = (application: CardApplication.CardApplication): string =>
  ofApplication(Either.getOrElse(encode(application), () => asBefore(application)))
