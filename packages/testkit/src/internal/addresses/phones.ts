/** Calling codes and phone numbers (docs/api.md, address_info), judged by the metadata of libphonenumber. */
import { getCountries, getCountryCallingCode, parsePhoneNumberFromString } from "libphonenumber-js/max"
import type { PhoneCheck } from "../requests/handler.js"

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

/** Judges by the metadata. */
export const isPhoneNumber: PhoneCheck = (callingCode, number) =>
  isNumber.test(number) && parsePhoneNumberFromString(`+${callingCode}${number}`)?.isValid() === true

/** Tests use the same few hundred numbers. Beyond these, all are forgotten. */
const mostRemembered = 1024

/** The same check with a memory, for one platform: to judge a number takes 10 to 18 µs (decision 0020). */
export const rememberingPhones = (): PhoneCheck => {
  const known = new Map<string, boolean>()
  return (callingCode, number) => {
    const key = `${callingCode} ${number}`
    const before = known.get(key)
    if (before !== undefined) return before
    if (known.size >= mostRemembered) known.clear()
    const judged = isPhoneNumber(callingCode, number)
    known.set(key, judged)
    return judged
  }
}

/** Whether a text is digits as a national number has them: the only check without a calling code. */
export const isDigits = (number: string): boolean => isNumber.test(number)
