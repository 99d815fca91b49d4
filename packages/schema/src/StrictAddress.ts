/**
 * Advice on addresses that goes further than `Address`: values that do not look like a phone number, a postal code or
 * an address of its country. It is opt-in, for forms that can ask again.
 *
 * The platform documents none of it, and may accept an address that gets a warning: the phone metadata know the world
 * of their release. A postal code gets a warning if it breaks a rule of its country's post, in the 99 countries whose
 * rule was checked, and against its state in twelve of them (docs/api.md, address_info). If a rule cannot decide, there
 * is no warning. Importing this module loads tables and metadata, so it is no part of the package's index.
 *
 * @module StrictAddress
 * @since 0.1.0
 */
import * as Record from "effect/Record"
import * as Schema from "effect/Schema"
import { parsePhoneNumberFromString } from "libphonenumber-js/min"
import * as Address from "./Address.js"
import { startsWithCallingCode } from "./internal/countries/callingCodes.js"
import { partsOf, tidied } from "./internal/records/request.js"
import { fitsCountry, fitsState } from "./internal/strictAddress/postalCodes.js"

const expectations = {
  CallingCode: "expected a calling code alone, without the area code that may follow it",
  PhoneLength: "expected a national phone number as long as those of its calling code",
  PostalPattern: "expected a postal code in the format of its country; check the code, and the country",
  PostalPrefix: "expected a postal code of its state; check the code, and the state",
  Symbols: `expected only English letters, digits, spaces and , . ' " - / # & ( ) : ; + @ !`
} as const

/**
 * The rule of a warning: `CallingCode` (exactly a calling code, which `1242` is not), `PhoneLength` (possible for its
 * calling code, with or without a trunk 0), `PostalPattern` (the format of the country, however it is spaced, dashed
 * and capitalized, with or without the country's sign), `PostalPrefix` (the ranges of the state, if its post publishes
 * them and the state is written as a known name or code), `Symbols` (those of usual addresses). It encodes docs/api.md,
 * address_info.
 *
 * @since 0.1.0
 * @category models
 */
export type Rule = keyof typeof expectations

/**
 * A field that may get a warning, by its domain name. A country alone never gets one.
 *
 * @since 0.1.0
 * @category models
 */
export type Field = Exclude<keyof Address.VirtualAddress, "country">

/**
 * A doubt about one field of an address.
 *
 * @since 0.1.0
 * @category models
 */
export interface Warning {
  /** The field that is warned of. */
  readonly field: Field
  /** The rule that it breaks. It is stable, so that a program can choose its own words by it. */
  readonly rule: Rule
  /**
   * The expected value, in English. The text is the same for every address: it never repeats a value, which is
   * personal.
   */
  readonly message: string
}

const usual = /^[A-Za-z0-9 ,.'"\-/#&():;+@!]*$/

const symbols = (text: string | undefined): Rule | undefined =>
  text === undefined || usual.test(text) ? undefined : "Symbols"

/** No calling code begins another, so one with a digit too many starts with a whole one. */
const isCallingCode = (code: string): boolean =>
  startsWithCallingCode(code) && !startsWithCallingCode(code.slice(0, -1))

const isPossible = (callingCode: string, number: string): boolean =>
  parsePhoneNumberFromString(`+${callingCode}${number}`)?.isPossible() === true

/** The rule that each field breaks, if any: at most one per field, in the vendor's order of the fields. */
const judges: Readonly<Record<Field, (address: Address.VirtualAddress) => Rule | undefined>> = {
  firstName: ({ firstName }) => symbols(firstName),
  lastName: ({ lastName }) => symbols(lastName),
  phoneCode: ({ phoneCode }) => (phoneCode === undefined || isCallingCode(phoneCode) ? undefined : "CallingCode"),
  phone: ({ phone, phoneCode }) => {
    // Behind a wrong calling code, a number cannot be judged.
    if (phone === undefined || phoneCode === undefined || !isCallingCode(phoneCode)) return undefined
    return isPossible(phoneCode, phone) ? undefined : "PhoneLength"
  },
  postalCode: ({ country, postalCode, state }) => {
    if (!fitsCountry(country, postalCode)) return "PostalPattern"
    return fitsState(country, state, postalCode) ? undefined : "PostalPrefix"
  },
  state: ({ state }) => symbols(state),
  city: ({ city }) => symbols(city),
  addressLine1: ({ addressLine1 }) => symbols(addressLine1),
  addressLine2: ({ addressLine2 }) => symbols(addressLine2)
}

/**
 * Everything doubtful in an address: at most one warning per field, in the vendor's order of the fields. It is empty if
 * nothing is doubtful. A physical address will do as well.
 *
 * @since 0.1.0
 * @category validation
 */
export const warnings = (address: Address.VirtualAddress): ReadonlyArray<Warning> =>
  Record.toEntries(judges).flatMap(([field, judge]) => {
    const rule = judge(address)
    return rule === undefined ? [] : [{ field, rule, message: expectations[rule] }]
  })

// Parts that belong together. If they were made apart from each other, they would hardly ever fit.
const consistent = [
  { phoneCode: "1", phone: "2125550100", country: "US", state: "NY", postalCode: "10001" },
  { phoneCode: "44", phone: "02079460100", country: "GB", state: "England", postalCode: "SW1A 1AA" },
  { phoneCode: "49", phone: "3023125000", country: "DE", state: "Berlin", postalCode: "10117" },
  { phoneCode: "81", phone: "0335041111", country: "JP", state: "Tokyo", postalCode: "100-8558" },
  { phoneCode: "852", phone: "29202888", country: "HK", state: "Hong Kong", postalCode: "000000" }
] as const

const strict = <A extends Address.VirtualAddress, I>(
  identifier: string,
  base: Schema.Schema<A, I>
): Schema.Schema<A, I> => {
  const { strict: record, tidy } = partsOf(base)
  return tidied(
    identifier,
    () =>
      record.pipe(
        Schema.filter((address) => warnings(address).map(({ field, message }) => ({ path: [field], message })), {
          description: "an address without warnings",
          arbitrary: (addresses) => (fc) =>
            fc
              .tuple(addresses(fc), fc.constantFrom(...consistent))
              .map(([address, parts]) => ({ ...address, ...parts }))
        })
      ),
    tidy
  )
}

/**
 * `Address.VirtualAddress`, the same in type and on the wire, without warnings: every warning is an issue at its field.
 *
 * @since 0.1.0
 * @category models
 */
export const VirtualAddress = strict("StrictVirtualAddress", Address.VirtualAddress)

/**
 * @since 0.1.0
 * @category models
 */
export type VirtualAddress = typeof VirtualAddress.Type

/**
 * `Address.PhysicalAddress`, the same in type and on the wire, without warnings: every warning is an issue at its field.
 *
 * @since 0.1.0
 * @category models
 */
export const PhysicalAddress = strict("StrictPhysicalAddress", Address.PhysicalAddress)

/**
 * @since 0.1.0
 * @category models
 */
export type PhysicalAddress = typeof PhysicalAddress.Type
