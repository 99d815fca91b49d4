/**
 * Records that are sent, as programs have them. An optional field that is `undefined` is absent. So is one that is
 * `null` or `""`, if the contract lets it be empty.
 *
 * A record is checked strictly. Only a record that fails is searched for such fields and checked again, so that they
 * cost nothing in records without them.
 */
import * as Either from "effect/Either"
import { identity } from "effect/Function"
import * as Option from "effect/Option"
import * as ParseResult from "effect/ParseResult"
import * as Predicate from "effect/Predicate"
import * as Record from "effect/Record"
import * as Schema from "effect/Schema"
import * as SchemaAST from "effect/SchemaAST"
import { lazy } from "../schemas/lazy.js"
import { type Look, picking } from "../schemas/picking.js"
import * as Wire from "./wire.js"

/**
 * Takes out the fields that mean absent, of a value that is sent or of one that is taken as it is. A value without such
 * fields stays the same value.
 */
export type Tidy = (value: unknown, isSent: boolean) => unknown

/** The domain type of the record that is sent. */
export type TypeOf<F extends Wire.Fields> = Wire.Simplify<
  { readonly [K in Wire.RequiredKeys<F>]: Schema.Schema.Type<F[K]["schema"]> } & {
    readonly [K in Wire.OptionalKeys<F>]?: Schema.Schema.Type<F[K]["schema"]> | undefined
  }
>

/** Whether an interface says the same as the fields: the same names, each of the same type, absent or not. */
type Same<A, B> = [A, keyof A] extends [B, keyof B] ? ([B, keyof B] extends [A, keyof A] ? true : false) : false

const parts = Symbol.for("@effect-keysecure/schema/internal/request/parts")

/**
 * The parts of a schema of a request: the record that refuses fields that mean absent, and the function that takes
 * these out.
 */
export interface Parts<A, I> {
  readonly strict: Schema.Schema<A, I>
  readonly tidy: Tidy
}

/** The schema of a record that is sent. */
export interface Request<A, F extends Wire.Fields> extends Wire.Struct<A, F> {
  readonly [parts]: Parts<A, Wire.EncodedOf<F>>
}

/**
 * A record that is sent. Its type is an interface, whose name and sentences the reader sees. The interface says the
 * same as the fields; otherwise the fields are of type `never`. A check is a filter of the record as a whole.
 */
export function struct<A>(): <const F extends Wire.Fields>(
  identifier: string,
  fields: Same<A, TypeOf<F>> extends true ? F : never,
  check?: (strict: Schema.Schema<A, Wire.EncodedOf<F>>) => Schema.Schema<A, Wire.EncodedOf<F>>
) => Request<A, F>
export function struct(): unknown {
  return (
    identifier: string,
    fields: Wire.Fields,
    check: (strict: Schema.Schema<Wire.JsonObject>) => Schema.Schema<Wire.JsonObject> = identity
  ) => {
    const strict = Wire.struct(
      identifier,
      Record.map(fields, (field) => ({ ...field, schema: partsOf(field.schema).strict }))
    )
    const tidy = tidying(fields)
    return Object.create(
      Wire.withFields(
        tidied(identifier, () => check(strict), tidy),
        () => Wire.schemasOf(fields)
      ),
      { [parts]: { value: { strict, tidy } } }
    )
  }
}

/** Looks again at a value that fails, if there is anything to tidy in it. */
const twice =
  (look: Look, tidy: (value: unknown) => unknown): Look =>
  (given, options) => {
    const found = look(given, options)
    if (!Either.isEither(found) || Either.isRight(found)) return found
    const value = tidy(given)
    return value === given ? found : look(value, options)
  }

/** A schema whose values may hold fields that mean absent. `names` are the fields by which a union picks its member. */
export function tidied<A, I>(
  identifier: string,
  strict: () => Schema.Schema<A, I>,
  tidy: Tidy,
  names?: ReadonlyArray<string>
): Schema.Schema<A, I>
export function tidied(
  identifier: string,
  strict: () => Schema.Schema<unknown>,
  tidy: Tidy,
  names: ReadonlyArray<string> = []
) {
  return lazy(() => {
    const schema = strict()
    const record = Schema.declare(
      [schema],
      {
        decode: (inner) =>
          twice(picking(ParseResult.decodeUnknown(inner), names, inner.ast), (value) => tidy(value, false)),
        encode: (inner) =>
          twice(picking(ParseResult.encodeUnknown(inner), names, inner.ast), (value) => tidy(value, true))
      },
      {
        identifier,

        arbitrary: (values) => values,
        [SchemaAST.SurrogateAnnotationId]: Schema.typeSchema(schema).ast
      }
    )
    // On the wire it is the same as without. The record's wire side is only asked to be an object (`Wire`).
    const wire = Schema.declare(Predicate.isReadonlyRecord, {
      message: () => `expected ${identifier}`,
      [SchemaAST.SurrogateAnnotationId]: Schema.encodedSchema(schema).ast
    })
    const description = Option.getOrElse(SchemaAST.getDescriptionAnnotation(schema.ast), () => identifier)
    return Schema.compose(wire, record, { strict: false }).annotations({ identifier, description })
  })
}

type Any = Schema.Schema.AnyNoContext

const isRequest = (schema: Any): schema is Any & { readonly [parts]: Parts<unknown, unknown> } => parts in schema

/** The parts of a schema. A schema of a request has its own; another schema has itself, and nothing to take out. */
export function partsOf<A, I>(schema: Schema.Schema<A, I>): Parts<A, I>
export function partsOf(schema: Any): Parts<unknown, unknown> {
  return isRequest(schema) ? schema[parts] : { strict: schema, tidy: (value) => value }
}

/** Takes out the fields that mean absent, at any depth. A value without such fields is not copied. */
const tidying = (fields: Wire.Fields): Tidy => {
  const all = Record.map(fields, ({ emptiable = false, optional, schema }) => ({
    isAbsent: (value: unknown, isSent: boolean) =>
      optional && (value === undefined || (isSent && emptiable && Wire.isNothing(value))),
    tidy: partsOf(schema).tidy
  }))
  return (value, isSent) => {
    if (!Predicate.isReadonlyRecord(value)) return value
    const tidied = Record.filterMap(value, (given, key) => {
      const field = Object.hasOwn(all, key) ? all[key] : undefined
      if (field === undefined) return Option.some(given)
      return field.isAbsent(given, isSent) ? Option.none() : Option.some(field.tidy(given, isSent))
    })
    return Record.size(tidied) === Record.size(value) && Record.every(tidied, (given, key) => given === value[key])
      ? value
      : tidied
  }
}
