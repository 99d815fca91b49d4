/** A physical card, and advice on its address before: what the documents refuse, and what is probably wrong. */
import { KeySecureClient } from "@effect-keysecure/client"
import { Address } from "@effect-keysecure/schema"
import * as StrictAddress from "@effect-keysecure/schema/StrictAddress"
import { KeySecureSimulator, Sample, Scenario } from "@effect-keysecure/testkit"
import { Console, Effect, Either, Layer, ParseResult, Redacted, Schema } from "effect"

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

/** Applies for a card that goes to an address that nothing is said against. */
const apply = (given: unknown) =>
  Effect.gen(function* () {
    const client = yield* KeySecureClient.KeySecureClient
    const address = yield* Schema.decodeUnknown(Address.PhysicalAddress)(given)
    const { cardNo } = yield* client.applyForCard({ ...Sample.physicalApplication, address })
    return `card ${cardNo} is on its way`
  })

const program = Effect.forEach(Object.entries(forms), ([what, given]) => {
  const said = advice(given)
  return Effect.flatMap(said.length === 0 ? apply(given) : Effect.succeed(said.join("; ")), (outcome) =>
    Console.log(`${what}: ${outcome}`)
  )
})

const simulated = KeySecureClient.layer({
  apiKey: Redacted.make(Scenario.creditApiKey),
  baseUrl: KeySecureSimulator.baseUrl
}).pipe(Layer.provide(KeySecureSimulator.layerHttpClient()))

await Effect.runPromise(Effect.provide(program, simulated))
