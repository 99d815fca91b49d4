/** What is written about the source in doc comments. */
import ts from "typescript"
import { finding, isPublicModule, parse, resolve, type Source, walk } from "./source.js"

/** Whether a doc comment that says something, not only tags, ends on the line before a node begins. */
const isDocumented = (file: ts.SourceFile, node: ts.Node): boolean => {
  const comment = ts.getJSDocCommentsAndTags(node).findLast(ts.isJSDoc)
  if (comment === undefined) return false
  const between = file.text.slice(comment.end, node.getStart(file))
  const prose = ts.getTextOfJSDocComment(comment.comment) ?? ""
  return prose.trim().length > 0 && between.split("\n").length <= 2
}

/** A name that something is declared by. */
interface Declared {
  readonly name: string
  readonly position: number
  readonly documented: boolean
  readonly exported: boolean
}

const isExported = (node: ts.Node): boolean =>
  ts.canHaveModifiers(node) &&
  (ts.getModifiers(node) ?? []).some((modifier) => modifier.kind === ts.SyntaxKind.ExportKeyword)

const namesIn = (name: ts.BindingName): ReadonlyArray<string> =>
  ts.isIdentifier(name)
    ? [name.text]
    : name.elements.flatMap((element) => (ts.isBindingElement(element) ? namesIn(element.name) : []))

/** What an `export { … }` calls by its own name where it is declared. */
const namesTaken = ({ exportClause }: ts.ExportDeclaration): ReadonlyArray<string> =>
  exportClause !== undefined && ts.isNamedExports(exportClause)
    ? exportClause.elements.map(({ name, propertyName }) => (propertyName ?? name).text)
    : []

const namesOf = (node: ts.Statement): ReadonlyArray<string> => {
  if (ts.isVariableStatement(node)) return node.declarationList.declarations.flatMap(({ name }) => namesIn(name))
  if (
    ts.isFunctionDeclaration(node) ||
    ts.isClassDeclaration(node) ||
    ts.isInterfaceDeclaration(node) ||
    ts.isTypeAliasDeclaration(node) ||
    ts.isEnumDeclaration(node) ||
    ts.isModuleDeclaration(node)
  ) {
    return [node.name?.text ?? "default"]
  }
  if (ts.isExportAssignment(node)) return ["default"]
  if (!ts.isExportDeclaration(node) || node.moduleSpecifier === undefined) return []
  if (node.exportClause === undefined) return ["*"]
  return ts.isNamespaceExport(node.exportClause)
    ? [node.exportClause.name.text]
    : node.exportClause.elements.map(({ name }) => name.text)
}

/** The names that a file exports apart from declaring them: `export { local as exported }`. */
const exportedApart = (statements: ReadonlyArray<ts.Statement>): ReadonlySet<string> =>
  new Set(
    statements.flatMap((node) =>
      ts.isExportDeclaration(node) && node.moduleSpecifier === undefined ? [...namesTaken(node)] : []
    )
  )

const membersOf = (file: ts.SourceFile, node: ts.InterfaceDeclaration): ReadonlyArray<Declared> =>
  node.members.map((member) => ({
    name: `${node.name.text}.${member.name?.getText(file) ?? "()"}`,
    position: member.getStart(file),
    documented: isDocumented(file, member),
    exported: true
  }))

/** One doc comment serves all that share a name: overloads, a value and its type. */
const lacking = (declared: ReadonlyArray<Declared>): ReadonlyArray<Declared> => {
  const documented = new Set(declared.filter((one) => one.documented).map(({ name }) => name))
  const told = new Set<string>()
  return declared.filter(({ exported, name }) => {
    if (!exported || documented.has(name) || told.has(name)) return false
    told.add(name)
    return true
  })
}

const undocumentedIn = (
  file: ts.SourceFile,
  statements: ReadonlyArray<ts.Statement>,
  isWanted: (name: string) => boolean
): ReadonlyArray<Declared> => {
  const apart = exportedApart(statements)
  const all = statements.flatMap((node) =>
    namesOf(node).map((name) => ({
      name,
      node,
      position: node.getStart(file),
      documented: isDocumented(file, node),
      exported:
        isWanted(name) &&
        (isExported(node) || ts.isExportDeclaration(node) || ts.isExportAssignment(node) || apart.has(name))
    }))
  )
  const inside = all.flatMap(({ exported, name, node }) => {
    if (!exported) return []
    if (ts.isInterfaceDeclaration(node)) return lacking(membersOf(file, node))
    return ts.isModuleDeclaration(node) && node.body !== undefined && ts.isModuleBlock(node.body)
      ? undocumentedIn(file, node.body.statements, () => true).map((one) => ({ ...one, name: `${name}.${one.name}` }))
      : []
  })
  return [...lacking(all), ...inside]
}

