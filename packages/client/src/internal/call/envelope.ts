/** An answer's text as the platform's envelope. */
import * as Envelope from "@effect-keysecure/schema/Envelope"
import * as Either from "effect/Either"
import * as Option from "effect/Option"
import * as Predicate from "effect/Predicate"
import { decoding } from "../encoding/codec.js"
import * as Json from "../encoding/json.js"

const decode = decoding(() => Envelope.Envelope)

const parse = Option.liftThrowable((text: string): unknown => JSON.parse(text))

/** A name that is read may be there twice, or be spelled with escapes. */
const suspicious = /"(code|msg|data|list)"\s*:[^]*"\1"\s*:|\\u00[67]/iu

/** Whether two readers could read two things. */
const isAmbiguous = (text: string): boolean => suspicious.test(text) && Either.isLeft(Json.read(text))

/** Some transports leave out a byte-order mark before they hand the text on, and some do not. */
const byteOrderMarks = /^\ufeff+/

/** The deepest documented nesting is 6, in a fee of a package's list. A walk through an answer needs no more stack than this. */
const maxDepth = 64

const isShallow = (value: unknown, depth: number): boolean =>
  typeof value !== "object" ||
  value === null ||
  (depth > 0 && Object.values(value).every((inner) => isShallow(inner, depth - 1)))

/** An envelope as it came, with what else is in it. */
export type Wire = Readonly<Record<string, unknown>>

interface Received {
  readonly envelope: Envelope.Envelope
  readonly wire: Wire
}

/**
 * The envelope in a text. Gives `undefined` if the text is no envelope, is nested too deeply, or could be read as another
 * one. Byte-order marks are left out.
 */
export const receive = (given: string): Received | undefined => {
  const text = given.replace(byteOrderMarks, "")
  const wire = Option.getOrUndefined(parse(text))
  const read = decode(wire)
  const isRead = Predicate.isReadonlyRecord(wire) && isShallow(wire, maxDepth) && !isAmbiguous(text)
  return Either.isLeft(read) || !isRead ? undefined : { envelope: read.right, wire }
}
