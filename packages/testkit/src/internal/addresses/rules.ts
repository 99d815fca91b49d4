/** The simulator's checks of `address_info` (docs/api.md, address_info): more than the schemas, which never judge. */
import { isCountry } from "./countries.js"
import { isGiven, type JsonObject, type Rule, isText, textOf } from "../requests/bodyRules.js"
import { isDigits, isKnownCallingCode, isPhoneNumber } from "./phones.js"
import { postalCodeFits } from "./postal.js"
import { invalid, type Refusal } from "../requests/refusal.js"
import type { Rules } from "../state/rules.js"

/** An address, and the facts on which the rules about it depend. */
export interface AddressCall {
  readonly address: JsonObject
  readonly physical: boolean
  readonly rules: Rules
}

type AddressRule = Rule<AddressCall>

// Control characters of ASCII and Latin-1.
const control = /[\u0000-\u001f\u007f-\u009f]/
const ascii = /[\u0020-\u007e]+/g
const lettersDigitsSpaces = /[A-Za-z0-9 ]+/g

/** Whether a text has no other characters than the given kinds, and the symbols that the rules name. */
const consistsOf = (kinds: RegExp, value: string, { addressSymbols }: Rules): boolean =>
  [...value.replace(kinds, "")].every((sign) => addressSymbols.includes(sign))

const isEnglish =
  (field: string): AddressRule =>
  ({ address, rules }) => {
    const value = textOf(address, field)
    if (control.test(value)) return { code: 2007, field, value }
    return consistsOf(ascii, value, rules) ? undefined : { code: 2008, field, value }
  }

const isAddressLine =
  (field: string): AddressRule =>
  ({ address, rules }) => {
    const value = textOf(address, field)
    return consistsOf(lettersDigitsSpaces, value, rules) ? undefined : { code: 2007, field, value }
  }

const country: AddressRule = ({ address, rules }) => {
  const value = textOf(address, "country")
  const supported = isCountry(value) && !rules.unsupportedCountries.includes(value)
  return value === "" || supported ? undefined : { code: 2009, field: "country", value }
}

const phoneCode: AddressRule = ({ address }) => {
  const value = textOf(address, "phone_code")
  return value === "" || isKnownCallingCode(value) ? undefined : invalid("callingCode", "phone_code", value)
}

const phone: AddressRule = ({ address, rules }) => {
  const value = textOf(address, "phone")
  if (value === "") return undefined
  const code = textOf(address, "phone_code")
  if (code === "" && rules.phoneWithoutCode === "refused") return invalid("required", "phone_code")
  const fits = code === "" ? isDigits(value) : isPhoneNumber(code, value)
  return fits ? undefined : invalid("phone", "phone", value)
}

const postalCode: AddressRule = ({ address }) => {
  const value = textOf(address, "postal_code")
  return value === "" || postalCodeFits(textOf(address, "country"), textOf(address, "state"), value)
    ? undefined
    : { code: 2010, field: "postal_code", value }
}

const fields: ReadonlyArray<readonly [name: string, required: "always" | "physical" | "never"]> = [
  ["first_name", "physical"],
  ["last_name", "physical"],
  ["phone_code", "physical"],
  ["phone", "physical"],
  ["postal_code", "always"],
  ["country", "always"],
  ["state", "always"],
  ["city", "always"],
  ["address_line1", "always"],
  ["address_line2", "never"]
]

const names = new Set(fields.map(([name]) => name))

/** An address without fields that the API does not have: those may be of any depth, and nothing looks at them. */
export const ofKnownFields = (address: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(address).filter(([name]) => names.has(name)))

/** The rules on types, and on the fields that must be there, in the vendor's order. */
export const shape: ReadonlyArray<AddressRule> = fields.map(([name, required]) => ({ address, physical }) => {
  const wrong: Refusal | undefined = isText(address, name)
  if (wrong !== undefined || required === "never") return wrong
  return required === "always" || physical ? isGiven(address, name) : undefined
})

/**
 * The rules on the values of the fields that are given, in the vendor's order. The postal code, which is judged against
 * country and state, comes last.
 */
export const content: ReadonlyArray<AddressRule> = [
  isEnglish("first_name"),
  isEnglish("last_name"),
  phoneCode,
  phone,
  isEnglish("postal_code"),
  country,
  isEnglish("state"),
  isEnglish("city"),
  isEnglish("address_line1"),
  isAddressLine("address_line1"),
  isEnglish("address_line2"),
  isAddressLine("address_line2"),
  postalCode
]
