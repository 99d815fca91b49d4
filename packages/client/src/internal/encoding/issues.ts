/** The refusals of a schema, as field names and expectations: never the values, which may be secret or personal. */
import * as Array from "effect/Array"
import * as Option from "effect/Option"
import type * as ParseResult from "effect/ParseResult"
import * as SchemaAST from "effect/SchemaAST"
import type { Issue } from "../../ClientError.js"

const described = (ast: SchemaAST.AST): string =>
  Option.match(SchemaAST.getDescriptionAnnotation(ast), {
    onSome: (description) => `expected ${description}`,
    onNone: () => `expected ${String(ast)}`
  })

// The schema package's own checks begin like this and never repeat the value; messages of others may.
const isOurs = (message: string | undefined): message is string => message?.startsWith("expected ") === true

const walk = (issue: ParseResult.ParseIssue, path: ReadonlyArray<PropertyKey>): ReadonlyArray<Issue> => {
  const here = (expected: string) => [{ field: path.map(String).join("."), expected }]
  switch (issue._tag) {
    case "Pointer":
      return walk(issue.issue, [...path, ...Array.ensure(issue.path)])
    case "Composite":
      return Array.ensure(issue.issues).flatMap((inner) => walk(inner, path))
    case "Transformation":
      return walk(issue.issue, path)
    case "Refinement":
      return issue.kind === "From" || issue.issue._tag !== "Type" || isOurs(issue.issue.message)
        ? walk(issue.issue, path)
        : here(described(issue.ast))
    case "Missing":
      return here("expected a value, and there is none")
    case "Unexpected":
      return here("expected no such field")
    case "Type":
      return here(isOurs(issue.message) ? issue.message : described(issue.ast))
    case "Forbidden":
      return here(described(issue.ast))
  }
}

/** Every field that does not fit, each said once. */
export const issuesOf = (issue: ParseResult.ParseIssue): ReadonlyArray<Issue> =>
  Array.dedupeWith(walk(issue, []), (one, other) => one.field === other.field && one.expected === other.expected)

/** The field fault of one value, which has no parts. */
export const issuesAt = (field: string, issue: ParseResult.ParseIssue): ReadonlyArray<Issue> =>
  issuesOf(issue).map(({ expected }) => ({ field, expected }))
