/**
 * Where a card is sent, and to whom: the documented rules of `address_info`, and no others.
 *
 * A local check never refuses what the server might accept: a false refusal costs a customer a card, a late refusal
 * costs one call. Source: docs/api.md, address_info.
 *
 * @module Address
 * @since 0.1.0
 */
import { startsWithCallingCode } from "./internal/countries/callingCodes.js"
import { isCountryCode } from "./internal/countries/codes.js"
import { text } from "./internal/schemas/text.js"
import * as Request from "./internal/records/request.js"
import * as Wire from "./internal/records/wire.js"

// Printable ASCII, and the typographic signs that real English addresses carry. No other letters, no control
// characters, tabs, line breaks, non-breaking spaces or emoji.
const signs = "°ºª№‘’“”–—·´"
const english = new RegExp(`^[ -~${signs}]*$`)
const letter = /[A-Za-z]/
const containing = (one: string): string => `^[ -~${signs}]*${one}[ -~${signs}]*$`
const blank = /^\s*$/
const postalCode = /^[\x20-\x7e]{1,20}$/
const phoneCode = /^[1-9]\d{0,5}$/
const phone = /^\d{2,17}$/

/**
 * A first or last name: in English (printable ASCII and the signs ° º ª № ‘ ’ “ ” – — · ´), with at least one letter.
 *
 * @since 0.1.0
 * @category models
 */
