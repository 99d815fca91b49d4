/**
 * An answer's text as the platform's envelope. `Envelope.Envelope` says the same as a schema of values, and a property compares the
 * two; every answer is read, and read by hand that takes a tenth of the time.
 */
import type { Envelope } from "@effect-keysecure/schema"
import * as Either from "effect/Either"
import * as Option from "effect/Option"
import * as Predicate from "effect/Predicate"
import * as Json from "../encoding/json.js"

const parse = Option.liftThrowable((text: string): unknown => JSON.parse(text))

/** A name that is read may be there twice, or be spelled with escapes. */
const suspicious = /"(code|msg|data)"\s*:[^]*"\1"\s*:|\\u00[67]/iu

/** Whether two readers could read two things. */
const isAmbiguous = (text: string): boolean => suspicious.test(text) && Either.isLeft(Json.read(text))

const byteOrderMark = "\ufeff"

/** An envelope as it came, with what else is in it. */
export type Wire = Readonly<Record<string, unknown>>

interface Received {
  readonly envelope: Envelope.Envelope
  readonly wire: Wire
}

/** The envelope; nothing if the text is not one, or could be read as another one. A byte-order mark is passed over. */
export const receive = (given: string): Received | undefined => {
  const text = given.startsWith(byteOrderMark) ? given.slice(1) : given
  const wire = Option.getOrUndefined(parse(text))
  const envelope = envelopeOf(wire)
  return envelope === undefined || !Predicate.isReadonlyRecord(wire) || isAmbiguous(text)
    ? undefined
    : { envelope, wire }
}

const envelopeOf = (wire: unknown): Envelope.Envelope | undefined => {
  if (!Predicate.isReadonlyRecord(wire)) return undefined
  const { code, data, msg = "" } = wire
  if (typeof code !== "number" || !Number.isSafeInteger(code)) return undefined
  if (msg !== null && typeof msg !== "string") return undefined
  return code === 0 ? { _tag: "Accepted", msg: msg ?? "", data } : { _tag: "Rejected", code, msg: msg ?? "" }
}
