/** What an endpoint says of itself beside its schemas, compared with them. */
import { Endpoint, Endpoints } from "@effect-keysecure/schema"
import { describe, expect, it } from "@effect/vitest"
import { Arbitrary, FastCheck, Predicate, Schema } from "effect"

const all: ReadonlyArray<Endpoint.Any> = Object.values(Endpoints.all)
const numbered = all.flatMap((endpoint) =>
  endpoint.ownNumber === undefined ? [] : [{ ...endpoint, own: endpoint.ownNumber }]
)

const at = (value: unknown, field: string): unknown => (Predicate.isReadonlyRecord(value) ? value[field] : undefined)

describe("the merchant's own number", () => {
  it("is part of every write that makes something, and of no other", () => {
    expect(numbered.map(({ name, own }) => [name, own.name])).toEqual([
      ["applyForCard", "card_unique_no"],
      ["applyForCardholder", "cardholder_unique_no"],
      ["transfer", "transfer_unique_no"]
    ])
  })

  for (const { name, own, payload, success } of numbered) {
    it.prop(
      `of ${name} is the field that it says, in the domain and on the wire, in payload and answer`,
      [FastCheck.oneof(Arbitrary.make(payload), Arbitrary.make(success))],
      ([value]) => {
        const schema = Schema.is(payload)(value) ? payload : success
        expect(at(value, own.field)).toBeTypeOf("string")
        expect(at(Schema.encodeSync(schema)(value), own.name)).toBe(at(value, own.field))
      }
    )
  }

  it("has spoken names that tell something by their letters alone", () => {
    for (const { own } of numbered) {
      for (const words of own.spoken) expect(words.replace(/[^\p{L}\p{N}]/gu, "").length).toBeGreaterThan(2)
    }
  })
})

describe("what a write is about when it is found again", () => {
  it("is told by fields of its payload", () => {
    const told = all.flatMap((endpoint) =>
      (endpoint.identifiedBy ?? []).map((field) => ({ endpoint, field, name: `${endpoint.name}.${field}` }))
    )
    expect(told.map(({ name }) => name)).toEqual(["applyForCard.cardholderNo", "applyForCard.cardType"])
    for (const { endpoint, field } of told) {
      for (const value of FastCheck.sample(Arbitrary.make(endpoint.payload), 20)) {
        expect(at(value, field), field).toBeTypeOf("string")
      }
    }
  })
})

describe("the fields of a request", () => {
  const fieldsOf = (name: Endpoints.EndpointName) => [...Endpoint.fieldsOf(Endpoints.all[name])].sort()

  it("are those that the documents name, with those within others", () => {
    const card = ["card_bin_no", "cardholder_no", "package_no", "card_type", "card_unique_no", "address_info"]
    const person = ["first_name", "last_name", "phone_code", "phone"]
    const place = ["postal_code", "country", "state", "city", "address_line1", "address_line2"]
    expect(fieldsOf("applyForCard")).toEqual([...card, ...person, ...place].sort())
    expect(fieldsOf("transfer")).toEqual(["balance", "cardholder_no", "transfer_unique_no", "type"])
    expect(fieldsOf("setCardPin")).toEqual(["card_no", "cardholder_no", "pin"])
    expect(fieldsOf("getToken")).toEqual([])
  })

  const namesIn = (value: unknown): ReadonlyArray<string> =>
    Predicate.isReadonlyRecord(value) ? Object.entries(value).flatMap(([key, inner]) => [key, ...namesIn(inner)]) : []

  for (const { name, payload } of all.filter(({ payload: given }) => given !== Schema.Undefined)) {
    it.prop(`of ${name} are all that its payloads have on the wire`, [Arbitrary.make(payload)], ([value]) => {
      const fields = Endpoint.fieldsOf({ payload })
      for (const field of namesIn(Schema.encodeSync(payload)(value))) expect(fields.has(field), field).toBe(true)
    })
  }
})
