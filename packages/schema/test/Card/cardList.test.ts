/** The card list: the only way to ask whether an application was carried out, so it is read as leniently as can be. */
import { Card } from "@effect-keysecure/schema"
import { addEqualityTesters, describe, expect, it } from "@effect/vitest"
import { DateTime, Either, FastCheck, ParseResult, Schema } from "effect"

addEqualityTesters()

const decode = Schema.decodeUnknownEither(Card.CardPage, { errors: "all" })
const read = (...list: ReadonlyArray<unknown>) => Either.getOrThrow(decode({ list })).list
const pathsOf = (wire: unknown): ReadonlyArray<string> =>
  Either.match(decode(wire), {
    onRight: () => [],
    onLeft: (error) => ParseResult.ArrayFormatter.formatErrorSync(error).map(({ path }) => path.join("."))
  })

const full = {
  card_no: "C0001",
  card_unique_no: "order-1",
  cardholder_no: "U0001",
  card_type: "Virtual",
  card_last_no: "4815",
  organization: "VISA",
  status: "Activated",
  time: 1_716_307_200_000
}

it("a card is read with all that the list says of it", () => {
  expect(read(full)).toEqual([
    {
      cardNo: "C0001",
      cardUniqueNo: "order-1",
      cardholderNo: "U0001",
      cardType: "Virtual",
      cardLastNo: "4815",
      organization: "VISA",
      status: "Activated",
      time: DateTime.unsafeMake("2024-05-21T16:00:00Z")
    }
  ])
})

describe("a card of which only the number and the status are said", () => {
  const bare = { card_no: "C0001", status: "Pending" }
  const value = { cardNo: "C0001", status: "Pending" }

  it("is read", () => {
    expect(read(bare)).toStrictEqual([value])
  })

  it.each(["", null])("is read where the rest is %j", (nothing) => {
    const rest = Object.fromEntries(Object.keys(full).map((key) => [key, nothing]))
    expect(read({ ...rest, ...bare })).toStrictEqual([value])
  })
})

it("a type and a status that the vendor adds later are read, and so are fields", () => {
  expect(read({ ...full, card_type: "Metal", status: "Melted", colour: "red" })).toMatchObject([
    { cardType: "Metal", status: "Melted" }
  ])
})

it("the cards keep their order, and there may be none", () => {
  const numbers = ["C3", "C1", "C2"]
  expect(read(...numbers.map((card_no) => ({ ...full, card_no }))).map(({ cardNo }) => cardNo)).toStrictEqual(numbers)
  expect(read()).toStrictEqual([])
})

it.each([
  ["list", {}],
  ["list", { list: null }],
  ["list", { list: full }]
])("a page that is wrong is refused at %s", (path, wire) => {
  expect(pathsOf(wire)).toStrictEqual([path])
})

it("an item that is no card is told as far as it can be read, and loses no other", () => {
  const page = Schema.decodeUnknownSync(Card.CardPage)({
    list: [
      "C0001",
      full,
      { ...full, card_no: "" },
      null,
      { status: "Activated" },
      { ...full, status: null, time: 1e300 }
    ]
  })
  const [card] = page.list
  expect(page.list).toStrictEqual(read(full))
  const { cardNo: _, ...withoutNumber } = card ?? {}
  const { status: __, time: ___, ...withoutStatus } = card ?? {}
  expect(page.odd).toEqual([{}, withoutNumber, {}, { status: "Activated" }, withoutStatus])
  expect(Schema.encodeSync(Card.CardPage)(page)).toEqual(Schema.encodeSync(Card.CardPage)({ list: page.list }))
})

describe("a field on which nothing hangs", () => {
  const bare = { card_no: "C0001", status: "Pending" }
  const optional = Object.keys(full).filter((key) => !(key in bare))
  const values = FastCheck.oneof(FastCheck.jsonValue(), FastCheck.constantFrom(...Object.values(full)))
  const odd = FastCheck.dictionary(FastCheck.constantFrom(...optional), values)
  const detail = Schema.decodeUnknownEither(Card.CardDetail)

  it.each([
    ["card_unique_no", 1],
    ["card_unique_no", ["order-1"]],
    ["cardholder_no", 7],
    ["card_type", 1],
    ["card_last_no", 4815],
    ["organization", 3],
    ["time", "yesterday"],
    ["time", "1716307200000"],
    ["time", 1e300]
  ])("counts as absent where %s is %j: the card is not lost, nor those beside it", (name, value) => {
    const { [name]: _, ...others } = Object.fromEntries(Object.entries(full))
    const [card, next] = read({ ...full, [name]: value }, full)
    expect([card]).toStrictEqual(read(others))
    expect([next]).toStrictEqual(read(full))
    expect(detail({ ...full, [name]: value })).toEqual(detail(others))
  })

  it.prop("loses no card, whatever it is, and no own number is made of what is not a text", [odd], ([fields]) => {
    const [card] = read({ ...fields, ...bare })
    expect(card).toMatchObject({ cardNo: "C0001", status: "Pending" })
    const number = fields["card_unique_no"]
    expect(card?.cardUniqueNo).toBe(typeof number === "string" && number !== "" ? number : undefined)
    expect(Either.getOrThrow(detail({ ...fields, ...bare }))).toEqual(card)
  })
})
