/**
 * JSON files that the program is given: read and checked. A value that does not fit is named by its path, and never
 * repeated.
 */
import * as FileSystem from "@effect/platform/FileSystem"
import type { PlatformError } from "@effect/platform/Error"
import * as Array from "effect/Array"
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Option from "effect/Option"
import type * as ParseResult from "effect/ParseResult"
import * as Schema from "effect/Schema"
import * as SchemaAST from "effect/SchemaAST"

/** A file that cannot be used: one line per reason. */
export class FileRefused extends Data.TaggedError("FileRefused")<{ readonly reasons: ReadonlyArray<string> }> {}

type Path = ReadonlyArray<PropertyKey>

interface Fault {
  readonly path: Path
  readonly says: string
}

/** The type of a list or of an object is too long for a line. */
const shapeOf = (ast: SchemaAST.AST): string => {
  if (SchemaAST.isTupleType(ast)) return "a list"
  return SchemaAST.isTypeLiteral(ast) ? "an object" : String(ast)
}

const described = (ast: SchemaAST.AST): string =>
  `expected ${Option.getOrElse(SchemaAST.getDescriptionAnnotation(ast), () => shapeOf(ast))}`

/** The issues about something within the value at a path. */
const within = (path: Path, faults: ReadonlyArray<Fault>): ReadonlyArray<Fault> =>
  faults.filter((fault) => fault.path.length > path.length)

const faultsIn = (issue: ParseResult.ParseIssue, path: Path): ReadonlyArray<Fault> => {
  const here = (says: string): ReadonlyArray<Fault> => [{ path, says }]
  /** The issues within say more than the expectation of the whole. */
  const innerOr = (whole: SchemaAST.AST, inner: ReadonlyArray<Fault>): ReadonlyArray<Fault> => {
    const deeper = within(path, inner)
    return deeper.length > 0 ? deeper : here(described(whole))
  }
  switch (issue._tag) {
    case "Pointer":
      return faultsIn(issue.issue, [...path, ...Array.ensure(issue.path)])
    case "Composite":
      return innerOr(
        issue.ast,
        Array.ensure(issue.issues).flatMap((inner) => faultsIn(inner, path))
      )
    case "Refinement":
      return innerOr(issue.ast, faultsIn(issue.issue, path))
    case "Transformation":
      return faultsIn(issue.issue, path)
    case "Missing":
      return here(`is missing, ${described(issue.ast.type)}`)
    case "Unexpected":
      return here(issue.message ?? "is unexpected")
    case "Type":
      return here(issue.message ?? described(issue.ast))
    case "Forbidden":
      return here(described(issue.ast))
  }
}

const plain = /^[A-Za-z_$][\w$]*$/

const stepOf = (key: PropertyKey, isFirst: boolean): string => {
  if (typeof key !== "string") return `[${String(key)}]`
  if (!plain.test(key)) return `[${JSON.stringify(key)}]`
  return isFirst ? key : `.${key}`
}

const lineOf = ({ path, says }: Fault): string =>
  path.length === 0 ? says : `${path.map((key, index) => stepOf(key, index === 0)).join("")}: ${says}`

/** Reads a value by a schema. A field that the schema does not know is a mistake. */
export const decodeValue = <A, I>(schema: Schema.Schema<A, I>) => {
  const decodeEither = Schema.decodeUnknownEither(schema, { errors: "all", onExcessProperty: "error" })
  return (value: unknown): Either.Either<A, ReadonlyArray<string>> =>
    Either.mapLeft(decodeEither(value), ({ issue }) => Array.dedupe(faultsIn(issue, []).map(lineOf)))
}

/** Reads a text of JSON by a schema. */
export const decode = <A, I>(schema: Schema.Schema<A, I>) => {
  const decodeJson = decodeValue(schema)
  return (text: string): Either.Either<A, ReadonlyArray<string>> =>
    Either.try({
      try: (): unknown => JSON.parse(text),
      catch: (cause) => [`is not JSON: ${cause instanceof Error ? cause.message : String(cause)}`]
    }).pipe(Either.flatMap(decodeJson))
}

const unread = (error: PlatformError): string => {
  if (error._tag === "SystemError" && error.reason === "NotFound") return "there is no such file"
  return `cannot be read: ${error.message}`
}

/** Reads a file by a schema. */
export const readBy = <A, I>(
  schema: Schema.Schema<A, I>,
  file: string
): Effect.Effect<A, FileRefused, FileSystem.FileSystem> =>
  FileSystem.FileSystem.pipe(
    Effect.flatMap((files) => files.readFileString(file)),
    Effect.mapError((error) => [unread(error)]),
    Effect.flatMap(decode(schema)),
    Effect.mapError((reasons) => new FileRefused({ reasons: reasons.map((reason) => `${file}: ${reason}`) }))
  )
