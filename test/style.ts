/** What the source does without. */
import ts from "typescript"
import { finding, parse, type Source, walk } from "./source.js"

/** What is global, and reads or changes what is outside a program that is a value. */
const globals = new Set(["Date", "console", "globalThis", "process"])

const isConst = (type: ts.TypeNode): boolean =>
  ts.isTypeReferenceNode(type) && ts.isIdentifier(type.typeName) && type.typeName.text === "const"

/** Whether a name stands for the thing itself, not for a field of something else. */
const isFree = (node: ts.Identifier): boolean => {
  const { parent } = node
  if (ts.isPropertyAccessExpression(parent)) return parent.expression === node
  if (ts.isQualifiedName(parent)) return parent.left === node
  if (ts.isImportSpecifier(parent) || ts.isExportSpecifier(parent) || ts.isBindingElement(parent)) {
    return parent.propertyName !== node
  }
  const names =
    ts.isPropertyAssignment(parent) ||
    ts.isPropertySignature(parent) ||
    ts.isPropertyDeclaration(parent) ||
    ts.isMethodSignature(parent) ||
    ts.isMethodDeclaration(parent) ||
    ts.isGetAccessor(parent) ||
    ts.isSetAccessor(parent) ||
    ts.isJsxAttribute(parent) ||
    ts.isNamedTupleMember(parent)
  return !names || parent.name !== node
}

const isRandom = (node: ts.Node): boolean =>
  (ts.isPropertyAccessExpression(node) &&
    node.name.text === "random" &&
    ts.isIdentifier(node.expression) &&
    node.expression.text === "Math") ||
  (ts.isElementAccessExpression(node) &&
    ts.isStringLiteralLike(node.argumentExpression) &&
    node.argumentExpression.text === "random" &&
    ts.isIdentifier(node.expression) &&
    node.expression.text === "Math")

const isDefinite = (node: ts.Node): boolean =>
  (ts.isVariableDeclaration(node) || ts.isPropertyDeclaration(node)) && node.exclamationToken !== undefined

/** The name of what a node does that the source does without. */
const fault = (node: ts.Node): string | undefined => {
  if (node.kind === ts.SyntaxKind.AnyKeyword) return "any"
  if (ts.isAsExpression(node)) return isConst(node.type) ? undefined : "as"
  if (ts.isTypeAssertionExpression(node)) return "as"
  if (ts.isNonNullExpression(node) || isDefinite(node)) return "!"
  if (ts.isTryStatement(node)) return "try"
  if (node.kind === ts.SyntaxKind.AsyncKeyword) return "async"
  if (ts.isAwaitExpression(node) || node.kind === ts.SyntaxKind.AwaitKeyword) return "await"
  if (isRandom(node)) return "Math.random"
  return ts.isIdentifier(node) && globals.has(node.text) && isFree(node) ? node.text : undefined
}

/** Instructions to the compiler, wherever a comment holds them. */
const directives = (text: string): ReadonlyArray<number> =>
  [...text.matchAll(/(?<=(?:\/\/|\/\*|^\s*\*)[^\S\n]*)@ts-[a-z]/gm)].map(({ index }) => index)

/** A fault that is let pass, and why there is no way without it. */
export interface Exception {
  readonly path: string
  readonly fault: string
  readonly why: string
}

/** A fault of a file, by name, and where it is. */
interface Fault {
  readonly name: string
  readonly path: string
  readonly found: string
}

const faultsOf = (source: Source): ReadonlyArray<Fault> => {
  const file = parse(source)
  const fail = (position: number, name: string): Fault => ({
    name,
    path: source.path,
    found: finding(file, position, name)
  })
  return [
    ...[...walk(file)].flatMap((node) => {
      const name = fault(node)
      return name === undefined ? [] : [fail(node.getStart(file), name)]
    }),
    ...directives(source.text).map((position) => fail(position, "@ts-"))
  ]
}

/** Every fault that no exception lets pass, and every exception that lets nothing pass. */
export const faults = (
  sources: ReadonlyArray<Source>,
  exceptions: ReadonlyArray<Exception> = []
): ReadonlyArray<string> => {
  const found = sources.flatMap(faultsOf)
  const covers = (exception: Exception, { name, path }: Fault): boolean =>
    exception.path === path && exception.fault === name
  return [
    ...found.filter((one) => !exceptions.some((exception) => covers(exception, one))).map((one) => one.found),
    ...exceptions
      .filter((exception) => !found.some((one) => covers(exception, one)))
      .map((exception) => `${exception.path}: no longer needs its exception for ${exception.fault}`)
  ]
}
