/** The field faults of a request that came from outside, for a form: every field at once, and no value repeated. */
import * as Either from "effect/Either"
import * as ParseResult from "effect/ParseResult"
import * as Predicate from "effect/Predicate"
import * as Record from "effect/Record"
import type * as Schema from "effect/Schema"
import { partsOf } from "../records/request.js"

/** One field that is wrong, and the value that was expected there. */
export interface Fault {
  /** The field, by its domain name. A field within another stands behind a dot, as in `address.city`. */
  readonly field: string
  /** The expected value, in English. The text never repeats the value that was given. */
  readonly expected: string
}

interface WithFields {
  readonly fields: Schema.Struct.Fields
}

const hasFields = (schema: unknown): schema is WithFields => Predicate.hasProperty(schema, "fields")
/** The schema of a field, without the part that says that it may be absent. */
const schemaOf = (field: unknown): unknown => (Predicate.hasProperty(field, "from") ? field.from : field)

/** A missing field is treated as one that is `undefined`: its own rule says what is expected. */
const filled = (
  fields: Schema.Struct.Fields,
  given: Readonly<Record<string, unknown>>
): Readonly<Record<string, unknown>> => ({
  ...Record.map(fields, () => undefined),
  ...Record.map(given, (value, key) => {
    const field = schemaOf(fields[key])
    return hasFields(field) && Predicate.isReadonlyRecord(value) ? filled(field.fields, value) : value
  })
})

/** The field faults of a request, or the request as it is sent. */
export const read = <A, I>(
  request: Schema.Schema<A, I> & WithFields,
  given: Readonly<Record<string, unknown>>
): Either.Either<I, ReadonlyArray<Fault>> => {
  const { strict, tidy } = partsOf(request)
  const encode = ParseResult.encodeUnknownEither(strict, { errors: "all" })
  return Either.mapLeft(encode(tidy(filled(request.fields, given), true)), (issue) =>
    ParseResult.ArrayFormatter.formatIssueSync(issue).map(({ message, path }) => ({
      field: path.join("."),
      expected: message.replace(/^expected /, "")
    }))
  )
}