export const EnglishName = text({
  expected: "a name in English letters",
  accepts: (value) => english.test(value) && letter.test(value),
  limits: { minLength: 1, pattern: containing("[A-Za-z]") },
  arbitrary: (fc) => fc.stringMatching(/^[A-Z][a-z]{1,12}(?:[ '-][A-Z][a-z]{1,8})?$/)
}).annotations({ identifier: "EnglishName" })

/**
 * A line of an address, a city or a state: in English (printable ASCII and the signs ° º ª № ‘ ’ “ ” – — · ´), not
 * blank.
 *
 * @since 0.1.0
 * @category models
 */
export const EnglishText = text({
  expected: "text in English characters, not blank",
  accepts: (value) => english.test(value) && !blank.test(value),
  limits: { minLength: 1, pattern: containing(`[!-~${signs}]`) },
  arbitrary: (fc) => fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9 ,.'\-/#]{0,30}$/)
}).annotations({ identifier: "EnglishText" })

/**
 * An ISO 3166-1 alpha-2 country code in capitals, or `XK` (Kosovo). Only the server knows which countries the platform
 * supports (`CountryNotSupported`, 2009).
 *
 * @since 0.1.0
 * @category models
 */
export const CountryCode = text({
  expected: "an ISO 3166-1 alpha-2 country code in capitals, such as US",
  accepts: isCountryCode,
  limits: { minLength: 2, maxLength: 2, pattern: "^[A-Z]{2}$" },
  arbitrary: (fc) => fc.constantFrom("US", "GB", "DE", "FR", "CN", "JP", "SG", "AU", "BR", "ZA")
}).annotations({ identifier: "CountryCode" })

/**
 * A calling code: 1 to 6 digits without `+`, starting with a known calling code (`86`; also `1242`, as drop-down lists
 * have it).
 *
 * @since 0.1.0
 * @category models
 */
export const PhoneCode = text({
  expected: "a calling code in digits without +, such as 86",
  accepts: (value) => phoneCode.test(value) && startsWithCallingCode(value),
  limits: { minLength: 1, maxLength: 6, pattern: "^[1-9][0-9]*$" },
  arbitrary: (fc) => fc.constantFrom("1", "44", "49", "33", "86", "81", "65", "61", "55", "27", "1242")
}).annotations({ identifier: "PhoneCode" })

/**
 * A national phone number without its calling code: 2 to 17 digits. (The 15 of E.164 are too few for some countries
 * when a trunk prefix is kept.)
 *
 * @since 0.1.0
 * @category models
 */
export const PhoneNumber = text({
  expected: "a national phone number of 2 to 17 digits, without the calling code",
  accepts: (value) => phone.test(value),
  limits: { minLength: 2, maxLength: 17, pattern: "^[0-9]*$" },
  arbitrary: (fc) => fc.stringMatching(/^[2-9]\d{6,10}$/)
}).annotations({ identifier: "PhoneNumber" })

/**
 * A postal code: 1 to 20 printable ASCII characters, not blank. The server judges whether it matches country, state and
 * city (`PostalCodeMismatch`, 2010).
 *
 * @since 0.1.0
 * @category models
 */
export const PostalCode = text({
  expected: "a postal code of 1 to 20 printable ASCII characters",
  accepts: (value) => postalCode.test(value) && !blank.test(value),
  limits: { minLength: 1, maxLength: 20, pattern: "^ *[!-~][ -~]*$" },
  arbitrary: (fc) => fc.stringMatching(/^[A-Z0-9]{4,8}$/)
}).annotations({ identifier: "PostalCode" })

const place = {
  postalCode: Wire.required("postal_code", PostalCode),
  country: Wire.required("country", CountryCode),
  state: Wire.required("state", EnglishText),
  city: Wire.required("city", EnglishText),
  addressLine1: Wire.required("address_line1", EnglishText),
  addressLine2: Wire.emptiable("address_line2", EnglishText)
} as const

/**
 * The address of a virtual card: the place, and optionally the person. A virtual card may have none; when it has one,
 * `postalCode`, `country`, `state`, `city` and `addressLine1` are required (docs/api.md, Apply for card).
 *
 * @since 0.1.0
 * @category models
 */
export interface VirtualAddress {
  /** The first name, in English letters. */
  readonly firstName?: string | undefined
  /** The last name, in English letters. */
  readonly lastName?: string | undefined
  /** The calling code in digits without `+`, such as `86`. */
  readonly phoneCode?: string | undefined
  /** The national phone number in digits, without the calling code. */
  readonly phone?: string | undefined
  /** The postal code: it must match the country, the state and the city. */
  readonly postalCode: string
  /** The country, by its ISO 3166-1 alpha-2 code, such as `US`. */
  readonly country: string
  /** The state or province, in English. */
  readonly state: string
  /** The city, in English. */
  readonly city: string
  /** The first line: English letters, digits, spaces and the usual signs. */
  readonly addressLine1: string
  /** The second line, if there is one. `""` and `null` mean that there is none. */
  readonly addressLine2?: string | undefined
}

/**
 * @since 0.1.0
 * @category models
 */
export const VirtualAddress = Request.struct<VirtualAddress>()("VirtualAddress", {
  firstName: Wire.emptiable("first_name", EnglishName),
  lastName: Wire.emptiable("last_name", EnglishName),
  phoneCode: Wire.emptiable("phone_code", PhoneCode),
  phone: Wire.emptiable("phone", PhoneNumber),
  ...place
})

/**
 * The address of a physical card: every field but `addressLine2` is required (docs/api.md, Apply for card).
 *
 * @since 0.1.0
 * @category models
 */
export interface PhysicalAddress {
  /** The first name, in English letters. */
  readonly firstName: string
  /** The last name, in English letters. */
  readonly lastName: string
  /** The calling code in digits without `+`, such as `86`. */
  readonly phoneCode: string
  /** The national phone number in digits, without the calling code. */
  readonly phone: string
  /** The postal code: it must match the country, the state and the city. */
  readonly postalCode: string
  /** The country, by its ISO 3166-1 alpha-2 code, such as `US`. */
  readonly country: string
  /** The state or province, in English. */
  readonly state: string
  /** The city, in English. */
  readonly city: string
  /** The first line: English letters, digits, spaces and the usual signs. */
  readonly addressLine1: string
  /** The second line, if there is one. `""` and `null` mean that there is none. */
  readonly addressLine2?: string | undefined
}

/**
 * @since 0.1.0
 * @category models
 */
export const PhysicalAddress = Request.struct<PhysicalAddress>()("PhysicalAddress", {
  firstName: Wire.required("first_name", EnglishName),
  lastName: Wire.required("last_name", EnglishName),
  phoneCode: Wire.required("phone_code", PhoneCode),
  phone: Wire.required("phone", PhoneNumber),
  ...place
})
