/** Advice on addresses: stricter than the documented rules, never laxer, and silent where nothing can be told. */
import { Address } from "@effect-keysecure/schema"
import * as StrictAddress from "@effect-keysecure/schema/StrictAddress"
import { Arbitrary, Array, Either, FastCheck, JSONSchema, ParseResult, Schema, Struct } from "effect"
import { getCountries, getCountryCallingCode, getExampleNumber } from "libphonenumber-js/min"
import metadata from "libphonenumber-js/min/metadata"
import examples from "libphonenumber-js/mobile/examples"
import { describe, expect, it } from "vitest"
import { realAddresses } from "../support/realAddresses.js"

type Physical = Address.PhysicalAddress

interface Kind {
  readonly name: string
  readonly base: Schema.Schema.AnyNoContext
  readonly strict: Schema.Schema.AnyNoContext
}

const kinds: ReadonlyArray<Kind> = [
  { name: "VirtualAddress", base: Address.VirtualAddress, strict: StrictAddress.VirtualAddress },
  { name: "PhysicalAddress", base: Address.PhysicalAddress, strict: StrictAddress.PhysicalAddress }
]

const isPhysical = Schema.is(Address.PhysicalAddress)
const isStrict = Schema.is(StrictAddress.PhysicalAddress)

/** What is warned of, as `field: rule`. */
const faults = (address: Address.VirtualAddress): ReadonlyArray<string> =>
  StrictAddress.warnings(address).map(({ field, rule }) => `${field}: ${rule}`)

const london: Physical = {
  firstName: "Visitor",
  lastName: "Services",
  phoneCode: "44",
  phone: "2077472885",
  postalCode: "WC2N 5DN",
  country: "GB",
  state: "Greater London",
  city: "London",
  addressLine1: "Trafalgar Square",
  addressLine2: "The National Gallery"
}

/** An address whose postal code is judged, and nothing else doubtful. */
const posted = (country: string, state: string, postalCode: string): Physical => ({
  ...london,
  country,
  state,
  postalCode
})

/** An address whose number is judged, and nothing else doubtful. */
const called = (phoneCode: string, phone: string): Physical => ({ ...london, phoneCode, phone })

const numbers = FastCheck.stringMatching(/^\d{2,17}$/)
const texts = FastCheck.stringMatching(/^[A-Za-z][ -~°ºª№‘’“”–—·´]{0,12}$/)
const postalCodes = FastCheck.stringMatching(/^\d{4,7}$/)

/** Parts that `Address` accepts, from anywhere: together they seldom make sense. */
const scattered = FastCheck.record(
  {
    firstName: texts,
    lastName: texts,
    phoneCode: Arbitrary.make(Address.PhoneCode),
    phone: numbers,
    postalCode: FastCheck.oneof(Arbitrary.make(Address.PostalCode), postalCodes),
    country: FastCheck.constantFrom("XK", "HK", "US", "CA", "AU", "JP", "IN", "BR", "DE", "GB", "IE", "NL", "KZ", "PT"),
    state: FastCheck.oneof(FastCheck.constantFrom("NY", "California", "Tokyo", "SP"), texts),
    city: texts,
    addressLine1: texts,
    addressLine2: texts
  },
  { requiredKeys: [] }
)

/** Another state, whatever the postal code. */
const moved = FastCheck.record({ state: FastCheck.constantFrom("NY", "California", "Osaka") })

/** A part that is as likely as not refused by `Address` too. */
const wrecked = FastCheck.tuple(
  FastCheck.constantFrom<keyof Physical>("firstName", "phoneCode", "phone", "postalCode", "country", "city"),
  FastCheck.oneof(FastCheck.fullUnicodeString({ maxLength: 8 }), numbers, texts)
).map(([name, value]) => ({ [name]: value }))

/** Addresses as they should be, and with other parts: accepted, warned of and refused, each often. */
const mixed: FastCheck.Arbitrary<Physical> = FastCheck.tuple(
  FastCheck.oneof(Arbitrary.make(StrictAddress.PhysicalAddress), FastCheck.constantFrom(...realAddresses)),
  FastCheck.oneof(FastCheck.constant({}), scattered, moved, wrecked)
).map(([address, parts]) => ({ ...address, ...parts }))

