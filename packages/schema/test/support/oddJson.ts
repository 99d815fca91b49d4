/** JSON in odd places: what a platform, a store or a form may hold and no schema expects. */
import { Arbitrary, Either, FastCheck as fc, Predicate, Schema } from "effect"

const names = [
  "list",
  "card_no",
  "card_last_no",
  "card_unique_no",
  "card_type",
  "status",
  "time",
  "organization",
  "address_info",
  "phone",
  "country",
  "support_physical",
  "fee_detail",
  "balance",
  "amount",
  "toString",
  "valueOf",
  "constructor",
  "_tag",
  "length"
]
/** JSON that has no text. */
export const withoutText = { toString: 1 }
const scalar = fc.oneof(
  fc.constantFrom<unknown>(
    withoutText,
    null,
    "",
    0,
    -0,
    1e300,
    2 ** 53,
    "1e99",
    "2026-01-01",
    true,
    "C0000000001",
    "Pending"
  ),
  fc.string(),
  fc.double()
)
/** JSON with the fields that we know, and those of every object, in odd places. */
export const { odd } = fc.letrec<{ odd: unknown }>((tie) => ({
  odd: fc.oneof(
    { maxDepth: 4, depthSize: "small" },
    scalar,
    fc.array(tie("odd"), { maxLength: 4 }),
    fc.dictionary(fc.constantFrom(...names), tie("odd"), { maxKeys: 8 })
  )
}))

/** JSON that is odd in the place of any field. It is parsed, so that `__proto__` is a field too. */
const odds: ReadonlyArray<unknown> = JSON.parse(`[
  {"toString":1}, {"valueOf":1}, {"toString":1,"valueOf":1}, {"toString":null}, [{"toString":1}], [[{"toString":1}]],
  {"__proto__":1}, {"__proto__":{"toString":1}}, {"constructor":1}, {"hasOwnProperty":1}, {"length":3}, {"_tag":{"toString":1}},
  {}, [], null, "", 0, true
]`)

type AnySchema = Schema.Schema.AnyNoContext
type Path = ReadonlyArray<string>

const isSchema = (value: unknown): value is AnySchema => Schema.isSchema(value)

/** The schemas that modules export, by their names. */
export const schemasOf = (modules: Readonly<Record<string, object>>): ReadonlyArray<readonly [string, AnySchema]> =>
  Object.entries(modules).flatMap(([module, exports]) =>
    Object.entries(exports).flatMap(([name, value]) => (isSchema(value) ? [[`${module}.${name}`, value] as const] : []))
  )

/** Where something may be put: in the place of the whole, or of a field at any depth. */
const placesIn = (json: unknown): ReadonlyArray<Path> => [
  [],
  ...(Predicate.isObject(json)
    ? Object.entries(json).flatMap(([key, value]) => placesIn(value).map((path) => [key, ...path]))
    : [])
]

const put = (json: unknown, [key, ...rest]: Path, value: unknown): unknown => {
  if (key === undefined || !Predicate.isObject(json)) return value
  const entries = Object.entries(json).map(([name, old]) => [name, name === key ? put(old, rest, value) : old] as const)
  return Array.isArray(json) ? entries.map(([, item]) => item) : Object.fromEntries(entries)
}

/** A schema reads or refuses, and never throws, whatever stands in the place of a field that it knows. */
export const oddlyPlaced = (schema: AnySchema): void => {
  const decode = Schema.decodeUnknownEither(schema)
  const encode = Schema.encodeUnknownEither(schema)
  fc.assert(
    fc.property(Arbitrary.make(schema), (value) => {
      const json: unknown = JSON.parse(JSON.stringify(Schema.encodeUnknownSync(schema)(value)) ?? "null")
      for (const place of placesIn(json)) {
        for (const odd of odds) {
          const given = put(json, place, odd)
          for (const look of [decode, encode]) {
            // The message is made when it is asked for, of the value that was refused.
            Either.match(look(given), { onLeft: (error) => error.message, onRight: () => "" })
          }
        }
      }
    }),
    { numRuns: 10 }
  )
}
