/** Postal codes: a warning needs an official rule that is broken, whichever way the code is written. */
import { Address } from "@effect-keysecure/schema"
import * as StrictAddress from "@effect-keysecure/schema/StrictAddress"
import { Array, FastCheck, Schema } from "effect"
import { readFileSync } from "node:fs"
import { describe, expect, it } from "vitest"
import { argentina, brazil, canada, mexico } from "../../src/internal/strictAddress/americas.js"
import { china, india, korea, malaysia } from "../../src/internal/strictAddress/asia.js"
import { australia } from "../../src/internal/strictAddress/australia.js"
import { japan } from "../../src/internal/strictAddress/japan.js"
import { turkey } from "../../src/internal/strictAddress/turkey.js"
import { unitedStates } from "../../src/internal/strictAddress/unitedStates.js"
import { officialCodes, type PostalCode, wrongCodes } from "../support/postalCodes.js"

/** What is warned of in a code, if anything. */
const ruleOf = ({ country, postalCode, state }: PostalCode): string | undefined =>
  StrictAddress.warnings({ postalCode, country, state, city: "City", addressLine1: "1 Street" }).find(
    ({ field }) => field === "postalCode"
  )?.rule

const isCountry = Schema.is(Address.CountryCode)
const letters = [..."ABCDEFGHIJKLMNOPQRSTUVWXYZ"]
const countries = letters.flatMap((first) => letters.map((second) => first + second)).filter((code) => isCountry(code))

/** The countries where a code of no country's form is warned of. */
const judged = countries.filter((country) => ruleOf({ country, state: "-", postalCode: "?1?" }) === "PostalPattern")

it("the judged countries are those of docs/api.md", () => {
  const text = readFileSync(new URL("../../../../docs/api.md", import.meta.url), "utf8")
  const [, list = ""] = /elsewhere any code\s+passes:\s([^.]+)\./.exec(text) ?? []
  expect(list.match(/[A-Z]{2}/g)).toStrictEqual(judged)
})

describe("the official codes", () => {
  it("are at least three hundred, at least five for every country that is judged, each once and with its source", () => {
    expect(
      new Set(officialCodes.map(({ country, postalCode, state }) => [country, state, postalCode].join())).size
    ).toBe(officialCodes.length)
    expect(officialCodes.length).toBeGreaterThanOrEqual(300)
    expect(officialCodes.filter(({ source }) => source.length < 3)).toStrictEqual([])
    const perCountry = Array.groupBy(officialCodes, ({ country }) => country)
    expect(Object.keys(perCountry).sort()).toStrictEqual(judged)
    for (const [country, codes] of Object.entries(perCountry)) expect(codes.length, country).toBeGreaterThanOrEqual(5)
  })

  it.each(officialCodes)("are not warned of: $country $state $postalCode, $source", (code) => {
    expect(ruleOf(code)).toBeUndefined()
  })
})

describe("the wrong codes", () => {
  it("are at least a hundred, each once and accepted by the documented rules", () => {
    expect(new Set(wrongCodes.map(({ country, postalCode, state }) => [country, state, postalCode].join())).size).toBe(
      wrongCodes.length
    )
    expect(wrongCodes.length).toBeGreaterThanOrEqual(100)
    const isPostalCode = Schema.is(Address.PostalCode)
    expect(wrongCodes.filter(({ postalCode }) => !isPostalCode(postalCode))).toStrictEqual([])
  })

  it.each(wrongCodes)("are warned of: $country $state $postalCode, $because", (code) => {
    expect(ruleOf(code)).toBe(code.rule)
  })
})

describe("a country without a rule that was checked", () => {
  it("takes any code", () => {
    const others = countries.filter((country) => !judged.includes(country))
    expect(others).toEqual(expect.arrayContaining(["AE", "HK", "JM", "PA", "XK"]))
    FastCheck.assert(
      FastCheck.property(
        FastCheck.constantFrom(...others),
        FastCheck.string(),
        FastCheck.string(),
        (country, state, postalCode) => {
          expect(ruleOf({ country, state, postalCode })).toBeUndefined()
        }
      )
    )
  })
})

