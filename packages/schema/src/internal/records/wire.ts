/**
 * Records that are camelCase in the domain and carry the vendor's names on the wire.
 *
 * Both names stand in one line per field. The wire side checks only that the value is an object; the domain side checks
 * and converts each field, once. That is a third of the time of `Schema.rename`, which checks every field on both
 * sides.
 */
import * as Either from "effect/Either"
import * as ParseResult from "effect/ParseResult"
import * as Predicate from "effect/Predicate"
import * as Record from "effect/Record"
import * as Schema from "effect/Schema"
import * as SchemaAST from "effect/SchemaAST"
import { lazy } from "../schemas/lazy.js"

/** One field of a record: its wire name, its schema, and whether it may be absent. */
export interface Field<Name extends string, S extends Schema.Schema.AnyNoContext, Optional extends boolean> {
  readonly name: Name
  readonly schema: S
  readonly optional: Optional
  /** The value as which an absent value is read. */
  readonly absentAs?: unknown
  /** Whether a value that cannot be read counts as absent. */
  readonly lenient?: true
  /** Whether `null` and `""` count as absent in a request too, as `undefined` does in each of its optional fields. */
  readonly emptiable?: true
}

type AnyField = Field<string, Schema.Schema.AnyNoContext, boolean>
/** The fields of a record, by their domain names. */
export type Fields = Readonly<Record<string, AnyField>>

export type RequiredKeys<F extends Fields> = { [K in keyof F]: F[K]["optional"] extends true ? never : K }[keyof F]
export type OptionalKeys<F extends Fields> = { [K in keyof F]: F[K]["optional"] extends true ? K : never }[keyof F]
export type Simplify<T> = { [K in keyof T]: T[K] } & {}

/** The domain type of a record. */
export type TypeOf<F extends Fields> = Simplify<
  { readonly [K in RequiredKeys<F>]: Schema.Schema.Type<F[K]["schema"]> } & {
    readonly [K in OptionalKeys<F>]?: Schema.Schema.Type<F[K]["schema"]>
  }
>

/** The wire type of a record. */
export type EncodedOf<F extends Fields> = Simplify<
  { readonly [K in RequiredKeys<F> as F[K]["name"]]: Schema.Schema.Encoded<F[K]["schema"]> } & {
    readonly [K in OptionalKeys<F> as F[K]["name"]]?: Schema.Schema.Encoded<F[K]["schema"]>
  }
>

/** The schemas of the fields, by their domain names, as `Schema.Struct` has them. */
export type SchemasOf<F extends Fields> = {
  readonly [K in keyof F]: F[K]["optional"] extends true
    ? Schema.optionalWith<F[K]["schema"], { exact: true }>
    : F[K]["schema"]
}

/** The schema of a record. */
export interface Struct<A, F extends Fields> extends Schema.Schema<A, EncodedOf<F>> {
  /**
   * The schema of each field, by its domain name, as `Schema.Struct` has them: to check one field, or to build another
   * record. A field that may be absent is an `optionalWith`, whose `from` is the schema.
   *
   * @since 0.2.0
   */
  readonly fields: SchemasOf<F>
}

const fieldOf =
  <Optional extends boolean>(optional: Optional, more: Pick<AnyField, "absentAs" | "lenient" | "emptiable"> = {}) =>
  <const Name extends string, S extends Schema.Schema.AnyNoContext>(
    name: Name,
    schema: S
  ): Field<Name, S, Optional> => ({ name, schema, optional, ...more })

/** A field that must be there. */
export const required = fieldOf(false)

/** A field that is always there in the domain, and is always written. If it is absent, it reads as `null` does. */
export const always = fieldOf(false, { absentAs: null })

/**
 * A field that may be absent. If it is absent, it is left out when it is written. When it is read, an absent field,
 * `null` and `""` are absent. `null` and `""` are refused when they are written: a filter that is empty by mistake
 * would ask for everything.
 */
export const optional = fieldOf(true)

/** A field that may be absent or empty, as the contract says: `null` and `""` mean absent, read and sent. */
export const emptiable = fieldOf(true, { emptiable: true })

/**
 * A field that may be absent, and that counts as absent if it cannot be read: its form is not documented, and nothing
 * depends on it.
 */
export const lenient = fieldOf(true, { lenient: true })

/** Whether a value means that an optional field is absent. */
export const isNothing = (value: unknown): boolean => value === undefined || value === null || value === ""

/**
 * A record from its fields, keyed by domain name. Errors name the record by `identifier` and never repeat a value,
 * which may be personal.
 */
