import { parsePhoneNumberFromString } from "libphonenumber-js/max"
import { describe, expect, it } from "vitest"
import { places } from "../../../../schema/test/support/addresses.js"
import { addressBook } from "../../../src/internal/addresses/book.js"
import { physical, Session } from "../../support/session.js"

const usualSymbols = /^[A-Za-z0-9 ,.'"\-/#&():;+@!]+$/

const named = addressBook.map((entry) => ({ ...entry, name: `${entry.country} ${entry.city}, ${entry.address_line1}` }))

describe("the address book", () => {
  it("holds at least 60 different addresses in at least 22 countries", () => {
    expect(new Set(named.map((entry) => entry.name)).size).toBe(addressBook.length)
    expect(addressBook.length).toBeGreaterThanOrEqual(60)
    expect(new Set(addressBook.map((entry) => entry.country)).size).toBeGreaterThanOrEqual(22)
  })

  it.each(named)("$name is written in letters, digits and usual symbols, without blank ends", (entry) => {
    for (const text of Object.values(entry)) {
      expect(text).toMatch(usualSymbols)
      expect(text).toBe(text.trim())
    }
  })

  it.each(named)("$name has an assigned number of its country, without the trunk zero", (entry) => {
    const number = parsePhoneNumberFromString(`+${entry.phone_code}${entry.phone}`)
    expect(number?.isValid()).toBe(true)
    expect(number?.country).toBe(entry.country)
    expect(number?.countryCallingCode).toBe(entry.phone_code)
    expect(number?.nationalNumber).toBe(entry.phone)
  })
})

describe("the simulator", () => {
  it.each([...places, ...addressBook])("accepts $address_line1, $city, $country for a physical card", (place) => {
    const address_info = { first_name: "Ada", last_name: "O’Neill-Lovelace", ...place }
    expect(new Session().apply({ ...physical, address_info })).toMatchObject({ code: 0 })
  })
})
