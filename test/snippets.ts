/** The examples in documents and in doc comments, type-checked as a consumer's code would be. */
import * as Fs from "node:fs"
import * as Path from "node:path"
import { fileURLToPath } from "node:url"
import ts from "typescript"
import { all, packages, read, type Source } from "./source.js"

/** An example, where it stands. */
export interface Snippet {
  readonly path: string
  /** The line of the document that its first line is. */
  readonly line: number
  readonly code: string
}

const root = fileURLToPath(new URL("..", import.meta.url))

const lineAt = (text: string, position: number): number => text.slice(0, position).split("\n").length

/** The blocks of a document that are TypeScript. */
export const ofDocument = ({ path, text }: Source): ReadonlyArray<Snippet> =>
  [...text.matchAll(/^```ts\n([\s\S]*?)^```$/gm)].map(({ 1: code = "", index }) => ({
    path,
    line: lineAt(text, index) + 1,
    code
  }))

/** The examples of the doc comments of a file. */
export const ofSource = ({ path, text }: Source): ReadonlyArray<Snippet> =>
  [...text.matchAll(/^ *\* @example\n((?: *\*(?! @)(?!\/).*\n)+)/gm)].map(({ 1: lines = "", index }) => ({
    path,
    line: lineAt(text, index) + 1,
    code: lines.replace(/^ *\* ?/gm, "")
  }))

/**
 * Where an example begins that would be overlooked: a block that says that it is TypeScript in another way or is not at
 * the beginning of its line, and an `@example` that has no lines of its own or whose code is in a block.
 */
export const overlooked = ({ path, text }: Source): ReadonlyArray<string> => {
  const pattern = path.endsWith(".md")
    ? /^(?!```ts\n)[ >*-]*(?:`{3,}|~{3,}) *(?:[cmCM]?[tT][sS][xX]?|[tT]ype[sS]cript)\b.*\n/gm
    : /^ *\/?\*.*@example(?!\n *\* *[^\s@/`~]).*\n/gm
  return [...text.matchAll(pattern)].map(({ index }) => `${path}:${lineAt(text, index)}`)
}

/** The documents of a folder, and of those below it if there may be any. */
const documentsIn = (folder: string, recursive: boolean): ReadonlyArray<string> =>
  Fs.readdirSync(Path.join(root, folder), { recursive, encoding: "utf8" })
    .filter((file) => file.endsWith(".md"))
    .map((file) => Path.join(folder, file))
    // What is made and not written: the reference, and the site.
    .filter((path) => !/^docs.(?:reference|\.vitepress)\b/.test(path))

/** Every document. */
export const documents = (): ReadonlyArray<Source> =>
  [
    ...documentsIn(".", false),
    ...documentsIn("docs", true),
    ...packages.flatMap((name) => documentsIn(`packages/${name}`, false))
  ].map((path) => ({ path, text: read(path) }))

/** Every example there is, once: the pages in Chinese have the programs of the pages in English. */
export const snippets = (): ReadonlyArray<Snippet> => {
  const told = new Set<string>()
  return [...documents().flatMap(ofDocument), ...all().flatMap(ofSource)].filter(({ code }) => {
    if (told.has(code)) return false
    told.add(code)
    return true
  })
}

/** A consumer's options: ours, but that an example need not use all that it declares. */
const optionsOf = (): ts.CompilerOptions => {
  const { config } = ts.readConfigFile(Path.join(root, "tsconfig.base.json"), (path) => ts.sys.readFile(path))
  return {
    ...ts.convertCompilerOptionsFromJson(config.compilerOptions, root).options,
    composite: false,
    incremental: false,
    declaration: false,
    declarationMap: false,
    noEmit: true,
    noUnusedLocals: false,
    types: ["node"]
  }
}

/** Where the examples are taken to be: a folder that can import what a consumer has. */
const home = Path.join(root, "examples")

/** What the compiler finds wrong in examples, by the place in the document. All of them are one program. */
export const mistakes = (examples: ReadonlyArray<Snippet>): ReadonlyArray<string> => {
  const files = new Map(examples.map((example, index) => [Path.join(home, `snippet-${index}.ts`), example]))
  const options = optionsOf()
  const host = ts.createCompilerHost(options)
  const { fileExists, getSourceFile, readFile } = host
  const program = ts.createProgram([...files.keys()], options, {
    ...host,
    getCurrentDirectory: () => home,
    fileExists: (path) => files.has(path) || fileExists.call(host, path),
    readFile: (path) => files.get(path)?.code ?? readFile.call(host, path),
    getSourceFile: (path, ...rest) => {
      const code = files.get(path)?.code
      return code === undefined
        ? getSourceFile.call(host, path, ...rest)
        : ts.createSourceFile(path, code, rest[0], true)
    }
  })
  return [...files].flatMap(([path, example]) => {
    const file = program.getSourceFile(path)
    return [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)].map(
      ({ messageText, start = 0 }) =>
        `${example.path}:${example.line + lineAt(example.code, start) - 1}: ${ts.flattenDiagnosticMessageText(messageText, " ")}`
    )
  })
}
