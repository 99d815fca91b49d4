/** What holds for every schema that the package exports: the wire says what the value says, and nothing is lost. */
import * as KeySecure from "@effect-keysecure/schema"
import { addEqualityTesters, describe, expect, it } from "@effect/vitest"
import { Arbitrary, FastCheck, Predicate, Schema } from "effect"

addEqualityTesters()

const {
  AccessToken,
  Address,
  Card,
  CardApplication,
  CardProduct,
  Cardholder,
  DatedQuery,
  Endpoints,
  Envelope,
  Rejection,
  RequestHeaders,
  Timestamp
} = KeySecure

type AnySchema = Schema.Schema.AnyNoContext

/** Where a field is: names from the top, and `*` for every item of a list. */
type Path = ReadonlyArray<string>

interface WireSchema {
  readonly schema: AnySchema
  /** Fields that may be left out, `""` or `null`, all meaning the same. */
  readonly optional?: ReadonlyArray<Path>
  /** Fields whose enum may grow. */
  readonly open?: ReadonlyArray<Path>
  /** Objects that may have more fields than we know. */
  readonly objects?: ReadonlyArray<Path>
}

const person = ["first_name", "last_name", "phone_code", "phone"]
const only = (schema: AnySchema): WireSchema => ({ schema })
const fields = (...names: ReadonlyArray<string>): ReadonlyArray<Path> => names.map((name) => [name])
const inside = (outer: Path, ...names: ReadonlyArray<string>): ReadonlyArray<Path> =>
  names.map((name) => [...outer, name])

const wireSchemas: Readonly<Record<string, WireSchema>> = {
  "AccessToken.HeaderText": only(AccessToken.HeaderText),
  "AccessToken.AccessToken": only(AccessToken.AccessToken),
  "AccessToken.IssuedToken": { schema: AccessToken.IssuedToken, objects: [[]] },
  "Address.EnglishName": only(Address.EnglishName),
  "Address.EnglishText": only(Address.EnglishText),
  "Address.CountryCode": only(Address.CountryCode),
  "Address.PhoneCode": only(Address.PhoneCode),
  "Address.PhoneNumber": only(Address.PhoneNumber),
  "Address.PostalCode": only(Address.PostalCode),
  "Address.VirtualAddress": {
    schema: Address.VirtualAddress,
    optional: fields(...person, "address_line2"),
    objects: [[]]
  },
  "Address.PhysicalAddress": { schema: Address.PhysicalAddress, optional: fields("address_line2"), objects: [[]] },
  "Card.CardNo": only(Card.CardNo),
  "Card.CardUniqueNo": only(Card.CardUniqueNo),
  "Card.CardType": only(Card.CardType),
  "Card.ReadCardType": { schema: Card.ReadCardType, open: [[]] },
  "Card.CardStatus": { schema: Card.CardStatus, open: [[]] },
  "Card.CardListItem": {
    schema: Card.CardListItem,
    optional: fields("card_unique_no", "cardholder_no", "card_type", "card_last_no", "organization", "time"),
    open: fields("card_type", "status"),
    objects: [[]]
  },
  "Card.CardPage": {
    schema: Card.CardPage,
    optional: inside(["list", "*"], "card_unique_no", "cardholder_no", "card_type", "card_last_no", "time"),
    open: inside(["list", "*"], "card_type", "status"),
    objects: [[], ["list", "*"]]
  },
  "Card.CardListQuery": {
    schema: Card.CardListQuery,
    optional: fields("cardholder_no", "card_unique_no", "card_no", "page", "size"),
    objects: [[]]
  },
  "CardApplication.CardApplication": {
    schema: CardApplication.CardApplication,
    optional: [...fields("card_bin_no", "package_no", "address_info"), ...inside(["address_info"], "address_line2")],
    objects: [[], ["address_info"]]
  },
  "CardApplication.AppliedCard": { schema: CardApplication.AppliedCard, objects: [[]] },
  "CardProduct.CardBinNo": only(CardProduct.CardBinNo),
  "CardProduct.PackageNo": only(CardProduct.PackageNo),
  "Cardholder.CardholderNo": only(Cardholder.CardholderNo),
  "DatedQuery.QueryTimeFromText": only(DatedQuery.QueryTimeFromText),
  "Envelope.Envelope": { schema: Envelope.Envelope, objects: [[]] },
  "RequestHeaders.ApiKey": only(RequestHeaders.ApiKey),
  "RequestHeaders.Language": only(RequestHeaders.Language),
  "RequestHeaders.RequestHeaders": {
    schema: RequestHeaders.RequestHeaders,
    optional: fields("access-token", "language"),
    objects: [[]]
  },
  "Timestamp.Timestamp": only(Timestamp.Timestamp),
  "Timestamp.TimestampFromText": only(Timestamp.TimestampFromText),
  "Rejection.Rejection": { schema: Rejection.Rejection, objects: [[]] },
  ...Object.fromEntries(
    Rejection.Rejection.members.map((schema) => [`Rejection.${schema._tag}`, { schema, objects: [[]] }])
  )
}

