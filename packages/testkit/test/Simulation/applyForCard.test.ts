import { describe, expect, it } from "vitest"
import { pipe, Struct } from "effect"
import { Scenario, Simulation } from "../../src/index.js"
import { address, physical, readApplied, send, Session, virtual } from "../support/session.js"

const authorization = { ...Struct.omit(virtual, "package_no"), card_bin_no: Scenario.cardBinNo }

const withAddress = (changes: object) => ({ ...physical, address_info: { ...address, ...changes } })
const withoutField = (field: keyof typeof address) => ({ ...physical, address_info: Struct.omit(address, field) })

type Case = readonly [what: string, body: unknown, code: number, field: string | undefined]

const shape: ReadonlyArray<Case> = [
  ["unreadable JSON", '{"card_type":', 1004, undefined],
  ["an empty body", "", 1004, undefined],
  ["an array", "[]", 1004, undefined],
  ["null", "null", 1004, undefined],
  ["a card_bin_no of the wrong type", { ...virtual, card_bin_no: 1 }, 1004, "card_bin_no"],
  ["a cardholder_no of the wrong type", { ...virtual, cardholder_no: 1 }, 1004, "cardholder_no"],
  ["no cardholder_no", Struct.omit(virtual, "cardholder_no"), 1004, "cardholder_no"],
  ["an empty cardholder_no", { ...virtual, cardholder_no: "" }, 1004, "cardholder_no"],
  ["a card_unique_no of the wrong type", { ...virtual, card_unique_no: ["a"] }, 1004, "card_unique_no"],
  ["no card_unique_no", Struct.omit(virtual, "card_unique_no"), 1004, "card_unique_no"],
  ["a card_unique_no of 65 characters", { ...virtual, card_unique_no: "x".repeat(65) }, 1004, "card_unique_no"],
  ["neither package_no nor card_bin_no", Struct.omit(virtual, "package_no"), 1004, "package_no"],
  ["both empty", { ...virtual, package_no: "", card_bin_no: "" }, 1004, "package_no"],
  ["a BIN in credit extension mode", authorization, 1004, "package_no"],
  ["a package_no of the wrong type", { ...virtual, package_no: {} }, 1004, "package_no"],
  ["an unknown package", { ...virtual, package_no: "P0009" }, 1004, "package_no"],
  ["a package of the other card type", { ...virtual, package_no: "P0002" }, 1004, "package_no"],
  ["a card_type of the wrong type", { ...virtual, card_type: true }, 1004, "card_type"],
  ["no card_type", Struct.omit(virtual, "card_type"), 1004, "card_type"],
  ["an unknown card_type", { ...virtual, card_type: "virtual" }, 1004, "card_type"],
  ["an address_info of the wrong type", { ...virtual, address_info: "x" }, 1004, "address_info"],
  ["no address_info for a physical card", Struct.omit(physical, "address_info"), 1004, "address_info"],
  ["an empty address_info for a physical card", { ...physical, address_info: {} }, 1004, "address_info"],
  ["an empty address_info for a virtual card", { ...virtual, address_info: {} }, 1004, "postal_code"]
]

const cardholders: ReadonlyArray<Case> = [
  ["an unknown cardholder", { ...virtual, cardholder_no: "U0009" }, 2002, "cardholder_no"],
  ["a cardholder who is Pending", { ...virtual, cardholder_no: "U0002" }, 2004, "cardholder_no"],
  ["a cardholder who is In_progress", { ...virtual, cardholder_no: "U0004" }, 2004, "cardholder_no"],
  ["a cardholder who is Rejected", { ...virtual, cardholder_no: "U0003" }, 2005, "cardholder_no"]
]

const addressFields = [
  "first_name",
  "last_name",
  "phone_code",
  "phone",
  "postal_code",
  "country",
  "state",
  "city",
  "address_line1"
] as const

