/** An application for a card: what it looks like on the wire, and which are refused before they are sent. */
import { Address, Card, CardApplication, Cardholder, CardProduct } from "@effect-keysecure/schema"
import { describe, expect, it } from "@effect/vitest"
import { Array, Either, FastCheck, ParseResult, Predicate, Schema } from "effect"
import { places } from "../support/addresses.js"
import { golden } from "../support/goldens.js"

const sample = golden("card-apply.request")

const address = {
  firstName: "Ada",
  lastName: "Lovelace",
  phoneCode: "44",
  phone: "2034614444",
  postalCode: "EC2R 8AH",
  country: "GB",
  state: "Greater London",
  city: "London",
  addressLine1: "Threadneedle Street",
  addressLine2: "Flat 2"
} as const satisfies Address.PhysicalAddress

const numbers = {
  cardBinNo: CardProduct.CardBinNo.make("B0001"),
  cardholderNo: Cardholder.CardholderNo.make("U0001"),
  packageNo: CardProduct.PackageNo.make("P0001"),
  cardUniqueNo: Card.CardUniqueNo.make("order-1")
} as const

const physical: CardApplication.CardApplication = { ...numbers, cardType: "Physical", address }
const virtual: CardApplication.CardApplication = { ...numbers, cardType: "Virtual", address }

const encode = Schema.encodeUnknownEither(CardApplication.CardApplication, { errors: "all" })
const decode = Schema.decodeUnknownEither(CardApplication.CardApplication, { errors: "all" })

interface Refused {
  readonly paths: ReadonlyArray<string>
  readonly text: string
}

/** Where a value is refused, and all that is said about it. */
const refusal = (result: Either.Either<unknown, ParseResult.ParseError>): Refused | undefined =>
  Either.match(result, {
    onRight: () => undefined,
    onLeft: (error) => {
      const issues = ParseResult.ArrayFormatter.formatErrorSync(error)
      return {
        paths: issues.map(({ path }) => path.join(".")),
        text: `${String(error)} ${JSON.stringify(error)} ${JSON.stringify(issues)}`
      }
    }
  })

/** Keys in their order, and the kind of each value. */
const shape = (value: unknown): unknown =>
  Predicate.isReadonlyRecord(value) ? Object.entries(value).map(([key, item]) => [key, shape(item)]) : typeof value

const without = (record: object, ...keys: ReadonlyArray<string>) =>
  Object.fromEntries(Object.entries(record).filter(([key]) => !keys.includes(key)))

describe("on the wire", () => {
  it("a full application has the names, the nesting and the order of the vendor's sample", () => {
    expect(shape(Either.getOrThrow(encode(physical)))).toStrictEqual(shape(sample))
    expect(shape(Either.getOrThrow(encode(virtual)))).toStrictEqual(shape(sample))
  })

  it("every value stands under its own name", () => {
    expect(Either.getOrThrow(encode(physical))).toStrictEqual({
      card_bin_no: "B0001",
      cardholder_no: "U0001",
      package_no: "P0001",
      card_type: "Physical",
      card_unique_no: "order-1",
      address_info: {
        first_name: "Ada",
        last_name: "Lovelace",
        phone_code: "44",
        phone: "2034614444",
        postal_code: "EC2R 8AH",
        country: "GB",
        state: "Greater London",
        city: "London",
        address_line1: "Threadneedle Street",
        address_line2: "Flat 2"
      }
    })
  })

  it("what is absent is absent, not empty", () => {
    const bare = { cardholderNo: numbers.cardholderNo, cardUniqueNo: numbers.cardUniqueNo }
    expect(Either.getOrThrow(encode({ ...bare, cardType: "Virtual", packageNo: numbers.packageNo }))).toStrictEqual({
      cardholder_no: "U0001",
      package_no: "P0001",
      card_type: "Virtual",
      card_unique_no: "order-1"
    })
    expect(
      Either.getOrThrow(
        encode({ ...bare, cardType: "Physical", cardBinNo: "B0001", address: without(address, "addressLine2") })
      )
    ).not.toHaveProperty("address_info.address_line2")
  })

  it("the vendor's sample, which holds only empty strings, is not an application", () => {
    expect(refusal(decode(sample))?.paths).toContain("cardUniqueNo")
  })

  it("the vendor's sample is one once it is filled in", () => {
    const filled = JSON.parse(JSON.stringify(sample), (_, value: unknown) => (value === "" ? "12345" : value))
    const { state, city, first_name, last_name } = { state: "A", city: "B", first_name: "C", last_name: "D" }
    expect(
      refusal(decode({ ...filled, address_info: { ...filled.address_info, state, city, first_name, last_name } }))
    ).toBeUndefined()
  })

  it("the type of card alone decides by which rules it is read", () => {
    const wire = { cardholder_no: "U", package_no: "P", card_type: "Physical", card_unique_no: "1" }
    expect(refusal(decode(wire))?.paths).toStrictEqual(["address"])
    expect(refusal(decode({ ...wire, card_type: "Virtual" }))).toBeUndefined()
    expect(refusal(decode({ ...wire, card_type: "Plastic" }))?.paths).toStrictEqual(["card_type"])
  })
})