export function struct<const F extends Fields>(identifier: string, fields: F): Struct<TypeOf<F>, F>
export function struct(identifier: string, fields: Fields) {
  const schema = withFields(
    lazy(() => make(identifier, fields)),
    () => schemasOf(fields)
  )
  recordFields.set(schema, fields)
  return schema
}

/** The fields of records, for pages that read an item in part. */
const recordFields = new WeakMap<object, Fields>()

const schemaOf = ({ optional: isOptional, schema }: AnyField) =>
  isOptional ? Schema.optionalWith(schema, { exact: true }) : schema

/** The schemas of the fields, as `Schema.Struct` takes them. */
export const schemasOf = (fields: Fields) => Record.map(fields, schemaOf)

/** A schema with the fields of the record that it is made of, which are made when they are first looked at. */
export const withFields = <A, I, Schemas>(
  schema: Schema.Schema<A, I>,
  fields: () => Schemas
): Schema.Schema<A, I> & { readonly fields: Schemas } => {
  let made: Schemas | undefined
  return Object.create(schema, { fields: { get: () => (made ??= fields()) } })
}

const make = (identifier: string, fields: Fields): Schema.Schema<Readonly<Record<string, unknown>>> => {
  const parts = Object.entries(fields).map(([key, { lenient: isLenient, ...field }]) => ({
    ...field,
    key,
    isReadable: isLenient === true ? readableBy(field.schema) : anything
  }))
  const domain = Schema.Struct(schemasOf(fields)).annotations({
    identifier,
    message: () => `expected ${identifier}`
  })
  const decode = (wire: JsonObject) => {
    const out: Record<string, unknown> = {}
    for (const part of parts) {
      const value = wire[part.name] === undefined ? part.absentAs : wire[part.name]
      if (part.optional ? !isNothing(value) && part.isReadable(value) : value !== undefined) out[part.key] = value
    }
    return out
  }
  const encode = (value: JsonObject) => {
    const out: Record<string, unknown> = {}
    for (const part of parts) {
      const given = value[part.key]
      if (given !== undefined) out[part.name] = given
    }
    return out
  }
  return Schema.transform(jsonObject(parts), domain, {
    strict: false,
    decode,
    encode
  }).annotations({ identifier })
}

const anything = () => true

const readableBy = (schema: Schema.Schema.AnyNoContext) => {
  const decode = ParseResult.decodeUnknownEither(schema)
  return (value: unknown): boolean => Either.isRight(decode(value))
}

/** Any JSON object. */
export type JsonObject = Readonly<Record<string, unknown>>

/**
 * A JSON object whose fields are not looked at. The surrogate says how the fields would be: a union picks its member by
 * the literals in it, and JSON Schemas of the wire are made from it.
 */
const jsonObject = (fields: ReadonlyArray<AnyField>) =>
  Schema.declare((u): u is JsonObject => Predicate.isReadonlyRecord(u), {
    description: "a JSON object",
    message: () => "expected a JSON object",
    [SchemaAST.SurrogateAnnotationId]: Schema.Struct(
      Object.fromEntries(
        fields.map(({ emptiable = false, name, optional, schema }) => {
          const given = Schema.encodedBoundSchema(schema)
          const encoded = emptiable ? Schema.Union(given, Schema.Literal("")) : given
          return [name, optional ? Schema.optionalWith(encoded, { exact: true }) : encoded]
        })
      )
    ).ast
  })

/**
 * A vendor's enum as it is read: the documented members, and any other text that is not empty, since the vendor may
 * add members (docs/api.md, Enums).
 */
export const open = <const Members extends ReadonlyArray<string>>(...members: Members) => {
  const description = `one of ${members.join(", ")}, or a newer member`
  return Schema.declare((u): u is Members[number] | (string & {}) => typeof u === "string" && u !== "", {
    description,
    message: () => `expected ${description}`,
    arbitrary: () => (fc) => fc.oneof(fc.constantFrom(...members), fc.string({ minLength: 1 })),
    jsonSchema: {
      anyOf: [
        { type: "string", enum: members },
        { type: "string", minLength: 1 }
      ],
      description
    }
  })
}

const flags: Readonly<Record<string, boolean>> = {
  true: true,
  "1": true,
  y: true,
  yes: true,
  false: false,
  "0": false,
  n: false,
  no: false
}

/**
 * Yes or no as it is read. The vendor names such fields and not their type, so `true`, `1`, `Y` and the like are taken.
 */
