import { describe, expect, it } from "vitest"
import { officialCodes, wrongCodes } from "../../../../schema/test/support/postalCodes.js"
import { addressBook } from "../../../src/internal/addresses/book.js"
import { postalCodeFits } from "../../../src/internal/addresses/postal.js"
import { physical, Session } from "../../support/session.js"

type Case = readonly [country: string, state: string, postalCode: string]

const fits: ReadonlyArray<Case> = [
  ["US", "CA", "94043"],
  ["US", "California", "94043-1351"],
  ["US", "california", "94043"],
  ["US", "New York", "06390"],
  ["US", "NY", "00501"],
  ["US", "AE", "09128"],
  ["US", "Puerto Rico", "00901"],
  ["CA", "ON", "K1A 0T6"],
  ["CA", "Quebec", "k1a0t6"],
  ["CA", "Nunavut", "X0A 0H0"],
  ["AU", "NSW", "2000"],
  ["AU", "N.S.W.", "2000"],
  ["AU", "Northern Territory", "0800"],
  ["CN", "Guangdong Province", "518129"],
  ["CN", "Guangxi Zhuang Autonomous Region", "530022"],
  ["CN", "Inner Mongolia", "010010"],
  ["CN", "Beijing Shi", "100004"]
]

const contradicts: ReadonlyArray<Case> = [
  ["US", "CA", "10028"],
  ["US", "California", "10028"],
  ["US", "New York", "94043"],
  ["US", "NY", "94043-1351"],
  ["US", "Texas", "60603"],
  ["CA", "Ontario", "V6C 2W6"],
  ["CA", "BC", "M5H 2N2"],
  ["AU", "NSW", "3006"],
  ["AU", "Western Australia", "4000"],
  ["CN", "Guangdong", "200002"],
  ["CN", "Shanghai Municipality", "100004"],
  ["CN", "Shaanxi", "030001"]
]

const outsidePattern: ReadonlyArray<Case> = [
  ["US", "CA", "9404"],
  ["US", "Kalifornien", "ABCDE"],
  ["GB", "England", "12345"],
  ["DE", "Berlin", "1011"],
  ["CN", "Guangdong", "51013"],
  ["CA", "ON", "12345"],
  ["JP", "Tokyo", ""]
]

const inDoubt: ReadonlyArray<readonly [why: string, ...Case]> = [
  ["a spelling of the state that is not known", "US", "Calif.", "10028"],
  ["a spelling of the state that is not known", "CN", "Canton", "200002"],
  ["a name that every object has", "CN", "constructor", "200002"],
  ["a ZIP code of two states", "US", "TN", "42223"],
  ["a ZIP code of two states", "US", "KY", "42223"],
  ["a ZIP code of two states", "US", "California", "97635-1234"],
  ["a postcode of two states", "AU", "SA", "0872"],
  ["a postcode of two states", "AU", "NSW", "4383"],
  ["a country without postal codes", "HK", "Hong Kong", "999077"],
  ["a country without postal codes", "AE", "Dubai", "00000"],
  ["a country without postal codes", "AE", "Dubai", ""],
  ["a country that the library does not know", "XK", "Pristina", "10000"],
  ["a country that there is not", "ZZ", "Nowhere", "1"],
  ["a country whose states are not judged", "DE", "Bavaria", "10117"],
  ["Shaanxi as it is often written", "CN", "Shanxi", "710000"]
]

describe("a postal code", () => {
  it.each(addressBook)("of the address book fits: $country, $state, $postal_code", (entry) => {
    expect(postalCodeFits(entry.country, entry.state, entry.postal_code)).toBe(true)
  })

  it.each(fits)("fits its state: %s, %s, %s", (...given) => {
    expect(postalCodeFits(...given)).toBe(true)
  })

  it.each(contradicts)("contradicts another state: %s, %s, %s", (...given) => {
    expect(postalCodeFits(...given)).toBe(false)
  })

  it.each(outsidePattern)("outside its country's pattern does not fit: %s, %s, %s", (...given) => {
    expect(postalCodeFits(...given)).toBe(false)
  })

  it.each(inDoubt)("fits in doubt: %s (%s, %s, %s)", (_why, ...given) => {
    expect(postalCodeFits(...given)).toBe(true)
  })

  it.each(["US", "CA", "AU", "CN"])("of one state does not fit another one of %s", (country) => {
    const spelledOut: Readonly<Record<string, string>> = { California: "CA" }
    const entries = addressBook.filter((entry) => entry.country === country)
    const swaps = entries.flatMap((here) =>
      entries
        .filter((there) => (spelledOut[here.state] ?? here.state) !== (spelledOut[there.state] ?? there.state))
        .map((there) => [there.state, here.postal_code] as const)
    )
    expect(swaps.length).toBeGreaterThanOrEqual(6)
    for (const [state, postalCode] of swaps) {
      expect(postalCodeFits(country, state, postalCode), `${postalCode} in ${state}`).toBe(false)
    }
  })
})

describe("the simulator", () => {
  const answerTo = ({ country, postalCode, state }: (typeof officialCodes)[number] | (typeof wrongCodes)[number]) =>
    new Session().apply({
      ...physical,
      address_info: { ...physical.address_info, country, state, postal_code: postalCode }
    })

  it("refuses no code that is in use", () => {
    for (const code of officialCodes) {
      expect(answerTo(code), `${code.country} ${code.state} ${code.postalCode}`).toMatchObject({ code: 0 })
    }
  })

  it("refuses a code that breaks an official rule, with 2010 and the field", () => {
    for (const code of wrongCodes) {
      expect(answerTo(code), code.because).toMatchObject({ code: 2010, msg: expect.stringMatching(/^postal_code\b/) })
    }
  })
})
