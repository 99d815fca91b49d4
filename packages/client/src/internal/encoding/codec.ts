/**
 * Encoders and decoders. Each is made once, when it is first used, because a program uses few of them and making one
 * takes long.
 */
import type * as Either from "effect/Either"
import * as ParseResult from "effect/ParseResult"
import type * as Schema from "effect/Schema"
import type * as SchemaAST from "effect/SchemaAST"

/** Makes a value when it is first asked for, once. */
export const once = <A>(make: () => A): (() => A) => {
  let made: A | undefined
  return () => (made ??= make())
}

/** Encodes by the schema that is given when it is first needed. */
export const encoding = <A, I>(
  schema: () => Schema.Schema<A, I>,
  options?: SchemaAST.ParseOptions
): ((value: A) => Either.Either<I, ParseResult.ParseIssue>) => {
  const encoder = once(() => ParseResult.encodeEither(schema(), options))
  return (value) => encoder()(value)
}

/** Decodes by the schema that is given when it is first needed. */
export const decoding = <A, I>(
  schema: () => Schema.Schema<A, I>,
  options?: SchemaAST.ParseOptions
): ((value: unknown) => Either.Either<A, ParseResult.ParseIssue>) => {
  const decoder = once(() => ParseResult.decodeUnknownEither(schema(), options))
  return (value) => decoder()(value)
}