/** The same, and some without a person. */
const ofKind = (name: string): FastCheck.Arbitrary<Address.VirtualAddress> =>
  name === "PhysicalAddress"
    ? mixed
    : FastCheck.tuple(mixed, FastCheck.subarray(["firstName", "lastName", "phoneCode", "phone"] as const)).map(
        ([address, left]) => Struct.omit(...left)(address)
      )

/** Every issue, as path and message, and all that is said of them. */
const refusal = (result: Either.Either<unknown, ParseResult.ParseError>) =>
  Either.match(result, {
    onRight: () => undefined,
    onLeft: (error) => {
      const issues = ParseResult.ArrayFormatter.formatErrorSync(error)
      return {
        issues: issues.map(({ message, path }) => ({ field: path.join("."), message })),
        text: `${String(error)} ${JSON.stringify(error)} ${JSON.stringify(issues)}`
      }
    }
  })

const told = (address: Address.VirtualAddress) =>
  StrictAddress.warnings(address).map(({ field, message }) => ({ field, message }))

describe.each(kinds)("a strict $name", ({ base, name, strict }) => {
  const isBase = Schema.is(base)
  const accepts = Schema.is(strict)
  const encode = Schema.encodeUnknownEither(strict, { errors: "all" })
  const decode = Schema.decodeUnknownEither(strict, { errors: "all" })
  const write: (value: unknown) => unknown = Schema.encodeUnknownSync(base)
  const made: FastCheck.Arbitrary<unknown> = Arbitrary.make(strict)

  it("is accepted exactly if it is one by the documented rules and there is no warning", () => {
    const seen = { accepted: 0, warned: 0, refused: 0 }
    FastCheck.assert(
      FastCheck.property(ofKind(name), (address) => {
        const strictly = accepts(address)
        seen[strictly ? "accepted" : isBase(address) ? "warned" : "refused"]++
        expect(strictly).toBe(isBase(address) && faults(address).length === 0)
        // What is empty is absent when it is sent.
        const sent = Object.fromEntries(Object.entries(address).filter(([, part]) => part !== ""))
        expect(Either.isRight(encode(address))).toBe(accepts(sent))
      }),
      { numRuns: 1000 }
    )
    // Enough of each, or the law would say nothing.
    expect(Math.min(...Object.values(seen)), JSON.stringify(seen)).toBeGreaterThan(50)
  })

  it("has its warnings as issues, each at its field, written or read", () => {
    FastCheck.assert(
      FastCheck.property(ofKind(name).filter(isBase), (address) => {
        const expected = faults(address).length === 0 ? undefined : told(address)
        expect(refusal(encode(address))?.issues).toStrictEqual(expected)
        expect(refusal(decode(write(address)))?.issues).toStrictEqual(expected)
      })
    )
  })

  it("is written as the base writes it, and read back as it was", () => {
    FastCheck.assert(
      FastCheck.property(made, (address) => {
        const wire: unknown = Either.getOrThrow(encode(address))
        expect(wire).toStrictEqual(write(address))
        expect(Either.getOrThrow(decode(wire))).toStrictEqual(address)
      })
    )
  })

  it("is by the documented rules refused where the base refuses it", () => {
    const wrong = { ...london, country: "UK", phone: "+44 20", city: "Zürich" }
    expect(refusal(encode(wrong))?.issues.map((issue) => issue.field)).toStrictEqual(["phone", "country", "city"])
  })

  it("has a JSON Schema of the wire", () => {
    expect(JSONSchema.make(strict)).toMatchObject({
      $defs: { [`Strict${name}`]: { properties: { address_line1: {}, postal_code: {} } } }
    })
  })
})

describe("warnings", () => {
  const order = "firstName lastName phoneCode phone postalCode state city addressLine1 addressLine2".split(" ")

  it("are one a field at most, in the vendor's order of the fields", () => {
    FastCheck.assert(
      FastCheck.property(mixed, (address) => {
        const fields = StrictAddress.warnings(address).map((warning) => warning.field)
        expect(fields).toStrictEqual(order.filter((name) => Array.contains<string>(name)(fields)))
      })
    )
  })

  it("say the same of every address, so they repeat no value", () => {
    const said = new Map<string, string>()
    FastCheck.assert(
      FastCheck.property(mixed, (address) => {
        for (const { message, rule } of StrictAddress.warnings(address)) {
          expect(said.get(rule) ?? message).toBe(message)
          expect(message).toMatch(/^expected /)
          said.set(rule, message)
        }
      }),
      { numRuns: 1000 }
    )
    expect([...said.keys()].sort()).toStrictEqual([
      "CallingCode",
      "PhoneLength",
      "PostalPattern",
      "PostalPrefix",
      "Symbols"
    ])
  })
})

