/** The names that a schema's records have on the wire. */
import * as Option from "effect/Option"
import * as SchemaAST from "effect/SchemaAST"

/** The wire's side of a schema, and the parts that it is made of. */
const partsOf = (ast: SchemaAST.AST): ReadonlyArray<SchemaAST.AST> => {
  switch (ast._tag) {
    case "Transformation":
    case "Refinement":
      return [ast.from]
    case "Suspend":
      return [ast.f()]
    case "Union":
      return ast.types
    case "TypeLiteral":
      return ast.propertySignatures.map(({ type }) => type)
    case "TupleType":
      return [...ast.elements, ...ast.rest].map(({ type }) => type)
    case "Declaration":
      return Option.toArray(SchemaAST.getSurrogateAnnotation(ast))
    default:
      return []
  }
}

/** Every field of a schema's records on the wire, at any depth. */
export const fieldNames = (ast: SchemaAST.AST): ReadonlySet<string> => {
  const names = new Set<string>()
  const seen = new Set<SchemaAST.AST>()
  const visit = (part: SchemaAST.AST): void => {
    if (seen.has(part)) return
    seen.add(part)
    if (part._tag === "TypeLiteral") for (const { name } of part.propertySignatures) names.add(String(name))
    for (const inner of partsOf(part)) visit(inner)
  }
  visit(ast)
  return names
}

/** The fields that a schema's record itself has on the wire, without those inside them. */
export const ownFieldNames = (ast: SchemaAST.AST): ReadonlySet<string> =>
  new Set(
    ast._tag === "TypeLiteral"
      ? ast.propertySignatures.map(({ name }) => String(name))
      : partsOf(ast).flatMap((part) => [...ownFieldNames(part)])
  )
