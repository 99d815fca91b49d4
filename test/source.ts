/** The source as text and syntax: what the checks of this folder look at. */
import * as Fs from "node:fs"
import * as Path from "node:path"
import { fileURLToPath } from "node:url"
import ts from "typescript"

/** A file: its path from the root of the repository, with forward slashes, and its text. */
export interface Source {
  readonly path: string
  readonly text: string
}

/** The packages whose source is checked. */
export const packages = ["schema", "client", "testkit", "sql", "batch", "cli"] as const

const root = fileURLToPath(new URL("..", import.meta.url))

/** The text of a file of the repository. */
export const read = (path: string): string => Fs.readFileSync(Path.join(root, path), "utf8")

const scripts = (folder: string): ReadonlyArray<string> =>
  Fs.readdirSync(Path.join(root, folder), { recursive: true, encoding: "utf8" })
    .map((file) => `${folder}/${file.split(Path.sep).join("/")}`)
    .filter((path) => path.endsWith(".ts"))
    .toSorted()

/** Every document of the repository, but for change logs and notes of changes. */
export const documents = (): ReadonlyArray<Source> =>
  ["", "docs", "docs/decisions", "docs/zh-CN", ...packages.map((name) => `packages/${name}`)]
    .filter((folder) => Fs.existsSync(Path.join(root, folder)))
    .flatMap((folder) => Fs.readdirSync(Path.join(root, folder)).map((file) => Path.posix.join(folder, file)))
    .filter((path) => path.endsWith(".md") && !path.endsWith("CHANGELOG.md"))
    .toSorted()
    .map((path) => ({ path, text: read(path) }))

/** Every TypeScript file under `src` of every package. */
export const all = (): ReadonlyArray<Source> =>
  packages.flatMap((name) => scripts(`packages/${name}/src`).map((path) => ({ path, text: read(path) })))

/** The path of every TypeScript file under `test` of every package. */
export const allTests = (): ReadonlyArray<string> => packages.flatMap((name) => scripts(`packages/${name}/test`))

/** The package that a file belongs to: `schema` for `packages/schema/src/Card.ts`. */
export const packageOf = (path: string): string => path.split("/")[1] ?? ""

/** The name of a module within its package: `Card` for `packages/schema/src/Card.ts`. */
export const moduleOf = (path: string): string => path.split("/").slice(3).join("/").replace(/\.ts$/, "")

/** The programs, which are not modules that are imported. */
export const programs: ReadonlySet<string> = new Set(["packages/testkit/src/bin.ts", "packages/cli/src/bin.ts"])

/** Whether consumers can import a file: it lies directly in `src`, and is neither the index nor the program. */
export const isPublicModule = ({ path }: Source): boolean =>
  !moduleOf(path).includes("/") && moduleOf(path) !== "index" && !programs.has(path)

/** The file that a relative specifier means. */
export const resolve = (from: string, specifier: string): string =>
  Path.posix.join(Path.posix.dirname(from), specifier).replace(/\.js$/, ".ts")

/** The syntax of a file. */
export const parse = ({ path, text }: Source): ts.SourceFile =>
  ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true)

/** A node and everything under it, in the order of the text. */
export function* walk(node: ts.Node): Generator<ts.Node> {
  yield node
  const children: Array<ts.Node> = []
  ts.forEachChild(node, (child) => {
    children.push(child)
  })
  for (const child of children) yield* walk(child)
}

/** What is wrong, after the file and line where it is, as editors and terminals link it. */
export const finding = (file: ts.SourceFile, position: number, what: string): string =>
  `${file.fileName}:${file.getLineAndCharacterOfPosition(position).line + 1}: ${what}`
