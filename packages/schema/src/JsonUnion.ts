/**
 * Unions that read any JSON: it decodes, or it is a typed failure.
 *
 * `Schema.Union` picks its member by the text of a field, such as `_tag`. It throws if that field holds JSON without a
 * text, such as `{"toString":1}`. So unions of structs with such a field are made here.
 *
 * @module JsonUnion
 * @since 0.2.0
 */
import * as ParseResult from "effect/ParseResult"
import * as Schema from "effect/Schema"
import * as SchemaAST from "effect/SchemaAST"
import { picking } from "./internal/schemas/picking.js"

const guarded = (union: Schema.Schema.AnyNoContext, names: ReadonlyArray<string>) => {
  const title = String(union.ast)
  const picked = Schema.declare(
    [union],
    {
      decode: (inner) => picking(ParseResult.decodeUnknown(inner), names, inner.ast),
      encode: (inner) => picking(ParseResult.encodeUnknown(inner), names, inner.ast)
    },
    {
      title,
      arbitrary: (values) => values,
      pretty: (pretty) => pretty,
      equivalence: (isSame) => isSame,
      [SchemaAST.SurrogateAnnotationId]: Schema.typeSchema(union).ast
    }
  )
  // On the wire it is the same as without.
  const wire = Schema.declare((_): _ is unknown => true, {
    [SchemaAST.SurrogateAnnotationId]: Schema.encodedBoundSchema(union).ast
  })
  return Schema.compose(wire, picked, { strict: false }).annotations({ title })
}

/**
 * The union of some schemas of structs. `names` are the fields whose literals tell one from another, on the wire and in
 * the domain. A value of which such a field holds an object or a list does not decode.
 *
 * @since 0.2.0
 * @category constructors
 */
export function make<Members extends ReadonlyArray<Schema.Schema.AnyNoContext>>(
  names: ReadonlyArray<string>,
  ...members: Members
): Schema.Union<Members>
export function make(names: ReadonlyArray<string>, ...members: ReadonlyArray<Schema.Schema.AnyNoContext>) {
  const union = Schema.Union(...members)
  let ast: SchemaAST.AST | undefined
  return Object.create(union, { ast: { get: () => (ast ??= guarded(union, names).ast) } })
}

/**
 * The union of some schemas of structs whose `_tag` tells one from another.
 *
 * @since 0.2.0
 * @category constructors
 */
export const tagged = <Members extends ReadonlyArray<Schema.Schema.AnyNoContext>>(
  ...members: Members
): Schema.Union<Members> => make(["_tag"], ...members)
