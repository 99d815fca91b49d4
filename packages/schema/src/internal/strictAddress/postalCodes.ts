/** Postal codes against their country and state, by `postal-code-checker`: its data are Google's libaddressinput. */
import { getCountryByCode, getSubdivisions, inferSubdivision, validatePostalCode } from "postal-code-checker"

/** Whether a code has the pattern of its country. A country that is not known, or has no postal codes, takes any. */
export const fitsCountry = (country: string, postalCode: string): boolean => {
  const known = getCountryByCode(country)
  return known === null || known.postalCodePatterns.length === 0 || validatePostalCode(country, postalCode)
}

/** A name in plain lower case: `São Paulo`, `SAO PAULO` and `Sao-Paulo` are one, as are `N.S.W.` and `NSW`. */
const plain = (name: string): string =>
  name
    .normalize("NFD")
    .toLowerCase()
    .replace(/ı/g, "i")
    .replace(/[^a-z0-9]/g, "")

/**
 * Whether the prefix of a code is one of its state. Any is where that cannot be told: the country has no such data (24
 * have), the state is spelled otherwise than its code or name there, or the prefix is not listed.
 */
export const fitsState = (country: string, state: string, postalCode: string): boolean => {
  const spelled = plain(state)
  const isNamed = (name: string): boolean => spelled !== "" && plain(name) === spelled
  const named = getSubdivisions(country).filter(({ code, name }) => isNamed(code) || isNamed(name))
  const possible = inferSubdivision(country, postalCode)
  return (
    named.length === 0 || possible.length === 0 || possible.some(({ code }) => named.some((one) => one.code === code))
  )
}