const addresses: ReadonlyArray<Case> = [
  ...addressFields.map((field): Case => [
    `a physical card's address without ${field}`,
    withoutField(field),
    1004,
    field
  ]),
  ...addressFields.map((field): Case => [`a ${field} of the wrong type`, withAddress({ [field]: 1 }), 1004, field]),
  ["an address_line2 of the wrong type", withAddress({ address_line2: 1 }), 1004, "address_line2"],
  ["a first name that is not English", withAddress({ first_name: "Zoë" }), 2008, "first_name"],
  ["a last name that is not English", withAddress({ last_name: "王" }), 2008, "last_name"],
  ["a state that is not English", withAddress({ state: "Île" }), 2008, "state"],
  ["a city that is not English", withAddress({ city: "Köln" }), 2008, "city"],
  ["an address line that is not English", withAddress({ address_line1: "Straße 1" }), 2008, "address_line1"],
  ["a second address line that is not English", withAddress({ address_line2: "№ 1, дом" }), 2008, "address_line2"],
  ["a non-breaking space", withAddress({ address_line1: "1\u00a0Main" }), 2008, "address_line1"],
  ["an emoji", withAddress({ city: "New York 🗽" }), 2008, "city"],
  ["a tab", withAddress({ address_line1: "1\tMain" }), 2007, "address_line1"],
  ["a line break in a city", withAddress({ city: "New\nYork" }), 2007, "city"],
  ["a control character in a name", withAddress({ first_name: "Ada\u0000" }), 2007, "first_name"],
  ["an uncommon symbol", withAddress({ address_line1: "1 Main {2}" }), 2007, "address_line1"],
  ["an uncommon symbol in the second line", withAddress({ address_line2: "c/o <Ada>" }), 2007, "address_line2"],
  ["a country that is not ISO's", withAddress({ country: "UK" }), 2009, "country"],
  ["a country in small letters", withAddress({ country: "us" }), 2009, "country"],
  ["a country that the platform does not support", withAddress({ country: "KP" }), 2009, "country"],
  ["a calling code with +", withAddress({ phone_code: "+1" }), 1004, "phone_code"],
  ["a calling code with a letter", withAddress({ phone_code: "1a" }), 1004, "phone_code"],
  ["an unknown calling code", withAddress({ phone_code: "999" }), 1004, "phone_code"],
  ["a phone number of another country", withAddress({ phone_code: "65" }), 1004, "phone"],
  ["a phone number with too few digits", withAddress({ phone: "212535" }), 1004, "phone"],
  ["a phone number with other characters", withAddress({ phone: "212-535-7710" }), 1004, "phone"],
  ["a postal code of another form", withAddress({ postal_code: "1002" }), 2010, "postal_code"],
  ["a postal code of another state", withAddress({ postal_code: "94043" }), 2010, "postal_code"]
]

const scenario = pipe(
  Scenario.initial,
  Scenario.cardholder({ apiKey: Scenario.creditApiKey, cardholderNo: "U0004", status: "In_progress" }),
  Scenario.rules({ unsupportedCountries: ["KP"] })
)

describe("an application is refused", () => {
  it.each([...shape, ...cardholders, ...addresses])("for %s", (_, body, code, field) => {
    const answer = new Session(scenario).apply(body)
    expect(answer).toMatchObject({ code })
    expect(answer.data).toBeUndefined()
    expect(/^([a-z0-9_]+): /.exec(answer.msg)?.[1]).toBe(field)
    expect(Simulation.cards(answer.state)).toEqual([])
  })

  it("in authorization mode without card_bin_no, or with an unknown one", () => {
    const session = new Session(scenario, Scenario.authorizationApiKey)
    expect(session.apply(virtual)).toMatchObject({ code: 1004, msg: "card_bin_no: required" })
    expect(session.apply({ ...authorization, card_bin_no: "B9" })).toMatchObject({
      code: 1004,
      msg: "card_bin_no: not known for this merchant"
    })
  })

  it("first for what stands first in the vendor's order", () => {
    const session = new Session(scenario)
    expect(session.apply({ card_unique_no: "x".repeat(65) }).msg).toMatch(/^cardholder_no/)
    expect(session.apply({ cardholder_no: "U0009", card_unique_no: "x".repeat(65) }).msg).toMatch(/^card_unique_no/)
    expect(session.apply({ ...withAddress({ city: "Köln" }), cardholder_no: "U0009" }).code).toBe(2002)
    expect(session.apply({ ...withoutField("city"), cardholder_no: "U0009" }).msg).toMatch(/^city/)
  })
})

describe("an application is accepted", () => {
  const accepted: ReadonlyArray<readonly [string, object]> = [
    ["for a virtual card without address", virtual],
    ["for a physical card", physical],
    ["with both numbers", { ...virtual, card_bin_no: "B0009" }],
    ["with empty strings for what is not given", { ...virtual, card_bin_no: "", address_info: null }],
    [
      "with a virtual card's address without a person",
      {
        ...virtual,
        address_info: Struct.omit(address, "first_name", "last_name", "phone_code", "phone")
      }
    ],
    ["without address_line2", withoutField("address_line2")],
    ["with the twelve signs", withAddress({ address_line1: "1° 2º 3ª №4 ‘a’ “b” c–d—e·f´" })],
    ["with a trunk zero", withAddress({ phone_code: "44", phone: "02079460000" })],
    ["with a calling code with an area code", withAddress({ phone_code: "1242", phone: "3591234" })],
    ["with a unique number of 64 characters", { ...virtual, card_unique_no: "x".repeat(64) }]
  ]

  it.each(accepted)("%s", (_, body) => {
    expect(new Session().apply(body)).toMatchObject({ code: 0, msg: "Success" })
  })

  it("by the BIN in authorization mode", () => {
    const session = new Session(Scenario.initial, Scenario.authorizationApiKey)
    expect(session.apply(authorization).code).toBe(0)
    expect(session.apply({ ...physical, card_bin_no: Scenario.cardBinNo, card_unique_no: "order-2" }).code).toBe(0)
  })

  it("and answered with the card's number, counted, and the given unique number", () => {
    const session = new Session()
    expect(readApplied(session.apply(virtual).data)).toEqual({ card_no: "C0000000001", card_unique_no: "order-1" })
    expect(readApplied(session.apply({ ...virtual, card_unique_no: "order-2" }).data)).toEqual({
      card_no: "C0000000002",
      card_unique_no: "order-2"
    })
    expect(Simulation.cards(session.state).map((card) => card.cardUniqueNo)).toEqual(["order-1", "order-2"])
  })

  it("and the new card has the status of its type", () => {
    const session = new Session()
    session.apply(virtual)
    session.apply({ ...physical, card_unique_no: "order-2" })
    expect(Simulation.cards(session.state).map((card) => card.status)).toEqual(["Activated", "ToActivate"])
    session.state = Scenario.rules({ newCardStatus: { Virtual: "Pending", Physical: "Fail" } })(session.state)
    session.apply({ ...virtual, card_unique_no: "order-3" })
    expect(Simulation.cards(session.state).at(-1)?.status).toBe("Pending")
  })
})