export const Flag = Schema.transformOrFail(
  Schema.declare((u): u is boolean => Predicate.isNotNullable(u), {
    arbitrary: () => (fc) => fc.boolean(),
    jsonSchema: { type: "boolean" }
  }),
  Schema.Boolean,
  {
    strict: false,
    decode: (wire, _, ast) => {
      const flag = typeof wire === "object" ? undefined : flags[String(wire).toLowerCase()]
      return flag === undefined ? ParseResult.fail(new ParseResult.Type(ast, wire)) : ParseResult.succeed(flag)
    },
    encode: (flag) => ParseResult.succeed(flag)
  }
).annotations({ message: () => "expected true or false" })

/** A count, or a length of time. */
export const Quantity = Schema.Finite.annotations({ arbitrary: () => (fc) => fc.nat() })

/** A JSON object as it came: for values that the vendor sends and does not document. */
export const AsSent = Schema.Record({ key: Schema.String, value: Schema.Unknown }).annotations({
  description: "a JSON object, as the platform sent it",
  message: () => "expected a JSON object",
  arbitrary: () => (fc) =>
    fc.dictionary(
      fc.stringMatching(/^[a-z]+(_[a-z]+)?$/).filter((key) => key !== "__proto__"),
      fc.oneof(fc.string(), fc.integer(), fc.boolean())
    )
})

/** A page of a list: no total (docs/api.md, Lists). */
export interface Page<Item> {
  /** The items that could be read. */
  readonly list: ReadonlyArray<Item>
  /**
   * What could be read of each other item, such as one without its number; absent if there is none. It is no part of what is
   * written.
   *
   * @since 0.2.0
   */
  readonly odd?: ReadonlyArray<Partial<Item>>
}

/** Reads each field of an item that can be read. */
const readingPart = <A, I>(item: Schema.Schema<A, I>) => {
  const fields = Object.entries(recordFields.get(item) ?? {}).map(([key, { name, schema }]) => ({
    key,
    name,
    decode: ParseResult.decodeUnknownEither(schema)
  }))
  return (wire: unknown): Readonly<Record<string, unknown>> => {
    const out: Record<string, unknown> = {}
    if (!Predicate.isReadonlyRecord(wire)) return out
    for (const { decode, key, name } of fields) {
      const read = isNothing(wire[name]) ? undefined : decode(wire[name])
      if (read !== undefined && Either.isRight(read)) out[key] = read.right
    }
    return out
  }
}

/** An item as it came, whatever it is; what it should be is said by the surrogate. */
const itemAsSent = <A, I>(item: Schema.Schema<A, I>) =>
  Schema.declare((u): u is I => u !== undefined, {
    [SchemaAST.SurrogateAnnotationId]: Schema.encodedBoundSchema(item).ast
  })

const pageOf = <A, I>(identifier: string, item: Schema.Schema<A, I>) => {
  const typed = Schema.typeSchema(item)
  const decodeItem = ParseResult.decodeUnknownEither(item)
  const encodeItems = ParseResult.encodeUnknown(Schema.Array(item))
  const partOf = readingPart(item)
  const part = Schema.declare((u): u is Partial<A> => Predicate.isReadonlyRecord(u), {
    arbitrary: () => (fc) => fc.constant<Partial<A>>({})
  })
  const fields = Schema.Struct({
    list: Schema.Array(typed),
    odd: Schema.optionalWith(Schema.Array(part), { exact: true })
  })
  const check = ParseResult.validate(fields)
  // The declaration hands the item's arbitrary over. To import `Arbitrary` for it would add it to every bundle.
  const domain = Schema.declare(
    [typed],
    { decode: () => (u, options) => check(u, options), encode: () => (page, options) => check(page, options) },
    {
      identifier,
      [SchemaAST.SurrogateAnnotationId]: fields.ast,
      arbitrary: (one) => (fc) => fc.array(one(fc), { maxLength: 3 }).map((list) => ({ list }))
    }
  )
  return Schema.transformOrFail(Schema.Struct({ list: Schema.Array(itemAsSent(item)) }), domain, {
    strict: false,
    decode: ({ list: items }) => {
      const list: Array<A> = []
      const odd: Array<object> = []
      for (const one of items) {
        const read = decodeItem(one)
        if (Either.isRight(read)) list.push(read.right)
        else odd.push(partOf(one))
      }
      return ParseResult.succeed(odd.length === 0 ? { list } : { list, odd })
    },
    encode: ({ list }: Page<A>) => ParseResult.map(encodeItems(list), (items) => ({ list: items }))
  }).annotations({ identifier })
}

/**
 * The schema of a page. An item that cannot be read does not lose the others: what can be read of it is told apart.
 */
export const page = <A, I>(
  identifier: string,
  item: Schema.Schema<A, I>
): Schema.Schema<Page<A>, { readonly list: ReadonlyArray<I> }> => lazy(() => pageOf(identifier, item))
