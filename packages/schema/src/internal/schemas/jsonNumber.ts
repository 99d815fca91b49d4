/** JSON numbers in the text that they had, as callbacks hold them. A reader that keeps the text reads them. */
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

/** The text of a number, which may come as a text too: both are signed in the same way. */
const digitsOf = (wire: string | JsonNumber): string => (isText(wire) ? wire : wire.text)

/** Money that is a JSON number on the wire, exact. Its digits in a text are read too. */
export const Money = Schema.transform(Schema.Union(JsonNumber, Schema.String), DecimalFromText, {
  strict: false,
  decode: digitsOf,
  encode: jsonNumber
}).annotations({ message: () => "expected a decimal number" })

/** As far as a date reaches. */
const millis = /^-?\d{1,16}$/
/** Unix seconds from 2001 to 2286. As ms, these would be the first months of 1970. */
const seconds = /^[1-9]\d{9}$/

/** A moment that is Unix ms as a JSON number on the wire. Seconds, and digits in a text, are read too. */
export const Moment = Schema.transformOrFail(Schema.Union(JsonNumber, Schema.String), Schema.DateTimeUtcFromNumber, {
  strict: false,
  decode: (wire, _, ast) => {
    const text = digitsOf(wire)
    return millis.test(text)
      ? ParseResult.succeed(seconds.test(text) ? Number(text) * 1000 : Number(text))
      : ParseResult.fail(new ParseResult.Type(ast, wire, "expected Unix milliseconds"))
  },
  encode: (value) => ParseResult.succeed(jsonNumber(String(value)))
}).annotations({ message: () => "expected Unix milliseconds, a JSON number" })

/** A text that may come as a JSON number: for fields that the vendor names without their type. */
export const TextOrNumber = Schema.transform(Schema.Union(Schema.NonEmptyString, JsonNumber), Schema.NonEmptyString, {
  strict: false,
  decode: digitsOf,
  encode: (text) => text
}).annotations({ message: () => "expected a text or a JSON number" })