/**
 * Every exported declaration of the public modules, and every member of an exported interface, that has no doc comment.
 * What a module passes on from another file of ours is looked for there.
 */
export const undocumented = (sources: ReadonlyArray<Source>): ReadonlyArray<string> => {
  const files = new Map(sources.map((source) => [source.path, parse(source)]))
  const seen = new Set<string>()

  const visit = (path: string, names: ReadonlyArray<string> | undefined): ReadonlyArray<string> => {
    const file = files.get(path)
    const visited = `${path} ${names?.join() ?? "*"}`
    if (file === undefined || seen.has(visited)) return []
    seen.add(visited)

    const passedOn = file.statements.flatMap((node) => {
      if (!ts.isExportDeclaration(node) || (node.exportClause && ts.isNamespaceExport(node.exportClause))) return []
      const specifier = node.moduleSpecifier
      const to = specifier && ts.isStringLiteral(specifier) ? resolve(path, specifier.text) : ""
      return files.has(to) ? [{ node, to }] : []
    })
    const own = file.statements.filter((statement) => !passedOn.some(({ node }) => node === statement))
    const isWanted = (name: string): boolean => names === undefined || names.includes(name)
    return [
      ...undocumentedIn(file, own, isWanted)
        .toSorted((one, other) => one.position - other.position)
        .map(({ name, position }) => finding(file, position, `${name} has no doc comment`)),
      ...passedOn.flatMap(({ node, to }) => visit(to, node.exportClause === undefined ? names : namesTaken(node)))
    ]
  }

  return [...new Set(sources.filter(isPublicModule).flatMap(({ path }) => visit(path, undefined)))]
}

/** The schemas that the endpoints ask for, as they are written there: `Card.CardListQuery`. */
const payloadsIn = (endpoints: Source): ReadonlyArray<string> =>
  [...walk(parse(endpoints))].flatMap((node) =>
    ts.isPropertyAssignment(node) && node.name.getText() === "payload" ? [node.initializer.getText()] : []
  )

/** The file that a payload's first name is imported from. */
const fileOfPayload = (endpoints: Source, payload: string): string => {
  const [first = ""] = payload.split(".")
  const line = parse(endpoints)
    .statements.filter(ts.isImportDeclaration)
    .find((node) => new RegExp(`\\b${first}\\b`).test(node.importClause?.getText() ?? ""))
  const specifier = line?.moduleSpecifier
  return specifier !== undefined && ts.isStringLiteral(specifier) ? resolve(endpoints.path, specifier.text) : ""
}

/** Whether a name is an interface of a file, or a type made of such. */
const isNamed = (file: ts.SourceFile, name: string): boolean => {
  const alias = file.statements.filter(ts.isTypeAliasDeclaration).find((node) => node.name.text === name)
  const interfaces = new Set(file.statements.filter(ts.isInterfaceDeclaration).map((node) => node.name.text))
  return (
    interfaces.has(name) ||
    (alias !== undefined &&
      [...walk(alias.type)].some((node) => ts.isTypeReferenceNode(node) && interfaces.has(node.typeName.getText())))
  )
}

/**
 * The requests that are no named interfaces: the reference and the compiler's messages would show their structure, and no
 * sentence on any field. That each member of an interface has a sentence is checked by `undocumented`.
 */
export const unnamedRequests = (endpoints: Source, sources: ReadonlyArray<Source>): ReadonlyArray<string> =>
  payloadsIn(endpoints)
    .filter((payload) => payload !== "Schema.Undefined")
    .filter((payload) => {
      const path = fileOfPayload(endpoints, payload)
      const source = sources.find((one) => one.path === path)
      return source === undefined || !isNamed(parse(source), payload.split(".").at(-1) ?? "")
    })
