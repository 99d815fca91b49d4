/** The pictures in documents: Mermaid that can be drawn, whose arrows are imports where it is a picture of modules. */
import ts from "typescript"
import { moduleOf, packageOf, packages, parse, resolve, type Source } from "./source.js"

/** A picture, where it stands. */
export interface Diagram {
  readonly path: string
  /** The line of the document that its first line is. */
  readonly line: number
  readonly lines: ReadonlyArray<string>
}

/** The pictures of a document. */
export const diagramsOf = ({ path, text }: Source): ReadonlyArray<Diagram> =>
  [...text.matchAll(/^```mermaid\n([\s\S]*?)\n```$/gm)].map(({ 1: picture = "", index }) => ({
    path,
    line: text.slice(0, index).split("\n").length + 1,
    lines: picture.split("\n")
  }))

/** What Mermaid reads as a word of its own language in a flowchart: a node of that name is a syntax error. */
const reserved = new Set([
  "call",
  "class",
  "classDef",
  "click",
  "default",
  "direction",
  "end",
  "flowchart",
  "graph",
  "href",
  "interpolate",
  "linkStyle",
  "style",
  "subgraph"
])

const statement = /^ *(?:flowchart (?:LR|TD)|end)$/

/** The nodes that a line names: at its beginning, after an arrow, and those that are subgraphs. */
const nodesOf = (line: string): ReadonlyArray<string> =>
  statement.test(line)
    ? []
    : [...line.matchAll(/(?:^ *subgraph |^ *(?!subgraph )|-->|\.->) *(\w+)/g)].flatMap(({ 1: name }) => name ?? [])

/** The nodes that Mermaid takes for something else. */
export const misnamed = ({ line, lines, path }: Diagram): ReadonlyArray<string> =>
  lines.flatMap((content, index) =>
    nodesOf(content)
      .filter((name) => reserved.has(name))
      .map((name) => `${path}:${line + index}: ${name} is a word of Mermaid's`)
  )

/** What every module imports, as `client: KeySecureClient`, and every package, by its name. */
const importsOf = (sources: ReadonlyArray<Source>): ReadonlySet<string> =>
  new Set(
    sources.flatMap((source) =>
      parse(source).statements.flatMap((node) => {
        if (!ts.isImportDeclaration(node) || !ts.isStringLiteral(node.moduleSpecifier)) return []
        const name = packageOf(source.path)
        const { text } = node.moduleSpecifier
        return text.startsWith(".")
          ? [`${name}: ${moduleOf(source.path)} --> ${moduleOf(resolve(source.path, text))}`]
          : packages
              .filter((other) => `${text}/`.startsWith(`@effect-keysecure/${other}/`))
              .map((other) => `${name} --> ${other}`)
      })
    )
  )

/** The arrows of a picture of modules, a subgraph a package, that are no imports. Dotted ones say something else. */
export const untrueArrows = ({ line, lines, path }: Diagram, sources: ReadonlyArray<Source>): ReadonlyArray<string> => {
  const imports = importsOf(sources)
  const modules = new Map(
    lines.flatMap((content) =>
      [...content.matchAll(/^ *(\w+)\(?\["([^"]+)"\]\)?$/g)].map(({ 1: name = "", 2: label = "" }) => [name, label])
    )
  )
  const moduleNamed = (name: string): string => modules.get(name) ?? name
  let within = ""
  return lines.flatMap((content, index) => {
    within = /^ *subgraph (\w+)/.exec(content)?.[1] ?? (/^ *end$/.test(content) ? "" : within)
    const [, from, to] = /^ *(\w+) --> (\w+)$/.exec(content) ?? []
    if (from === undefined || to === undefined) {
      return content.includes("-->")
        ? [`${path}:${line + index}: one arrow a line, without words, can be compared`]
        : []
    }
    const arrow = within === "" ? `${from} --> ${to}` : `${within}: ${moduleNamed(from)} --> ${moduleNamed(to)}`
    return imports.has(arrow) ? [] : [`${path}:${line + index}: no import is ${arrow}`]
  })
}
