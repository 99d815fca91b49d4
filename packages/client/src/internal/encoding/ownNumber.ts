/** The merchant's own number of an operation (`Endpoint.OwnNumber`) in a payload that is sent. */
import type * as Endpoint from "@effect-keysecure/schema/Endpoint"
import * as Predicate from "effect/Predicate"
import type { OutcomeUnknown } from "../../ClientError.js"

/** The merchant's own numbers of writes. */
export type UniqueNos = Pick<OutcomeUnknown, "cardUniqueNo" | "transferUniqueNo" | "cardholderUniqueNo">

/** A field of a value, if it is a text. */
export const textAt = (value: unknown, field: string): string | undefined =>
  Predicate.isReadonlyRecord(value) && typeof value[field] === "string" ? value[field] : undefined

/** The own number in a payload: its name on the wire, and its value. */
export const ownNumberIn = (
  { ownNumber }: Pick<Endpoint.Any, "ownNumber">,
  payload: unknown
): { readonly name: string; readonly value: string } | undefined => {
  const value = ownNumber === undefined ? undefined : textAt(payload, ownNumber.field)
  return ownNumber === undefined || value === undefined ? undefined : { name: ownNumber.name, value }
}

/** The own number in a payload, as an error names it. */
export const uniqueNosOf = ({ ownNumber }: Pick<Endpoint.Any, "ownNumber">, payload: unknown): UniqueNos => {
  const value = ownNumber === undefined ? undefined : textAt(payload, ownNumber.field)
  return ownNumber === undefined || value === undefined ? {} : { [ownNumber.field]: value }
}