describe("one rule broken alone is refused at its field", () => {
  const tooLong = "x".repeat(65)

  const brokenNumbers: ReadonlyArray<readonly [field: string, value: unknown]> = [
    ["cardUniqueNo", ""],
    ["cardUniqueNo", " \t "],
    ["cardUniqueNo", tooLong],
    ["cardUniqueNo", 4_815_162_342],
    ["cardholderNo", ""],
    ["cardholderNo", " "],
    ["cardholderNo", null],
    ["packageNo", " "],
    ["packageNo", 4_815_162_342],
    ["cardBinNo", "  "],
    ["cardBinNo", false],
    ["address", "Threadneedle Street 815"],
    ["address", [address]],
    ["address", null]
  ]

  const brokenAddress: ReadonlyArray<readonly [field: keyof typeof address, value: unknown]> = [
    ["firstName", "   "],
    ["firstName", "4815"],
    ["firstName", "’-·"],
    ["firstName", "Zoë"],
    ["firstName", "Ада"],
    ["firstName", "Ada\tAugusta"],
    ["lastName", "陆莉丝"],
    ["lastName", "Lovelace🙂"],
    ["lastName", 4815],
    ["phoneCode", "+44"],
    ["phoneCode", "044"],
    ["phoneCode", "21"],
    ["phoneCode", "4420346"],
    ["phoneCode", "44 "],
    ["phoneCode", 4815],
    ["phone", "7"],
    ["phone", "481516234248151623"],
    ["phone", "+442034614444"],
    ["phone", "2034 614444"],
    ["phone", "٢٠٣٤٦١"],
    ["phone", 2034614444],
    ["postalCode", ""],
    ["postalCode", "  "],
    ["postalCode", "481516234248151623421"],
    ["postalCode", "100–8558"],
    ["postalCode", "1000\n01"],
    ["country", ""],
    ["country", "gb"],
    ["country", "GBR"],
    ["country", "UK"],
    ["country", "United Kingdom"],
    ["state", ""],
    ["state", " "],
    ["state", "Île-de-France"],
    ["city", ""],
    ["city", "Zürich"],
    ["city", "London\u00a0W1"],
    ["addressLine1", ""],
    ["addressLine1", "  "],
    ["addressLine1", "Calle de Alcalá"],
    ["addressLine1", "Threadneedle\nStreet"],
    ["addressLine1", "Ｔhreadneedle"],
    ["addressLine2", " "],
    ["addressLine2", "1½"],
    ["addressLine2", { line: "Flat 815" }]
  ]

  const leaves = (value: unknown): ReadonlyArray<string> =>
    Predicate.isObject(value) ? Object.values(value).flatMap(leaves) : value === undefined ? [] : [String(value).trim()]

  /** Whether a text repeats a value; one of a single character cannot be told from the words around it. */
  const repeats = (text: string, value: unknown): boolean =>
    leaves(value).some((leaf) => leaf.length > 1 && leaf !== "null" && text.includes(leaf))

  it.each(brokenNumbers)("%s is not %j", (field, value) => {
    const refused = refusal(encode({ ...physical, [field]: value }))
    expect(refused?.paths).toStrictEqual([field])
    expect(repeats(refused?.text ?? "", value)).toBe(false)
  })

  it.each(["physical", "Plastic", "", null])("cardType is not %j", (cardType) => {
    expect(Array.dedupe(refusal(encode({ ...physical, cardType }))?.paths ?? [])).toStrictEqual(["cardType"])
  })

  it.each(brokenAddress)("the address's %s is not %j, in either type of card", (field, value) => {
    for (const application of [physical, virtual]) {
      const refused = refusal(encode({ ...application, address: { ...address, [field]: value } }))
      expect(refused?.paths).toStrictEqual([`address.${field}`])
      expect(repeats(refused?.text ?? "", value)).toBe(false)
    }
  })

  it.each(["cardholderNo", "cardUniqueNo", "cardType", "address"])("a physical card needs %s", (field) => {
    expect(refusal(encode(without(physical, field)))?.paths).toStrictEqual([field])
  })

  it.each(["cardholderNo", "cardUniqueNo", "cardType"])("a virtual card needs %s", (field) => {
    expect(refusal(encode(without(virtual, field)))?.paths).toStrictEqual([field])
  })

  it.each(Object.keys(address).filter((field) => field !== "addressLine2"))("a physical card needs %s", (field) => {
    const refused = refusal(encode({ ...physical, address: without(address, field) }))
    expect(refused?.paths).toStrictEqual([`address.${field}`])
  })

  it.each(["postalCode", "country", "state", "city", "addressLine1"])(
    "a virtual card's address, if there is one, needs %s",
    (field) => {
      const refused = refusal(encode({ ...virtual, address: without(address, field) }))
      expect(refused?.paths).toStrictEqual([`address.${field}`])
    }
  )

  it("an application names a package or a BIN", () => {
    for (const application of [physical, virtual]) {
      const refused = refusal(encode(without(application, "packageNo", "cardBinNo")))
      expect(refused?.paths).toStrictEqual([""])
      expect(refused?.text).toContain("expected packageNo (credit extension mode) or cardBinNo (authorization mode)")
    }
  })

  it("every field that is wrong is told, in one go", () => {
    const refused = refusal(
      encode({ ...physical, cardUniqueNo: tooLong, address: { ...without(address, "city"), phone: "+44", state: "" } })
    )
    expect(refused?.paths.toSorted()).toStrictEqual(["address.city", "address.phone", "address.state", "cardUniqueNo"])
  })

  it("what is no record at all is refused without being repeated", () => {
    for (const value of ["Threadneedle Street", 4815, null]) {
      for (const refused of [refusal(encode(value)), refusal(decode(value))]) {
        expect(refused?.text).toContain("expected ")
        expect(refused?.text).not.toMatch(/Threadneedle|4815/)
      }
    }
  })
})

