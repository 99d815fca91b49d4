/**
 * Numbers for cards, made from a key that the caller's business already has.
 *
 * @module CardUniqueNo
 * @since 0.1.0
 */
import * as Card from "@effect-keysecure/schema/Card"
import * as Encoding from "effect/Encoding"
import * as Digest from "./internal/encoding/digest.js"

/**
 * The number of the card of one business key, such as an order's: the same each time, so that a crash cannot forget it,
 * and another for every other namespace or key.
 *
 * 43 characters of `[A-Za-z0-9_-]`: the SHA-256 of both. Neither can be read from the number, but a key that is easily
 * guessed can be tried. Two keys share a number with a chance of one in 2^128 after 2^64 numbers. For a second card of
 * the same order, use another key (`order-7/2`).
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
  return Card.CardUniqueNo.make(Encoding.encodeBase64Url(Digest.ofText(text)), true)
}
