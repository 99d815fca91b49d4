/** Advice on an address before a physical card is applied for: what the documents refuse, and what is probably wrong. */
import { Address } from "@effect-keysecure/schema"
import * as StrictAddress from "@effect-keysecure/schema/StrictAddress"
import { Console, Effect, Either, ParseResult, Schema } from "effect"

const read = Schema.decodeUnknownEither(Address.PhysicalAddress, { errors: "all" })

/** What to tell the customer of an address, as it came from a form. */
export const advice = (form: unknown): ReadonlyArray<string> =>
  Either.match(read(form), {
    // The platform would refuse it.
    onLeft: (error) =>
      ParseResult.ArrayFormatter.formatErrorSync(error).map(({ message, path }) => `${path.join(".")}: ${message}`),
    // The platform may take it; a person had better look again.
    onRight: (address) =>
      StrictAddress.warnings(address).map(({ field, message }) => `${field}: ${message} (please check)`)
  })

const form = {
  first_name: "Ada",
  last_name: "Lovelace",
  phone_code: "1",
  phone: "2124396500",
  postal_code: "10118",
  country: "US",
  state: "NY",
  city: "New York",
  address_line1: "350 5th Avenue"
}

const forms = {
  "as it should be": form,
  "a postal code of California": { ...form, postal_code: "94043" },
  "a phone number that is too short": { ...form, phone: "21243" },
  "a city in Cyrillic": { ...form, city: "Нью-Йорк" }
}

const program = Effect.forEach(Object.entries(forms), ([what, given]) =>
  Console.log(`${what}: ${advice(given).join("; ") || "fine"}`)
)

await Effect.runPromise(program)
