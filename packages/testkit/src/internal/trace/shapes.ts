/** Values in place of personal ones, with which the platform does as it did with those. */
import * as Iterable from "effect/Iterable"
import { addressBook, newYork } from "../addresses/book.js"
import { isCountry } from "../addresses/countries.js"
import { isDigits, isKnownCallingCode, isPhoneNumber } from "../addresses/phones.js"
import { postalCodeFits } from "../addresses/postal.js"
import { type JsonObject, textOf } from "../requests/bodyRules.js"
import type { Rules } from "../state/rules.js"

/** A value of the same type of JSON that says nothing. */
export const shapeOf = (value: unknown): unknown => {
  if (typeof value === "string") return value.trim() === "" ? value : "x"
  if (typeof value === "number") return 0
  if (Array.isArray(value)) return []
  return typeof value === "object" && value !== null ? {} : value
}

const plain = /[A-Za-z0-9 ]/
const ascii = /[\u0000-\u00a0]/
const foreign = ["\u4e2d", "\u6587", "\u00e9"]

/** A text with the same signs that a rule may refuse, each once, and no more of it. */
const signsOf = (text: string, { addressSymbols }: Rules): string => {
  if (text.trim() === "") return text
  const other = foreign.find((sign) => !addressSymbols.includes(sign)) ?? ""
  const signs = [...text]
    .filter((sign) => !plain.test(sign))
    .map((sign) => (ascii.test(sign) || addressSymbols.includes(sign) ? sign : other))
  return `x${[...new Set(signs)].toSorted().join("")}`
}

/** Whether it has no signs but those that every address has. */
const isPlain = (text: string): boolean => [...text].every((sign) => sign === "-" || plain.test(sign))

const digits = Array.from({ length: 10 }, (_, digit) => String(digit))
const letters = [..."ABCDEFGHIJKLMNOPQRSTUVWXYZ"]

/** Codes of the same pattern, of one digit and one letter each. */
const samePattern = (code: string): ReadonlyArray<string> =>
  (/[A-Za-z]/.test(code) ? letters : [""]).flatMap((letter) =>
    digits.flatMap((first) =>
      digits.map((digit) =>
        code
          .replace(/[A-Za-z]/g, letter)
          .replace(/\d/g, digit)
          .replace(/\d/, first)
      )
    )
  )

/** Codes of the same pattern. Those come later that begin as the code does, as all codes of some small countries do. */
function* similar(code: string): Iterable<string> {
  for (let kept = 0; kept < code.length; kept++) {
    for (const end of samePattern(code.slice(kept))) yield code.slice(0, kept) + end
  }
}

/** State and postal code in place of others that fit, or do not fit, each other and their country. */
const placeOf = (country: string, state: string, code: string, rules: Rules): readonly [string, string] => {
  const free = signsOf(state, rules)
  if (code.trim() === "" || !isPlain(code)) return [free, signsOf(code, rules)]
  if (!postalCodeFits(country, state, code)) return [free, "x"]
  const book = addressBook.filter((entry) => entry.country === country)
  const isFree = state.trim() !== "" && isPlain(state)
  const known = book.find((entry) => isFree && postalCodeFits(country, entry.state, entry.postal_code))
  if (known !== undefined) return [known.state, known.postal_code]
  for (const other of Iterable.appendAll(["x"], similar(code))) {
    if (other !== code && postalCodeFits(country, free, other)) return [free, other]
  }
  return [free, "x"]
}

/** Calling code and phone number in place of others that are as good, or as bad. */
const phoneOf = (code: string, phone: string): readonly [string, string] => {
  const isKnown = isKnownCallingCode(code)
  const shown = code.trim() === "" || isKnown ? code : "0"
  if (phone.trim() === "") return [shown, phone]
  if (code.trim() === "") return [shown, isDigits(phone) ? "00" : "x"]
  if (!isKnown || !isPhoneNumber(code, phone)) return [shown, "x"]
  const known = addressBook.find((entry) => entry.phone_code === code) ?? newYork
  return [known.phone_code, known.phone]
}

/** The fields of an address whose texts say where, and who. */
const asSigns = ["first_name", "last_name", "city", "address_line1", "address_line2"]

const known: ReadonlySet<string> = new Set([...asSigns, "country", "state", "postal_code", "phone_code", "phone"])

/** An address that is as good, or as bad, with the public numbers of museums and hotels. */
export const addressOf = (address: JsonObject, rules: Rules): JsonObject => {
  const country = textOf(address, "country")
  const shown = isCountry(country) || country.trim() === "" ? country : "x"
  const [state, postal_code] = placeOf(country, textOf(address, "state"), textOf(address, "postal_code"), rules)
  const [phone_code, phone] = phoneOf(textOf(address, "phone_code"), textOf(address, "phone"))
  const texts: Readonly<Record<string, string>> = {
    ...Object.fromEntries(asSigns.map((name) => [name, signsOf(textOf(address, name), rules)])),
    country: shown,
    state,
    postal_code,
    phone_code,
    phone
  }
  return Object.fromEntries(
    Object.entries(address).map(([name, value], index) =>
      known.has(name)
        ? [name, typeof value === "string" ? texts[name] : shapeOf(value)]
        : [`other${index}`, shapeOf(value)]
    )
  )
}
