/** JSON numbers in the text that they had: what callbacks hold, read by a reader that keeps it. */
import * as ParseResult from "effect/ParseResult"
import * as Predicate from "effect/Predicate"
import * as Schema from "effect/Schema"
import { DecimalFromText } from "./decimal.js"

/**
 * A JSON number as its digits stood in the JSON (`100.00`), which a JavaScript number would not keep.
 *
 * @since 0.1.0
 * @category models
 */
export interface JsonNumber {
  /** Tells it from every other JSON value. */
  readonly _tag: "JsonNumber"
  /** The number as it was written. */
  readonly text: string
}

const jsonNumber = (text: string): JsonNumber => ({ _tag: "JsonNumber", text })

const JsonNumber = Schema.declare(
  (u): u is JsonNumber => Predicate.isTagged(u, "JsonNumber") && Predicate.hasProperty(u, "text") && isText(u.text),
  {
    description: "a JSON number",
    message: () => "expected a JSON number",
    arbitrary: () => (fc) => fc.integer().map((value) => jsonNumber(String(value))),
    jsonSchema: { type: "number" }
  }
)

const isText = (u: unknown): u is string => typeof u === "string"

/** Money that is a JSON number on the wire, exact. */
export const Money = Schema.transform(JsonNumber, DecimalFromText, {
  strict: false,
  decode: ({ text }) => text,
  encode: jsonNumber
}).annotations({ message: () => "expected a JSON number" })

/** As far as a date reaches. */
const millis = /^-?\d{1,16}$/

/** A moment that is Unix ms as a JSON number on the wire. */
export const Moment = Schema.transformOrFail(JsonNumber, Schema.DateTimeUtcFromNumber, {
  strict: false,
  decode: (wire, _, ast) =>
    millis.test(wire.text)
      ? ParseResult.succeed(Number(wire.text))
      : ParseResult.fail(new ParseResult.Type(ast, wire, "expected Unix milliseconds")),
  encode: (value) => ParseResult.succeed(jsonNumber(String(value)))
}).annotations({ message: () => "expected Unix milliseconds, a JSON number" })

/** A text that may come as a JSON number: for what the vendor names without its type. */
export const TextOrNumber = Schema.transform(Schema.Union(Schema.NonEmptyString, JsonNumber), Schema.NonEmptyString, {
  strict: false,
  decode: (wire) => (isText(wire) ? wire : wire.text),
  encode: (text) => text
}).annotations({ message: () => "expected a text or a JSON number" })
