/** The files of the repository as text, the places in them that a scaffold goes by, and what it writes there. */
import { Data } from "effect"
import ts from "typescript"

/** Files by their path from the root, with forward slashes. */
export type Files = ReadonlyMap<string, string>

/** What is missing where a scaffold begins: the code was renamed or moved on, so this folder has to follow. */
export class AnchorMissing extends Data.TaggedError("AnchorMissing")<{ readonly message: string }> {
  constructor(what: string, where: string) {
    super({
      message: `There is no ${what} in ${where}. It was renamed or moved: change what scripts/newEndpoint looks for.`
    })
  }
}

/** A file as syntax. */
export const parse = (path: string, text: string): ts.SourceFile =>
  ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true)

/** The text of a file that must be there. */
export const textOf = (files: Files, path: string): string => {
  const text = files.get(path)
  if (text === undefined) throw new AnchorMissing(path, "the repository")
  return text
}

/** The version that comes next: the first one that docs/upgrading.md has notes on, above that of the packages. */
export const nextVersion = (
  files: Files
): { readonly version: string; readonly path: string; readonly end: number } => {
  const path = "docs/upgrading.md"
  const { version: present } = JSON.parse(textOf(files, "packages/schema/package.json"))
  const notes = /^## (\d+\.\d+\.\d+)\n[\s\S]*?(?=\n\n## |\n*$(?![\s\S]))/m.exec(textOf(files, path))
  const [all = "", version = present] = notes ?? []
  if (notes === null || version === present) throw new AnchorMissing(`heading of the version after ${present}`, path)
  return { version, path, end: notes.index + all.length }
}

const declares = (statement: ts.Statement, name: string): boolean => {
  if (ts.isVariableStatement(statement)) {
    return statement.declarationList.declarations.some((one) => one.name.getText() === name)
  }
  return (
    (ts.isInterfaceDeclaration(statement) ||
      ts.isTypeAliasDeclaration(statement) ||
      ts.isClassDeclaration(statement)) &&
    statement.name?.text === name
  )
}

/** A declaration, and the file that it is in. */
export interface Declared {
  readonly path: string
  readonly file: ts.SourceFile
  readonly statement: ts.Statement
}

const isExported = (statement: ts.Statement): boolean =>
  ts.canHaveModifiers(statement) &&
  (ts.getModifiers(statement) ?? []).some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword)

/** The one declaration of a name in the files under a folder; of those that are exported, where it is to be imported. */
export const declared = (files: Files, under: string, name: string, imported = false): Declared => {
  const found = [...files].flatMap(([path, text]) => {
    if (!path.startsWith(under) || !path.endsWith(".ts") || !text.includes(name)) return []
    const file = parse(path, text)
    return file.statements
      .filter((statement) => declares(statement, name) && (!imported || isExported(statement)))
      .slice(0, 1)
      .map((statement) => ({ path, file, statement }))
  })
  const [first, second] = found
  if (first === undefined) throw new AnchorMissing(`declaration of ${name}`, under)
  if (second !== undefined)
    throw new AnchorMissing(`single declaration of ${name} (${first.path}, ${second.path})`, under)
  return first
}

/** The first node of a kind within another one, which satisfies what is asked of it. */
export const nodeIn = <Node extends ts.Node>(
  within: ts.Node,
  is: (node: ts.Node) => node is Node,
  satisfies: (node: Node) => boolean = () => true
): Node | undefined => {
  const visit = (node: ts.Node): Node | undefined => (is(node) && satisfies(node) ? node : ts.forEachChild(node, visit))
  return visit(within)
}

/** How a file imports another one: `../../requests/handler.js`. */
export const specifier = (from: string, to: string): string => {
  const [there, here] = [to.split("/"), from.split("/").slice(0, -1)]
  const shared = here.findIndex((folder, index) => folder !== there[index])
  const common = shared === -1 ? here.length : shared
  const up = here.slice(common).map(() => "..")
  return [...(up.length === 0 ? ["."] : up), ...there.slice(common)].join("/").replace(/\.ts$/, ".js")
}

/** Text to put into a file, at a place of what the file was. */
export interface Insertion {
  readonly path: string
  readonly at: number
  readonly text: string
}

/** What a scaffold does: new files, and insertions into others. */
export interface Edits {
  readonly added: Files
  readonly inserted: ReadonlyArray<Insertion>
}

/** The files that are changed, as they are then. */
export const apply = (files: Files, { added, inserted }: Edits): Files => {
  const changed = new Map(added)
  for (const path of added.keys()) if (files.has(path)) throw new Error(`${path} is there already`)
  for (const { at, path, text } of inserted.toSorted((one, other) => other.at - one.at)) {
    const before = changed.get(path) ?? textOf(files, path)
    changed.set(path, before.slice(0, at) + text + before.slice(at))
  }
  return changed
}

/** Puts an element behind the last one of an object, a list or the like. */
export const behindLast = (path: string, nodes: ReadonlyArray<ts.Node>, what: string, text: string): Insertion => {
  const last = nodes.at(-1)
  if (last === undefined) throw new AnchorMissing(what, path)
  return { path, at: last.getEnd(), text }
}

/** Puts an import behind the last one of a file. */
export const importLine = ({ file, path }: Pick<Declared, "file" | "path">, line: string): Insertion =>
  behindLast(path, file.statements.filter(ts.isImportDeclaration), "import", `\n${line}`)

/** The object that a declaration's value is made of. */
export const objectOf = ({ path, statement }: Declared, what: string): ts.ObjectLiteralExpression => {
  const object = nodeIn(statement, ts.isObjectLiteralExpression)
  if (object === undefined) throw new AnchorMissing(`object of ${what}`, path)
  return object
}
