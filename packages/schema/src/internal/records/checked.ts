/**
 * Checks of whole records. `Schema.filter` does the same in twice the time: it validates all of a value before it encodes
 * all of it.
 */
import type * as Arbitrary from "effect/Arbitrary"
import type * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as ParseResult from "effect/ParseResult"
import * as Predicate from "effect/Predicate"
import * as Schema from "effect/Schema"
import * as SchemaAST from "effect/SchemaAST"

/** What is wrong with a value, and where. */
export interface Finding {
  /** The field at fault; none where it is the whole. */
  readonly field?: string
  /** As it is said in errors: what was expected, and never what was given. */
  readonly message: string
}

/** What a check is called, and how values are made that pass it. */
export interface Naming<A, B> {
  readonly identifier: string
  readonly description: string
  readonly arbitrary: (values: Arbitrary.LazyArbitrary<A>) => Arbitrary.LazyArbitrary<B>
}

/** Takes out what means absent: of a value that is sent, or else is taken as it is. The same value where there is nothing of it. */
export type Tidy = (value: unknown, isSent: boolean) => unknown

type Look = (
  value: unknown,
  options: SchemaAST.ParseOptions,
  ast: SchemaAST.Declaration
) => Effect.Effect<unknown, ParseResult.ParseIssue>

/**
 * A schema with a check: of what was decoded, of what is to be encoded, and of what is given as it is. A
 * value that fails is tidied, if there is anything to tidy, and looked at again.
 */
export function checked<A, I, B extends A>(
  schema: Schema.Schema<A, I>,
  judge: (value: A) => Either.Either<B, ReadonlyArray<Finding>>,
  naming: Naming<A, B>,
  tidy?: Tidy
): Schema.Schema<B, I>
export function checked(
  schema: Schema.Schema<unknown>,
  judge: (value: unknown) => Either.Either<unknown, ReadonlyArray<Finding>>,
  { arbitrary, description, identifier }: Naming<unknown, unknown>,
  tidy: Tidy = (value) => value
) {
  const judged = (value: unknown, ast: SchemaAST.AST): Either.Either<unknown, ParseResult.ParseIssue> =>
    Either.mapLeft(judge(value), ([first, ...others]) => {
      const issueOf = ({ field, message }: Finding): ParseResult.ParseIssue => {
        const issue = new ParseResult.Type(ast, value, message)
        return field === undefined ? issue : new ParseResult.Pointer(field, value, issue)
      }
      return first === undefined
        ? new ParseResult.Type(ast, value)
        : new ParseResult.Composite(ast, value, [issueOf(first), ...others.map(issueOf)])
    })
  const twice =
    (look: Look, isSent: boolean): Look =>
    (given, options, ast) => {
      const found = look(given, options, ast)
      if (!Either.isEither(found) || Either.isRight(found)) return found
      const value = tidy(given, isSent)
      return value === given ? found : look(value, options, ast)
    }
  const record = Schema.declare(
    [schema],
    {
      decode: (inner) => {
        const decode = ParseResult.decodeUnknown(inner)
        return twice(
          (value, options, ast) => ParseResult.flatMap(decode(value, options), (read) => judged(read, ast)),
          false
        )
      },
      encode: (inner) => {
        const encode = ParseResult.encodeUnknown(inner)
        return twice(
          (value, options, ast) =>
            ParseResult.flatMap(encode(value, options), (written) => Either.map(judged(value, ast), () => written)),
          true
        )
      }
    },
    { identifier, description, arbitrary, [SchemaAST.SurrogateAnnotationId]: Schema.typeSchema(schema).ast }
  )
  // What is encoded is the same as without the check. Of a record's wire side it is only asked to be an object (`Wire`).
  const wire = Schema.declare(Predicate.isReadonlyRecord, {
    message: () => `expected ${identifier}`,
    [SchemaAST.SurrogateAnnotationId]: Schema.encodedSchema(schema).ast
  })
  return Schema.compose(wire, record, { strict: false }).annotations({ identifier, description })
}