describe("accepted", () => {
  it("one of package and BIN is enough, and both are not too much", () => {
    for (const absent of [[], ["packageNo"], ["cardBinNo"]]) {
      expect(refusal(encode(without(virtual, ...absent)))).toBeUndefined()
    }
  })

  it("a virtual card needs no address, and in its address no person", () => {
    expect(refusal(encode(without(virtual, "address")))).toBeUndefined()
    const anonymous = without(address, "firstName", "lastName", "phoneCode", "phone", "addressLine2")
    expect(refusal(encode({ ...virtual, address: anonymous }))).toBeUndefined()
  })

  it.each([
    ["phone", "11"],
    ["phone", "0".repeat(17)],
    ["phoneCode", "1"],
    ["phoneCode", "599912"],
    ["postalCode", "0"],
    ["postalCode", "1".repeat(20)],
    ["country", "XK"],
    ["firstName", "X"],
    ["city", "Y"],
    ["addressLine1", "–"]
  ])("an address's %s may be %j", (field, value) => {
    expect(refusal(encode({ ...physical, address: { ...address, [field]: value } }))).toBeUndefined()
  })

  it("a unique number has up to 64 characters", () => {
    expect(refusal(encode({ ...virtual, cardUniqueNo: "x".repeat(64) }))).toBeUndefined()
  })

  it("the real addresses are at least thirty, of at least twelve countries, and carry every typographic sign", () => {
    expect(places.length).toBeGreaterThanOrEqual(30)
    expect(new Set(places.map(({ country }) => country)).size).toBeGreaterThanOrEqual(12)
    for (const sign of "°ºª№‘’“”–—·´") expect(JSON.stringify(places)).toContain(sign)
  })

  it.each(places)("$address_line1, $city, $country", (place) => {
    const wire = {
      cardholder_no: "U0001",
      package_no: "P0001",
      card_unique_no: "order-1",
      address_info: { first_name: "Ada", last_name: "O’Neill-Lovelace", ...place }
    }
    expect(refusal(decode({ ...wire, card_type: "Physical" }))).toBeUndefined()
    expect(refusal(decode({ ...wire, card_type: "Virtual" }))).toBeUndefined()
  })
})

