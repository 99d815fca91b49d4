/** Unions of structs over JSON that may hold anything. */
import type * as Effect from "effect/Effect"
import * as ParseResult from "effect/ParseResult"
import * as Predicate from "effect/Predicate"
import * as SchemaAST from "effect/SchemaAST"

/** Decodes or encodes. */
export type Look = (value: unknown, options: SchemaAST.ParseOptions) => Effect.Effect<unknown, ParseResult.ParseIssue>

const scalar = SchemaAST.annotations(SchemaAST.unknownKeyword, {
  [SchemaAST.DescriptionAnnotationId]: "a text or a number"
})

/**
 * Refuses what a union would die of. A union picks its member by the text of a field, and some JSON has none, such as
 * `{"toString":1}`. `names` are those fields.
 */
export const picking =
  (look: Look, names: ReadonlyArray<string>, ast: SchemaAST.AST): Look =>
  (given, options) => {
    if (Predicate.isObject(given)) {
      for (const name of names) {
        if (!Predicate.hasProperty(given, name) || !Predicate.isObject(given[name])) continue
        const issue = new ParseResult.Pointer(name, given, new ParseResult.Type(scalar, given[name]))
        return ParseResult.fail(new ParseResult.Composite(ast, given, issue))
      }
    }
    return look(given, options)
  }