describe("symbols", () => {
  const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
  const usual = new Set([...letters, ...letters.toLowerCase(), ...`0123456789 ,.'"-/#&():;+@!`])
  const accepted = [...Array.range(0x20, 0x7e).map((code) => String.fromCodePoint(code)), ..."°ºª№‘’“”–—·´"]
  const named = ["firstName", "lastName", "state", "city", "addressLine1", "addressLine2"] as const

  it.each(named)("of %s are the usual ones, whatever else English has", (name) => {
    const lines = FastCheck.array(FastCheck.constantFrom(...accepted), { maxLength: 12 })
    FastCheck.assert(
      FastCheck.property(lines, (signs) => {
        const address = { ...london, [name]: `Z${signs.join("")}` }
        expect(isPhysical(address)).toBe(true)
        expect(faults(address)).toStrictEqual(signs.every((sign) => usual.has(sign)) ? [] : [`${name}: Symbols`])
      })
    )
    for (const sign of accepted) {
      expect(isStrict({ ...london, [name]: `Z${sign}` }), sign).toBe(usual.has(sign))
    }
  })
})

describe("a calling code", () => {
  const codes = new Set<string>([
    ...getCountries().map((country) => getCountryCallingCode(country)),
    ...Object.keys(metadata.nonGeographic)
  ])

  it("is exactly a known one", () => {
    for (let code = 1; code < 10_000; code++) {
      const address = { ...london, phoneCode: String(code) }
      expect(faults(Struct.omit("phone")(address)), String(code)).toStrictEqual(
        codes.has(String(code)) ? [] : ["phoneCode: CallingCode"]
      )
    }
  })

  it("that is wrong hides what its number is", () => {
    FastCheck.assert(
      FastCheck.property(FastCheck.constantFrom(...codes), FastCheck.nat(9), numbers, (code, digit, phone) => {
        expect(faults(called(`${code}${digit}`, phone))).toStrictEqual(["phoneCode: CallingCode"])
      })
    )
  })
})

describe("a phone number", () => {
  const usual = getCountries().flatMap((country) => {
    const number = getExampleNumber(country, examples)
    return number === undefined ? [] : [number]
  })

  it("of any country is possible; its first two digits are not, nor is it with digits on to seventeen", () => {
    expect(usual.length).toBeGreaterThan(240)
    // The metadata of Indonesia and Japan know numbers of seventeen digits.
    const long = new Set<string>(["62", "81"])
    for (const { countryCallingCode: code, nationalNumber: phone } of usual) {
      expect(faults(called(code, phone)), `${code} ${phone}`).toStrictEqual([])
      for (const wrong of [phone.slice(0, 2), ...(long.has(code) ? [] : [phone.padEnd(17, "5")])]) {
        expect(faults(called(code, wrong)), `${code} ${wrong}`).toStrictEqual(["phone: PhoneLength"])
      }
    }
  })

  it("may keep its trunk 0 or lack it", () => {
    const trunk = new Set("20 27 31 32 33 41 43 44 46 49 54 55 60 61 64 66 81 82 86 91 353 358 886".split(" "))
    const judged = realAddresses.filter(({ phoneCode }) => trunk.has(phoneCode))
    expect(new Set(judged.map(({ phoneCode }) => phoneCode))).toStrictEqual(trunk)
    for (const { phone, phoneCode } of judged) {
      const short = phone.replace(/^0/, "")
      expect(faults(called(phoneCode, short)), short).toStrictEqual([])
      expect(faults(called(phoneCode, `0${short}`)), `0${short}`).toStrictEqual([])
    }
  })

  it("without a calling code tells nothing", () => {
    FastCheck.assert(
      FastCheck.property(numbers, (phone) => {
        expect(faults(Struct.omit("phoneCode")({ ...london, phone }))).toStrictEqual([])
      })
    )
  })
})

