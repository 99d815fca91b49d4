/**
 * An answer's text as the platform's envelope. `Envelope.Envelope` says the same as a schema, and a property compares the
 * two; every answer is read, and read by hand that takes a tenth of the time.
 */
import type { Envelope } from "@effect-keysecure/schema"
import * as Option from "effect/Option"
import * as Predicate from "effect/Predicate"

const parse = Option.liftThrowable((text: string): unknown => JSON.parse(text))

/** An envelope as it came, with what else is in it. */
export type Wire = Readonly<Record<string, unknown>>

interface Received {
  readonly envelope: Envelope.Envelope
  readonly wire: Wire
}

/** The envelope; nothing if the text is not one. */
export const receive = (text: string): Received | undefined => {
  const wire = Option.getOrUndefined(parse(text))
  const envelope = envelopeOf(wire)
  return envelope === undefined || !Predicate.isReadonlyRecord(wire) ? undefined : { envelope, wire }
}

const envelopeOf = (wire: unknown): Envelope.Envelope | undefined => {
  if (!Predicate.isReadonlyRecord(wire)) return undefined
  const { code, data, msg = "" } = wire
  if (typeof code !== "number" || !Number.isSafeInteger(code)) return undefined
  if (msg !== null && typeof msg !== "string") return undefined
  return code === 0 ? { _tag: "Accepted", msg: msg ?? "", data } : { _tag: "Refused", code, msg: msg ?? "" }
}
