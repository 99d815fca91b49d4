/**
 * Schemas that are made when they are first looked at. Making a schema takes 0.1 to 0.5 ms, and a program uses few of
 * the schemas that it imports.
 */
import * as Schema from "effect/Schema"
import * as SchemaAST from "effect/SchemaAST"

const blank = Schema.make<never>(SchemaAST.neverKeyword)

/** The parts that a value needs besides its `ast` to be a schema. */
export const annotations = blank.annotations
export const pipe = blank.pipe

/** The schema that `make` gives, made when it is first looked at. */
export const lazy = <A, I>(make: () => Schema.Schema<A, I>): Schema.Schema<A, I> => {
  let ast: SchemaAST.AST | undefined
  return Object.create(blank, {
    ast: { get: () => (ast ??= make().ast) },
    toString: { value: () => String((ast ??= make().ast)) }
  })
}
