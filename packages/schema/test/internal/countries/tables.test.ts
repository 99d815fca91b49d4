/** The small tables of the source, compared both ways with the packages that keep the facts. */
import { iso31661 } from "iso-3166"
import { getCountries, getCountryCallingCode } from "libphonenumber-js/min"
import metadata from "libphonenumber-js/min/metadata"
import { describe, expect, it } from "vitest"
import { startsWithCallingCode } from "../../../src/internal/countries/callingCodes.js"
import { isCountryCode } from "../../../src/internal/countries/codes.js"

const letters = [..."ABCDEFGHIJKLMNOPQRSTUVWXYZ"]
const pairs = letters.flatMap((first) => letters.map((second) => first + second))

describe("country codes", () => {
  it("are exactly the alpha-2 codes of ISO 3166-1 and XK", () => {
    const expected = [...iso31661.map((entry) => entry.alpha2), "XK"].sort()
    expect(expected).toHaveLength(250)
    expect(pairs.filter(isCountryCode)).toEqual(expected)
  })

  it("are two capital letters and nothing else", () => {
    for (const code of ["", " ", "U", "us", "Us", "USA", " US", "US ", "US GB", "840", "UK", "EU", "ZZ"]) {
      expect(isCountryCode(code), code).toBe(false)
    }
  })
})

describe("calling codes", () => {
  const digits = [..."0123456789"]
  const grow = (texts: ReadonlyArray<string>) => texts.flatMap((text) => digits.map((digit) => text + digit))
  const two = grow(digits)
  const three = grow(two)
  const four = grow(three)

  // A code is where the answer turns true: its digits are accepted and the same without the last one are not.
  const codes = [...digits, ...two, ...three, ...four].filter(
    (text) => startsWithCallingCode(text) && !startsWithCallingCode(text.slice(0, -1))
  )

  it("are exactly those of libphonenumber, of countries and of none", () => {
    const expected = new Set([
      ...getCountries().map((country) => getCountryCallingCode(country)),
      ...Object.keys(metadata.nonGeographic)
    ])
    expect(codes.toSorted()).toEqual([...expected].sort())
  })

  it("may be followed by more digits", () => {
    for (const text of ["86", "1242", "5999", "44", "447911123456"])
      expect(startsWithCallingCode(text), text).toBe(true)
  })

  it("are needed whole", () => {
    for (const text of ["", "0", "2", "21", "210", "999", "086", "+86"]) {
      expect(startsWithCallingCode(text), text).toBe(false)
    }
  })
})
