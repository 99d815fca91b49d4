/**
 * Numbers for cards, made from a key that the caller's business has already.
 *
 * @since 0.1.0
 */
import { Card } from "@effect-keysecure/schema"
import { sha256 } from "@noble/hashes/sha2.js"
import { Encoding } from "effect"

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

/**
 * The number of the card of one business key, such as an order's: the same each time, so that a crash cannot forget it,
 * and another for every other namespace or key.
 *
 * 43 characters of `[A-Za-z0-9_-]`: the SHA-256 of both, so that neither can be read from the number. Two keys share a
 * number with a chance of one in 2^128 after 2^64 numbers. For a second card of the same order, use another key
 * (`order-7/2`).
 *
 * @example
 * import { CardUniqueNo } from "@effect-keysecure/client"
 *
 * const cardUniqueNo = CardUniqueNo.fromBusinessId("payroll-cards", "employee-1067")
 *
 * @since 0.1.0
 * @category constructors
 */
export const fromBusinessId = (namespace: string, id: string): Card.CardUniqueNo => {
  // The length of the namespace says where it ends.
  const text = `${namespace.length}:${namespace}${id}`
  return Card.CardUniqueNo.make(Encoding.encodeBase64Url(sha256(bytesOf(text))), true)
}
