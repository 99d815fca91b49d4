/** Encoders and decoders: each made once, when it is first used, since a program uses few of them and making one takes long. */
import { type Either, ParseResult, type Schema, type SchemaAST } from "effect"

/** Encodes by the schema that is given when it is first needed. */
export const encoding = <A, I>(
  schema: () => Schema.Schema<A, I>,
  options?: SchemaAST.ParseOptions
): ((value: A) => Either.Either<I, ParseResult.ParseIssue>) => {
  let encode: ((value: A) => Either.Either<I, ParseResult.ParseIssue>) | undefined
  return (value) => (encode ??= ParseResult.encodeEither(schema(), options))(value)
}

/** Decodes by the schema that is given when it is first needed. */
export const decoding = <A, I>(
  schema: () => Schema.Schema<A, I>,
  options?: SchemaAST.ParseOptions
): ((value: unknown) => Either.Either<A, ParseResult.ParseIssue>) => {
  let decode: ((value: unknown) => Either.Either<A, ParseResult.ParseIssue>) | undefined
  return (value) => (decode ??= ParseResult.decodeUnknownEither(schema(), options))(value)
}
