/**
 * Whether a postal code can belong to a country and a state: the part of 2010 (docs/api.md, Error codes) that can be
 * judged without a list of all places. The documents refuse a code that does not match. So the simulator refuses a code
 * that breaks an official rule, as `StrictAddress` knows them. In doubt a code fits: a code that the vendor's server
 * might accept is not refused.
 */
import * as StrictAddress from "@effect-keysecure/schema/StrictAddress"

/** Whether a postal code breaks no official rule of its country, and none about the state. */
export const postalCodeFits = (country: string, state: string, postalCode: string): boolean =>
  StrictAddress.warnings({ postalCode, country, state, city: "", addressLine1: "" }).every(
    ({ field }) => field !== "postalCode"
  )
