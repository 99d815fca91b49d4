/** Applications from forms: plain strings, and every fault at once. */
import { CardApplication } from "@effect-keysecure/schema"
import { describe, expect, it } from "@effect/vitest"
import { Arbitrary, Either, FastCheck, Record, Schema } from "effect"

const { parse } = CardApplication
const values = Arbitrary.make(CardApplication.CardApplication)
const nothings = FastCheck.constantFrom<unknown>(undefined, null, "")

const place = { postalCode: "10115", country: "DE", state: "Berlin", city: "Berlin", addressLine1: "1 Road" }
const person = { firstName: "Ada", lastName: "Lovelace", phoneCode: "49", phone: "3023125000" }
const numbers = { cardholderNo: "U0001", cardUniqueNo: "order-1" }

/** The fields that are wrong. */
const faulty = (input: unknown) =>
  Either.match(parse(input), { onLeft: (faults) => faults.map(({ field }) => field), onRight: () => [] })

it.prop("an application is read as it is", [values], ([value]) => {
  expect(parse(value)).toStrictEqual(Either.right(value))
  expect(parse(JSON.parse(JSON.stringify(value)))).toStrictEqual(Either.right(value))
})

it.prop(
  "what is optional may be nothing, and is then absent",
  [values, nothings, nothings, nothings, FastCheck.boolean()],
  ([value, no, line, address, isBin]) => {
    const only = isBin ? { cardBinNo: "B0001", packageNo: no } : { packageNo: "P0001", cardBinNo: no }
    const given = {
      ...value,
      ...only,
      address: value.address === undefined ? address : { ...value.address, addressLine2: line }
    }
    const read = Either.getOrThrow(parse(given))
    expect(Schema.is(CardApplication.CardApplication)(read)).toBe(true)
    expect(Object.values({ ...read, ...read.address })).not.toContain(undefined)
    expect(isBin ? "packageNo" in read : "cardBinNo" in read).toBe(false)
    expect("addressLine2" in (read.address ?? {})).toBe(false)
  }
)

it.prop("whatever else comes is refused or read, and never thrown", [FastCheck.anything()], ([input]) => {
  const read = parse(input)
  expect(Either.isRight(read) ? Schema.is(CardApplication.CardApplication)(read.right) : read.left.length > 0).toBe(
    true
  )
})

it.prop(
  "accepts what the schema sends, and nothing else",
  [
    values,
    FastCheck.constantFrom("cardUniqueNo", "cardholderNo", "packageNo", "cardBinNo", "address", "cardType"),
    FastCheck.anything()
  ],
  ([value, field, other]) => {
    const given = { ...value, [field]: other }
    const sent = Schema.encodeUnknownEither(CardApplication.CardApplication)(given)
    expect(Either.isRight(parse(given))).toBe(Either.isRight(sent))
    expect(Either.flatMap(parse(given), Schema.encodeEither(CardApplication.CardApplication))).toStrictEqual(
      Either.isRight(sent) ? sent : parse(given)
    )
  }
)

describe("every fault is told at once", () => {
  it("of nothing at all", () => {
    expect(Either.flip(parse({}))).toStrictEqual(
      Either.right([
        { field: "cardType", expected: "Virtual or Physical" },
        { field: "packageNo", expected: "packageNo (credit extension mode) or cardBinNo (authorization mode)" },
        {
          field: "cardholderNo",
          expected:
            "a cardholder number, without blanks at its ends and without characters that are not seen, in Unicode's composed form (NFC)"
        },
        {
          field: "cardUniqueNo",
          expected:
            "1 to 64 characters, without blanks at its ends and without characters that are not seen, in Unicode's composed form (NFC)"
        }
      ])
    )
  })

  it("of an address, field by field, with the rest", () => {
    const address = { ...place, ...person, city: "Zürich", phone: "+49", lastName: undefined, country: "" }
    expect(faulty({ cardType: "Physical", cardUniqueNo: "order-1", address })).toStrictEqual([
      "packageNo",
      "cardholderNo",
      "address.lastName",
      "address.phone",
      "address.country",
      "address.city"
    ])
  })

  it("of a physical card without an address", () => {
    for (const address of [undefined, null, "", "1 Road"]) {
      expect(parse({ ...numbers, packageNo: "P0001", cardType: "Physical", address })).toStrictEqual(
        Either.left([{ field: "address", expected: "PhysicalAddress" }])
      )
    }
    expect(faulty({ ...numbers, packageNo: "P0001", cardType: "Physical", address: place })).toStrictEqual([
      "address.firstName",
      "address.lastName",
      "address.phoneCode",
      "address.phone"
    ])
  })

  it.each([undefined, null, "", "physical", 7])("of a type of card that is %j", (cardType) => {
    expect(faulty({ ...numbers, packageNo: "", cardBinNo: null, cardType })).toStrictEqual(["cardType", "packageNo"])
  })

  it.each([undefined, null, "", "text", 7, []])("of %j, which is no object", (input) => {
    expect(parse(input)).toStrictEqual(Either.left([{ field: "", expected: "an object" }]))
  })
})

it("a fault never repeats a value", () => {
  const secret = "Геheim4815162342"
  const address = Record.map({ ...place, ...person, addressLine2: "" }, () => secret)
  const wrong = {
    cardholderNo: `${secret}\n`,
    cardUniqueNo: `${secret}\n`,
    packageNo: `${secret}\n`,
    cardBinNo: `${secret}\n`
  }
  for (const cardType of ["Virtual", "Physical", secret]) {
    const faults = parse({ ...wrong, cardType, address })
    expect(Either.isLeft(faults)).toBe(true)
    expect(JSON.stringify(faults)).not.toContain("4815162342")
  }
})

it("the brands of an application are at hand", () => {
  const application: CardApplication.CardApplication = {
    cardType: "Virtual",
    cardholderNo: CardApplication.CardholderNo.make("U0001"),
    cardUniqueNo: CardApplication.CardUniqueNo.make("order-1"),
    packageNo: CardApplication.PackageNo.make("P0001"),
    cardBinNo: CardApplication.CardBinNo.make("B0001")
  }
  expect(parse(application)).toStrictEqual(Either.right(application))
})
