/** What is sent, as programs have it: `undefined`, and what is empty where it may be, is absent. */
import { Account, Address, Card, CardApplication, Cardholder, CardProduct, Consumption } from "@effect-keysecure/schema"
import { describe, expect, it } from "@effect/vitest"
import { Arbitrary, Array, Either, FastCheck, ParseResult, Predicate, Record, Schema, Struct } from "effect"

type AnySchema = Schema.Schema.AnyNoContext
type Path = readonly [string, ...ReadonlyArray<string>]

const nothings = FastCheck.constantFrom<unknown>(undefined, null, "")
const person: ReadonlyArray<Path> = [["firstName"], ["lastName"], ["phoneCode"], ["phone"]]
const product: ReadonlyArray<Path> = [["packageNo"], ["cardBinNo"]]
const within = (outer: string, paths: ReadonlyArray<Path>): ReadonlyArray<Path> => paths.map((path) => [outer, ...path])

const set = (value: unknown, [key, inner, ...deeper]: Path, to: unknown): unknown => {
  if (!Predicate.isReadonlyRecord(value)) return value
  return { ...value, [key]: inner === undefined ? to : set(value[key], [inner, ...deeper], to) }
}
const unset = (value: unknown, [key, inner, ...deeper]: Path): unknown => {
  if (!Predicate.isReadonlyRecord(value)) return value
  return inner === undefined
    ? Record.remove(value, key)
    : key in value
      ? { ...value, [key]: unset(value[key], [inner, ...deeper]) }
      : value
}

/** Requests by name: the fields that may be empty, and those that may only be `undefined`. */
const requests: Readonly<
  Record<
    string,
    { readonly schema: AnySchema; readonly empty?: ReadonlyArray<Path>; readonly left?: ReadonlyArray<Path> }
  >
> = {
  VirtualAddress: { schema: Address.VirtualAddress, empty: [...person, ["addressLine2"]] },
  PhysicalAddress: { schema: Address.PhysicalAddress, empty: [["addressLine2"]] },
  VirtualCardApplication: {
    schema: CardApplication.VirtualCardApplication,
    empty: [...product, ["address"], ...within("address", [...person, ["addressLine2"]])]
  },
  PhysicalCardApplication: {
    schema: CardApplication.PhysicalCardApplication,
    empty: [...product, ["address", "addressLine2"]]
  },
  CardholderApplication: { schema: Cardholder.CardholderApplication, left: [["cardholderNo"]] },
  CardListQuery: {
    schema: Card.CardListQuery,
    left: [["cardholderNo"], ["cardUniqueNo"], ["cardNo"], ["page"], ["size"]]
  },
  CardholderListQuery: {
    schema: Cardholder.CardholderListQuery,
    left: [["cardholderNo"], ["cardholderUniqueNo"], ["page"], ["size"]]
  },
  ConsumptionListQuery: {
    schema: Consumption.ConsumptionListQuery,
    left: [["cardholderNo"], ["consumeNo"], ["cardNo"], ["page"], ["size"]]
  },
  TransferListQuery: {
    schema: Account.TransferListQuery,
    left: [["cardholderNo"], ["transferNo"], ["transferUniqueNo"], ["page"], ["size"]]
  },
  PackageListQuery: { schema: CardProduct.PackageListQuery, left: [["type"], ["packageNo"], ["page"], ["size"]] },
  BinListQuery: { schema: CardProduct.BinListQuery, left: [["cardBinNo"], ["page"], ["size"]] }
}

const pathsOf = (result: Either.Either<unknown, ParseResult.ParseError>) =>
  Either.match(result, {
    onRight: () => [],
    onLeft: (error) => Array.dedupe(ParseResult.ArrayFormatter.formatErrorSync(error).map(({ path }) => path.join(".")))
  })

