import { Address } from "@effect-keysecure/schema"
import { Schema } from "effect"
import { expect, it } from "vitest"
import { isCountry } from "../../../src/internal/addresses/countries.js"

it("the simulator knows the countries that the schemas know", () => {
  const letters = [..."ABCDEFGHIJKLMNOPQRSTUVWXYZ"]
  const inSchemas = Schema.is(Address.CountryCode)
  for (const code of letters.flatMap((one) => letters.map((two) => one + two))) {
    expect([code, isCountry(code)]).toEqual([code, inSchemas(code)])
  }
})