describe("a bad sample is accepted by the base and warned of once, at the field it is bad in", () => {
  const bad: ReadonlyArray<readonly [rule: StrictAddress.Rule, field: StrictAddress.Field, wrong: Physical]> = [
    ["CallingCode", "phoneCode", called("12", "423633000")],
    ["CallingCode", "phoneCode", called("124", "23633000")],
    ["CallingCode", "phoneCode", called("1242", "3633000")],
    ["CallingCode", "phoneCode", called("5999", "4341000")],
    ["CallingCode", "phoneCode", called("4420", "77472885")],
    ["CallingCode", "phoneCode", called("861", "062793001")],
    ["PhoneLength", "phone", called("1", "212708940")],
    ["PhoneLength", "phone", called("1", "21270894001")],
    ["PhoneLength", "phone", called("1", "02127089400")],
    ["PhoneLength", "phone", called("44", "207747")],
    ["PhoneLength", "phone", called("44", "00442077472885")],
    ["PhoneLength", "phone", called("33", "14478123")],
    ["PhoneLength", "phone", called("33", "1447812330")],
    ["PhoneLength", "phone", called("86", "62793")],
    ["PhoneLength", "phone", called("65", "6271700")],
    ["PhoneLength", "phone", called("852", "2724")],
    ["PhoneLength", "phone", called("45", "4919071")],
    ["PhoneLength", "phone", called("34", "9177410000")],
    ["PhoneLength", "phone", called("800", "1234567")],
    ["PostalPattern", "postalCode", posted("US", "NY", "1001")],
    ["PostalPattern", "postalCode", posted("NL", "Zuid-Holland", "2511")],
    ["PostalPrefix", "postalCode", posted("US", "NY", "90049")],
    ["PostalPrefix", "postalCode", posted("BR", "Rio de Janeiro", "01120-010")],
    ["Symbols", "firstName", { ...london, firstName: "Visitor*" }],
    ["Symbols", "lastName", { ...london, lastName: "O’Services" }],
    ["Symbols", "state", { ...london, state: "Greater_London" }],
    ["Symbols", "city", { ...london, city: "’s-Gravenhage" }],
    ["Symbols", "addressLine1", { ...london, addressLine1: "Trafalgar Square – North" }],
    ["Symbols", "addressLine1", { ...london, addressLine1: "Trafalgar Square = 1" }],
    ["Symbols", "addressLine2", { ...london, addressLine2: "“The National Gallery”" }],
    ["Symbols", "addressLine2", { ...london, addressLine2: "3º piso" }],
    ["Symbols", "addressLine2", { ...london, addressLine2: "Hall? <2>" }]
  ]

  const samples = bad.map(([rule, field, wrong]) => ({
    rule,
    field,
    wrong,
    value: wrong[field],
    of: field === "phone" ? wrong.phoneCode : wrong.country
  }))

  it.each(samples)("$rule at $field: $value of $of", ({ field, rule, value, wrong }) => {
    expect(isPhysical(wrong)).toBe(true)
    expect(faults(wrong)).toStrictEqual([`${field}: ${rule}`])
    const wire = Schema.encodeSync(Address.PhysicalAddress)(wrong)
    for (const { strict } of kinds) {
      for (const result of [Schema.encodeUnknownEither(strict)(wrong), Schema.decodeUnknownEither(strict)(wire)]) {
        const refused = refusal(result)
        expect(refused?.issues.map((issue) => issue.field)).toStrictEqual([field])
        expect(refused?.text).not.toContain(value)
      }
    }
  })
})

describe("the real addresses", () => {
  it("are at least sixty, of at least twenty countries", () => {
    const lines = realAddresses.map(({ addressLine1, city, country }) => `${country} ${city} ${addressLine1}`)
    expect(new Set(lines).size).toBe(realAddresses.length)
    expect(realAddresses.length).toBeGreaterThanOrEqual(60)
    expect(new Set(realAddresses.map(({ country }) => country)).size).toBeGreaterThanOrEqual(20)
  })

  it.each(realAddresses)("$addressLine1, $city, $country is accepted, for either card", (address) => {
    expect(isPhysical(address)).toBe(true)
    expect(faults(address)).toStrictEqual([])
    const wire = Schema.encodeSync(StrictAddress.PhysicalAddress)(address)
    expect(wire).toMatchObject({ postal_code: address.postalCode, address_line1: address.addressLine1 })
    for (const { strict } of kinds) expect(Schema.decodeUnknownSync(strict)(wire)).toStrictEqual(address)
  })
})