describe.each(Object.entries(requests))("%s", (_, { empty = [], left = [], schema }) => {
  const encode = Schema.encodeUnknownEither(schema, { errors: "all" })
  const values: FastCheck.Arbitrary<unknown> = Arbitrary.make(schema)
  const spoilt = FastCheck.tuple(
    values,
    FastCheck.subarray([...empty]),
    FastCheck.subarray([...left]),
    FastCheck.array(nothings, { minLength: 20, maxLength: 20 })
  )

  it.prop("with any of its optional fields set to nothing is sent as without them", [spoilt], ([parts]) => {
    const [value, emptied, undone, nothing] = parts
    const written = emptied.reduce<unknown>((all, path, index) => set(all, path, nothing[index]), value)
    const given = undone.reduce<unknown>((all, path) => set(all, path, undefined), written)
    const clean = [...emptied, ...undone].reduce<unknown>(unset, value)
    expect(encode(given)).toStrictEqual(encode(clean))
    const sent = encode(clean)
    expect(Either.isRight(sent)).toBe(true)
    expect(Either.flatMap(sent, Schema.decodeUnknownEither(schema))).toStrictEqual(Either.right(clean))
  })

  it.prop(
    "whose optional fields are undefined is of its type",
    [values, FastCheck.subarray([...empty, ...left])],
    (args) => {
      const [value, undone] = args
      expect(Schema.is(schema)(undone.reduce<unknown>((all, path) => set(all, path, undefined), value))).toBe(true)
    }
  )

  it.prop("never has undefined in what an arbitrary makes", [values], ([value]) => {
    expect(JSON.stringify(value, (_, part: unknown) => (part === undefined ? "nothing" : part))).not.toContain(
      '"nothing"'
    )
  })

  it("is refused where a filter is empty: it would ask for everything", () => {
    for (const path of left) {
      for (const nothing of [null, ""]) {
        const refused = FastCheck.sample(values, { numRuns: 5, seed: 1 }).map((value) =>
          pathsOf(encode(set(value, path, nothing)))
        )
        expect(refused).toStrictEqual(refused.map(() => [path.join(".")]))
      }
    }
  })
})

describe("an application", () => {
  const encode = Schema.encodeUnknownEither(CardApplication.CardApplication, { errors: "all" })
  const values = Arbitrary.make(CardApplication.CardApplication)

  it.prop(
    "whose package and BIN are both nothing names neither",
    [values, nothings, nothings],
    ([value, packageNo, cardBinNo]) => {
      expect(pathsOf(encode({ ...value, packageNo, cardBinNo }))).toStrictEqual([""])
    }
  )

  it.prop("is sent without the one that is nothing", [values, nothings], ([value, cardBinNo]) => {
    const packageNo = CardProduct.PackageNo.make("P0001")
    const sent = encode({ ...value, packageNo, cardBinNo })
    expect(sent).toStrictEqual(encode({ ...Struct.omit(value, "cardBinNo"), packageNo }))
    expect(Either.isRight(sent)).toBe(true)
  })

  it("that is wrong elsewhere is told to be wrong only there", () => {
    const [value] = FastCheck.sample(values, { numRuns: 1, seed: 1 })
    const packageNo = CardProduct.PackageNo.make("P0001")
    expect(pathsOf(encode({ ...value, packageNo, cardBinNo: null, cardUniqueNo: "" }))).toStrictEqual(["cardUniqueNo"])
  })
})

describe("the fields of a record", () => {
  it("are schemas, each by its name", () => {
    expect(Schema.is(Address.VirtualAddress.fields.postalCode)("10115")).toBe(true)
    expect(Schema.is(Address.VirtualAddress.fields.addressLine2.from)("Zürich")).toBe(false)
    expect(Object.keys(Card.CardListQuery.fields)).toStrictEqual([
      "cardholderNo",
      "cardUniqueNo",
      "cardNo",
      "startTime",
      "endTime",
      "page",
      "size"
    ])
    expect(Card.CardListItem.fields).toBe(Card.CardListItem.fields)
  })

  it("make another record", () => {
    const Form = Schema.Struct({ ...Address.VirtualAddress.fields, remember: Schema.Boolean })
    const form = { postalCode: "10115", country: "DE", state: "Berlin", city: "Berlin", addressLine1: "1 Road" }
    expect(Schema.is(Form)({ ...form, remember: true })).toBe(true)
    expect(Schema.is(Form)({ ...form, country: "Germany", remember: true })).toBe(false)
  })
})