describe("the way in which a code is written", () => {
  const known = FastCheck.constantFrom<PostalCode>(...officialCodes, ...wrongCodes)
  const separators = FastCheck.stringMatching(/^[ .-]{0,2}$/)
  const shaped = FastCheck.record({
    country: FastCheck.constantFrom(...judged),
    state: FastCheck.constantFrom("-", "NY", "Tokyo", "SP", "NSW", "QC"),
    postalCode: FastCheck.oneof(
      FastCheck.stringMatching(/^\d{3,9}$/),
      FastCheck.stringMatching(/^[A-Z]\d[A-Z\d]{1,5}$/)
    )
  })
  const codes = FastCheck.oneof(known, shaped)

  it("is of no account: capitals, blanks, dashes and dots anywhere", () => {
    FastCheck.assert(
      FastCheck.property(
        codes,
        FastCheck.array(separators, { minLength: 20, maxLength: 20 }),
        FastCheck.boolean(),
        (code, between, low) => {
          const spread = [...code.postalCode].map((sign, at) => `${between[at] ?? ""}${sign}`).join("")
          expect(ruleOf({ ...code, postalCode: low ? spread.toLowerCase() : spread })).toBe(ruleOf(code))
        }
      ),
      { numRuns: 2000 }
    )
  })

  it("may begin with the country's code, with or without a separator", () => {
    const bare = codes.filter(
      ({ country, postalCode }) => /^\d/.test(postalCode) || ["CA", "GB", "IE"].includes(country)
    )
    FastCheck.assert(
      FastCheck.property(bare, FastCheck.constantFrom("", "-", " "), (code, separator) => {
        FastCheck.pre(!code.postalCode.toUpperCase().startsWith(code.country))
        expect(ruleOf({ ...code, postalCode: `${code.country}${separator}${code.postalCode}` })).toBe(ruleOf(code))
      }),
      { numRuns: 2000 }
    )
  })

  it.each([
    ["LU", "L", "1728"],
    ["DE", "D", "10117"],
    ["AT", "A", "1010"],
    ["FI", "FIN", "00100"],
    ["LI", "FL", "9490"],
    ["SI", "SLO", "1000"],
    ["SE", "S", "115 21"],
    ["MX", "C.P.", "06000"]
  ])("may in %s begin with %s, which means nothing elsewhere", (country, sign, postalCode) => {
    const rules = judged.map((other) => [
      other,
      ruleOf({ country: other, state: "-", postalCode: `${sign}-${postalCode}` })
    ])
    expect(ruleOf({ country, state: "-", postalCode: `${sign}-${postalCode}` })).toBeUndefined()
    const accepting = rules.filter(([, rule]) => rule === undefined)
    expect(accepting.length).toBeLessThanOrEqual(4)
  })

  it("of a ZIP+4 is of no account, and the four digits say nothing of the state", () => {
    const digits = (length: number) => FastCheck.stringMatching(new RegExp(`^\\d{${String(length)}}$`))
    const states = FastCheck.constantFrom(...unitedStates.flatMap(([names]) => names.split("|")))
    FastCheck.assert(
      FastCheck.property(digits(5), digits(4), states, (zip, more, state) => {
        const expected = ruleOf({ country: "US", state, postalCode: zip })
        for (const postalCode of [`${zip}-${more}`, `${zip}${more}`, `${zip} ${more}`, `us-${zip}-${more}`]) {
          expect(ruleOf({ country: "US", state, postalCode })).toBe(expected)
        }
      }),
      { numRuns: 1000 }
    )
  })
})

