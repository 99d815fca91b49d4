/** Digests: of what an application says, the same for the same application; and of texts that serve as keys. */
import type { CardApplication } from "@effect-keysecure/schema"
import { sha256 } from "@noble/hashes/sha2.js"
import { Predicate } from "effect"

/** The UTF-16 code units of a text, two bytes each: no two texts are the same, not even ones that are no valid Unicode. */
const bytesOf = (text: string): Uint8Array => {
  const bytes = new Uint8Array(2 * text.length)
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index)
    bytes[2 * index] = unit >> 8
    bytes[2 * index + 1] = unit & 0xff
  }
  return bytes
}

/** The SHA-256 of a text. */
export const ofText = (text: string): Uint8Array => sha256(bytesOf(text))

const hexOfBytes = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"))

/** The SHA-256 of a text in hex. Joined, it is one text in memory; added up, it would be a tree of 63, and many are kept. */
export const hexOf = (text: string): string => Array.from(ofText(text), (byte) => hexOfBytes[byte]).join("")

/** JSON whose fields are in the order of the alphabet, so that it does not change with the order in our schemas. */
const canonical = (value: unknown): string =>
  Predicate.isReadonlyRecord(value) && !Array.isArray(value)
    ? `{${Object.keys(value)
        .toSorted()
        .map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`)
        .join(",")}}`
    : (JSON.stringify(value) ?? "null")

/** The digest of an application as it is sent. */
export const ofApplication = (encoded: typeof CardApplication.CardApplication.Encoded): string =>
  hexOf(canonical(encoded))
