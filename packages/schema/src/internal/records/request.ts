/**
 * Records that are sent, as programs have them: an optional field that is `undefined` is absent, and so is one that is
 * `null` or `""` where the contract lets it be empty.
 *
 * A record is checked strictly. Only one that fails is looked through for such fields and checked again, so that they cost nothing where
 * there are none.
 */
import * as Either from "effect/Either"
import * as Option from "effect/Option"
import * as Predicate from "effect/Predicate"
import * as Record from "effect/Record"
import type * as Schema from "effect/Schema"
import { checked, type Tidy } from "./checked.js"
import { lazy } from "../schemas/lazy.js"
import * as Wire from "./wire.js"

/** The domain type of what is sent. */
export type TypeOf<F extends Wire.Fields> = Wire.Simplify<
  { readonly [K in Wire.RequiredKeys<F>]: Schema.Schema.Type<F[K]["schema"]> } & {
    readonly [K in Wire.OptionalKeys<F>]?: Schema.Schema.Type<F[K]["schema"]> | undefined
  }
>

/** Whether an interface says the same as the fields: the same names, each of the same type, absent or not. */
type Same<A, B> = [A, keyof A] extends [B, keyof B] ? ([B, keyof B] extends [A, keyof A] ? true : false) : false

const parts = Symbol.for("@effect-keysecure/schema/internal/request/parts")

/** What a schema that is made of a request needs: the record that refuses what means absent, and what takes that out. */
export interface Parts<A, I> {
  readonly strict: Schema.Schema<A, I>
  readonly tidy: Tidy
}

/** The schema of a record that is sent. */
export interface Request<A, F extends Wire.Fields> extends Wire.Struct<A, F> {
  readonly [parts]: Parts<A, Wire.EncodedOf<F>>
}

/** A check of a record as a whole. */
type Check<A, I> = (parts: Parts<A, I>) => Schema.Schema<A, I>

/**
 * A record that is sent. Its type is an interface, whose name and sentences the reader sees, and which says the same as
 * the fields: else these are of type `never`.
 */
export function struct<A>(): <const F extends Wire.Fields>(
  identifier: string,
  fields: Same<A, TypeOf<F>> extends true ? F : never,
  check?: Check<NoInfer<A>, Wire.EncodedOf<F>>
) => Request<A, F>
export function struct(): unknown {
  return (
    identifier: string,
    fields: Wire.Fields,
    check: Check<Wire.JsonObject, Wire.JsonObject> = ({ strict, tidy }) =>
      checked(strict, Either.right, { identifier, description: identifier, arbitrary: (values) => values }, tidy)
  ) => {
    const strict = Wire.struct(
      identifier,
      Record.map(fields, (field) => ({ ...field, schema: partsOf(field.schema).strict }))
    )
    const own = { strict, tidy: tidying(fields) }
    return Object.create(
      Wire.withFields(
        lazy(() => check(own)),
        () => Wire.schemasOf(fields)
      ),
      { [parts]: { value: own } }
    )
  }
}

type Any = Schema.Schema.AnyNoContext

const isRequest = (schema: Any): schema is Any & { readonly [parts]: Parts<unknown, unknown> } => parts in schema

/** The parts of a schema: a request's own; of another one, itself, and nothing to take out. */
export function partsOf<A, I>(schema: Schema.Schema<A, I>): Parts<A, I>
export function partsOf(schema: Any): Parts<unknown, unknown> {
  return isRequest(schema) ? schema[parts] : { strict: schema, tidy: (value) => value }
}

/** Takes the fields out that mean absent, at any depth. What has none is not copied. */
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