/** Values inside the program, which have no form of their own on the wire. */
const domainOnly: Readonly<Record<string, AnySchema>> = {
  "DatedQuery.QueryTime": DatedQuery.QueryTime,
  "Envelope.Accepted": Envelope.Accepted,
  "Envelope.Refused": Envelope.Refused
}

const exportedSchemas = Object.entries(KeySecure).flatMap(([module, exports]) =>
  Object.entries(exports)
    .filter(([_, value]) => Schema.isSchema(value))
    .map(([name]) => `${module}.${name}`)
)

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  Predicate.isReadonlyRecord(value) && !Array.isArray(value)

/** A wire value with what stands at a path changed; unchanged if there is no such place. */
const changed = (wire: unknown, path: Path, change: (value: unknown) => unknown): unknown => {
  const [first, ...rest] = path
  if (first === undefined) return change(wire)
  if (first === "*") return Array.isArray(wire) ? wire.map((item) => changed(item, rest, change)) : wire
  return isRecord(wire) && (rest.length === 0 || first in wire)
    ? { ...wire, [first]: changed(wire[first], rest, change) }
    : wire
}

const changedAll = (wire: unknown, paths: ReadonlyArray<Path> | undefined, change: (value: unknown) => unknown) =>
  (paths ?? []).reduce((value, path) => changed(value, path, change), wire)

const anyWayToSayNothing = FastCheck.constantFrom("", null)

/** The same said in another way: absent fields as `""` or `null`, and fields that we don't know. */
const saidOtherwise = ({ objects, optional }: WireSchema, wire: unknown): FastCheck.Arbitrary<unknown> =>
  FastCheck.tuple(anyWayToSayNothing, FastCheck.boolean(), FastCheck.jsonValue()).map(([nothing, grown, extra]) => {
    const blank = changedAll(wire, optional, (value) => value ?? nothing)
    return grown
      ? changedAll(blank, objects, (value) => (isRecord(value) ? { ...value, brand_new: extra } : value))
      : blank
  })

it("every schema that is exported is under the laws", () => {
  expect([...Object.keys(wireSchemas), ...Object.keys(domainOnly)].sort()).toStrictEqual(exportedSchemas.sort())
})

it("every payload and answer of an endpoint is under the laws", () => {
  const covered = new Set<unknown>(Object.values(wireSchemas).map(({ schema }) => schema))
  for (const { name, payload, success } of Object.values(Endpoints.all)) {
    expect(covered.has(success), name).toBe(true)
    expect(covered.has(payload) || payload === Schema.Undefined, name).toBe(true)
  }
})

describe.each(Object.entries(wireSchemas))("%s", (_, wireSchema) => {
  const { open, schema } = wireSchema
  const values: FastCheck.Arbitrary<unknown> = Arbitrary.make(schema)
  const is = Schema.is(schema)
  const encode: (value: unknown) => unknown = Schema.encodeUnknownSync(schema)
  const decode: (wire: unknown) => unknown = Schema.decodeUnknownSync(schema)

  it.prop("the arbitrary makes valid values", [values], ([value]) => {
    expect(is(value)).toBe(true)
  })

  it.prop("decode after encode gives the value back", [values], ([value]) => {
    expect(decode(encode(value))).toStrictEqual(value)
  })

  it.prop("what is written survives JSON", [values], ([value]) => {
    const wire = encode(value)
    expect(JSON.parse(JSON.stringify(wire))).toStrictEqual(wire)
  })

  const otherwise = values.chain((value) => {
    const wire = encode(value)
    return FastCheck.tuple(FastCheck.constant(wire), saidOtherwise(wireSchema, wire))
  })

  it.prop("the same said otherwise on the wire is read and written as the same", [otherwise], ([[wire, other]]) => {
    expect(encode(decode(other))).toStrictEqual(wire)
  })

  if (open === undefined) return
  const newMembers = FastCheck.tuple(values, FastCheck.stringMatching(/^[A-Z][a-z]+_new$/))

  it.prop("a new member of an enum is read, and written as it came", [newMembers], ([[value, member]]) => {
    const wire = changedAll(encode(value), open, () => member)
    expect(encode(decode(wire))).toStrictEqual(wire)
  })
})

describe.each(Object.entries(domainOnly))("%s", (_, schema) => {
  const values: FastCheck.Arbitrary<unknown> = Arbitrary.make(schema)
  const is = Schema.is(schema)

  it.prop("the arbitrary makes valid values", [values], ([value]) => {
    expect(is(value)).toBe(true)
  })
})