// The rules that docs/api.md says are hard, written down a second time, as sets of characters.
const printable = Array.range(0x20, 0x7e).map((code) => String.fromCodePoint(code))
const allowed = [...printable, ..."°ºª№‘’“”–—·´"]

const textOf = (characters: ReadonlyArray<string>, minLength = 1, maxLength = 40) =>
  FastCheck.array(FastCheck.constantFrom(...characters), { minLength, maxLength }).map((all) => all.join(""))
const foreign = FastCheck.oneof(
  FastCheck.fullUnicode(),
  FastCheck.constantFrom("\t", "\n", "\r", "\0", "\x7f", "\u00a0", "\u200b", "\u3000", "é", "ß", "Ж", "中", "…", "🙂")
).filter((character) => !allowed.includes(character))
const spoilt = (texts: FastCheck.Arbitrary<string>) =>
  FastCheck.tuple(texts, foreign, FastCheck.nat()).map(([text, character, seed]) => {
    const at = seed % (text.length + 1)
    return text.slice(0, at) + character + text.slice(at)
  })

describe("the characters of an address", () => {
  const isText = Schema.is(Address.EnglishText)
  const isName = Schema.is(Address.EnglishName)
  const isPostalCode = Schema.is(Address.PostalCode)
  const isPhone = Schema.is(Address.PhoneNumber)
  const isPhoneCode = Schema.is(Address.PhoneCode)
  const notBlank = textOf(allowed).filter((text) => text.trim() !== "")

  it.prop("any of the allowed ones may stand in a line, unless it is blank", [notBlank], ([text]) => {
    expect(isText(text)).toBe(true)
  })

  it.prop(
    "any of the allowed ones may stand in a name that has a letter",
    [textOf(allowed, 0), FastCheck.constantFrom(..."AZaz"), textOf(allowed, 0)],
    ([before, letter, after]) => {
      expect(isName(before + letter + after)).toBe(true)
    }
  )

  it.prop(
    "a name without a letter is refused",
    [
      textOf(
        allowed.filter((c) => !/[A-Za-z]/.test(c)),
        0
      )
    ],
    ([text]) => {
      expect(isName(text)).toBe(false)
    }
  )

  it.prop("one other character spoils a line and a name", [spoilt(notBlank)], ([text]) => {
    expect(isText(text)).toBe(false)
    expect(isName(text)).toBe(false)
  })

  it.prop("a postal code is 1 to 20 printable ASCII characters, not blank", [textOf(printable, 0, 25)], ([text]) => {
    expect(isPostalCode(text)).toBe(text.length <= 20 && text.trim() !== "")
  })

  it.prop("one other character spoils a postal code", [spoilt(textOf(printable, 1, 19))], ([text]) => {
    expect(isPostalCode(text)).toBe(false)
  })

  it.prop("a phone number is 2 to 17 digits", [textOf([..."0123456789"], 0, 20)], ([text]) => {
    expect(isPhone(text)).toBe(text.length >= 2 && text.length <= 17)
  })

  it.prop(
    "one other character spoils a phone number and a calling code",
    [textOf([..."123456789"], 1, 5), FastCheck.fullUnicode().filter((character) => !/^[0-9]$/.test(character))],
    ([digits, character]) => {
      for (const text of [digits + character, character + digits]) {
        expect(isPhone(text)).toBe(false)
        expect(isPhoneCode(text)).toBe(false)
      }
    }
  )

  it.prop("a known calling code may go on for up to six digits in all", [textOf([..."0123456789"], 0, 7)], ([more]) => {
    expect(isPhoneCode(`1${more}`)).toBe(more.length <= 5)
    expect(isPhoneCode(`0${more}`)).toBe(false)
    expect(isPhoneCode(`21${more}`)).toBe(/^[12368]/.test(more) && more.length <= 4)
  })
})