describe("a state", () => {
  const tables = {
    AR: argentina,
    AU: australia,
    BR: brazil,
    CA: canada,
    CN: china,
    IN: india,
    JP: japan,
    KR: korea,
    MX: mexico,
    MY: malaysia,
    TR: turkey,
    US: unitedStates
  }
  /** Of each country a code, to be begun otherwise. */
  const tails = { AR: "A1000TBU", AU: "2000", BR: "01310200", CA: "K1A0A9", CN: "100084", IN: "110001" } as const
  const others = { JP: "1000014", KR: "08826", MX: "04510", MY: "50680", TR: "06543", US: "10019" } as const

  const entries = Object.entries({ ...tails, ...others }).flatMap(([country, tail]) =>
    Object.entries(tables)
      .filter(([of]) => of === country)
      .flatMap(([, states]) => states.map(([names, areas]) => ({ country, tail, names: names.split("|"), areas })))
  )

  /** The ends of the areas, as whole codes. */
  const ends = entries.flatMap(({ areas, country, tail }) =>
    areas
      .split(" ")
      .flatMap((area) => area.split("-"))
      .map((head) => ({ country, postalCode: head + tail.slice(head.length) }))
  )

  const contains = (areas: string, code: string): boolean =>
    areas.split(" ").some((area) => {
      const [first = "", last = first] = area.split("-")
      return code.slice(0, first.length) >= first && code.slice(0, first.length) <= last
    })

  it("is judged in twelve countries, by areas of which none is empty", () => {
    expect(new Set(entries.map(({ country }) => country)).size).toBe(12)
    for (const { areas } of entries) {
      for (const area of areas.split(" ")) expect(area).toMatch(/^(?:[0-9A-Z]+|(\w+)-(\w+))$/)
    }
  })

  it("has the codes of its areas, the ends included, under each of its names, capitals or not", () => {
    for (const { areas, country, names, tail } of entries) {
      for (const head of areas.split(/[ -]/)) {
        const postalCode = head + tail.slice(head.length)
        for (const state of names.flatMap((name) => [name, name.toLowerCase(), `${country}-${name}`])) {
          expect(ruleOf({ country, state, postalCode }), `${country} ${state} ${postalCode}`).toBeUndefined()
        }
      }
    }
  })

  it("has no code that is in other states' areas alone", () => {
    let apart = 0
    FastCheck.assert(
      FastCheck.property(FastCheck.constantFrom(...ends), FastCheck.nat(99), ({ country, postalCode }, pick) => {
        const here = entries.filter((entry) => entry.country === country)
        const name = here[pick % here.length]?.names[0] ?? ""
        const named = here.filter(({ names }) => names.includes(name))
        const fits = named.some(({ areas }) => contains(areas, postalCode))
        if (!fits) apart++
        expect(ruleOf({ country, state: name, postalCode }), `${country} ${name} ${postalCode}`).toBe(
          fits ? undefined : "PostalPrefix"
        )
      }),
      { numRuns: 2000 }
    )
    expect(apart).toBeGreaterThan(500)
  })

  it.each([
    ["a state that is not known", "US", "Somewhere", "10019"],
    ["a code in no state's area", "US", "California", "00000"],
    ["digits of Argentina alone, which cross provinces", "AR", "Salta", "1000"],
    ["Mexico, the state or the city", "MX", "Mexico", "50000"],
    ["Buenos Aires, the province or the city", "AR", "Buenos Aires", "C1070AAM"],
    ["Washington, the state or the city", "US", "Washington", "20500"],
    ["a state in other letters", "US", "ニューヨーク", "10019"]
  ])("is not held against a code where that cannot be told: %s", (_why, country, state, postalCode) => {
    expect(ruleOf({ country, state, postalCode })).toBeUndefined()
  })

  it.each([
    ["US", "N.Y.", "10019", "90049"],
    ["US", "new york", "10019", "90049"],
    ["US", "D.C.", "20540", "90049"],
    ["CA", "Québec", "H3G 1J5", "V6C 2W6"],
    ["BR", "SAO-PAULO", "01310200", "70160-900"],
    ["BR", "São Paulo", "01310200", "70160-900"],
    ["TR", "İstanbul", "34430", "06543"],
    ["TR", "Diyarbakır", "21000", "06543"],
    ["JP", "Osaka-fu", "565-0871", "100-0014"],
    ["CN", "Guangxi Zhuang Autonomous Region", "530022", "100084"],
    ["KR", "Busan Metropolitan City", "46241", "08826"],
    ["KR", "Gyeonggi-do", "13494", "63243"]
  ])("may be written %s %s, and is the same state", (country, state, fits, contradicts) => {
    expect(ruleOf({ country, state, postalCode: fits })).toBeUndefined()
    expect(ruleOf({ country, state, postalCode: contradicts })).toBe("PostalPrefix")
  })
})
