/** Calling codes and phone numbers (docs/api.md, address_info), judged by the metadata of libphonenumber. */
import { getCountries, getCountryCallingCode, parsePhoneNumberFromString } from "libphonenumber-js/max"

// The last nine belong to no country: freephone, satellites and the like.
const callingCodes = new Set<string>([
  ...getCountries().map((country) => getCountryCallingCode(country)),
  ..."800 808 870 878 881 882 883 888 979".split(" ")
])

const isCallingCode = /^[1-9]\d{0,5}$/
const isNumber = /^\d{2,17}$/

/** Whether digits are a calling code, or one with an area code behind it as drop-down lists have it (`1242`). */
export const isKnownCallingCode = (code: string): boolean =>
  isCallingCode.test(code) && [1, 2, 3].some((length) => callingCodes.has(code.slice(0, length)))

/** Whether a number is assigned in any country of its calling code. A trunk zero may stand before it. */
export const isPhoneNumber = (callingCode: string, number: string): boolean =>
  isNumber.test(number) && parsePhoneNumberFromString(`+${callingCode}${number}`)?.isValid() === true

/** Whether a text is digits as a national number has them: the only check without a calling code. */
export const isDigits = (number: string): boolean => isNumber.test(number)