describe("what the contract leaves open of an application", () => {
  const under = (rules: Parameters<typeof Scenario.rules>[0], body: unknown) =>
    new Session(Scenario.rules(rules)(Scenario.initial)).apply(body)

  it("is which virtual cards need an address: none, or those of the packages that the rules name", () => {
    const rules = { addressRequiredFor: [Scenario.virtualPackageNo] }
    expect(under({}, virtual).code).toBe(0)
    expect(under(rules, virtual)).toMatchObject({ code: 1004, msg: expect.stringContaining("address_info") })
    expect(under(rules, { ...virtual, address_info: address }).code).toBe(0)
  })

  it("is the number that the merchant's mode does not ask for: ignored, or checked where the rules say so", () => {
    const body = { ...virtual, card_bin_no: "B9999" }
    expect(under({}, body).code).toBe(0)
    expect(under({ otherProductNo: "checked" }, body)).toMatchObject({
      code: 1004,
      msg: expect.stringContaining("card_bin_no")
    })
  })

  it("are the codes for a cardholder who is unknown or not approved", () => {
    const unapprovedCodes = { Unknown: 4101, Pending: 4102, In_progress: 4103, Rejected: 4104 }
    const code = (cardholder_no: string) => under({ unapprovedCodes }, { ...virtual, cardholder_no }).code
    expect([code("U9999"), code("U0002"), code("U0003"), code("U0001")]).toEqual([4101, 4102, 4104, 0])
  })
})

describe("a repeated card_unique_no", () => {
  const twice = (rules: Parameters<typeof Scenario.rules>[0]) => {
    const session = new Session(Scenario.rules(rules)(Scenario.initial))
    session.apply(virtual)
    const answer = session.apply(virtual)
    return { answer, session, cards: Simulation.cards(session.state) }
  }

  it("is refused with an undocumented code", () => {
    const { answer, cards } = twice({})
    expect(answer).toMatchObject({ code: 4001, msg: "card_unique_no: used before" })
    expect(cards).toHaveLength(1)
    expect(twice({ repeatedUniqueNoCode: 4321 }).answer.code).toBe(4321)
  })

  it("gets the first card where the rules say so", () => {
    const { answer, cards } = twice({ repeatedUniqueNo: "sameCard" })
    expect(readApplied(answer.data).card_no).toBe("C0000000001")
    expect(cards).toHaveLength(1)
  })

  it("gets another card where the rules say so, and both are listed", () => {
    const { answer, cards, session } = twice({ repeatedUniqueNo: "anotherCard" })
    expect(readApplied(answer.data).card_no).toBe("C0000000002")
    expect(cards).toHaveLength(2)
    expect(session.items({ card_unique_no: "order-1" }).map((card) => card.card_no)).toEqual([
      "C0000000002",
      "C0000000001"
    ])
  })

  it("of another merchant is another number", () => {
    const credit = new Session()
    credit.apply(virtual)
    const other = new Session(credit.state, Scenario.authorizationApiKey)
    expect(other.apply(authorization).code).toBe(0)
    expect(other.items({ card_unique_no: "order-1" })).toHaveLength(1)
  })

  it("that was refused before for another reason is free", () => {
    const session = new Session()
    expect(session.apply({ ...virtual, cardholder_no: "U0009" }).code).toBe(2002)
    expect(session.apply(virtual).code).toBe(0)
  })
})

it("a refusal leaves the state as it was", () => {
  const session = new Session()
  const { state } = session
  expect(send(state, session.request("/open-api/v1/card/apply", { card_type: 1 })).state).toBe(state)
})
