/** Whether files that are not written yet would compile in their place. */
import * as Path from "node:path"
import { fileURLToPath } from "node:url"
import ts from "typescript"

const root = fileURLToPath(new URL("..", import.meta.url))

const optionsOf = (): ts.CompilerOptions => {
  const { config } = ts.readConfigFile(Path.join(root, "tsconfig.base.json"), (path) => ts.sys.readFile(path))
  return {
    ...ts.convertCompilerOptionsFromJson(config.compilerOptions, root).options,
    composite: false,
    incremental: false,
    declaration: false,
    declarationMap: false,
    noEmit: true,
    types: ["node"]
  }
}

/** What the compiler finds wrong in files, by their path, where the others are as they are in the repository. */
export const mistakes = (files: ReadonlyMap<string, string>): ReadonlyArray<string> => {
  const texts = new Map([...files].map(([path, text]) => [Path.join(root, path), text]))
  const options = optionsOf()
  const host = ts.createCompilerHost(options)
  const { fileExists, readFile, realpath, getSourceFile } = host
  /** A package imports another one through a link of its `node_modules`. */
  const placeOf = (path: string): string =>
    path.includes("/@effect-keysecure/")
      ? Path.join(realpath?.call(host, Path.dirname(path)) ?? "", Path.basename(path))
      : path
  const program = ts.createProgram(
    [...texts.keys()].filter((path) => path.endsWith(".ts")),
    options,
    {
      ...host,
      getCurrentDirectory: () => root,
      fileExists: (path) => texts.has(placeOf(path)) || fileExists.call(host, path),
      realpath: (path) => (texts.has(placeOf(path)) ? placeOf(path) : (realpath?.call(host, path) ?? path)),
      readFile: (path) => texts.get(path) ?? readFile.call(host, path),
      getSourceFile: (path, ...rest) => {
        const text = texts.get(path)
        return text === undefined
          ? getSourceFile.call(host, path, ...rest)
          : ts.createSourceFile(path, text, rest[0], true)
      }
    }
  )
  return [...texts.keys()].flatMap((path) => {
    const file = program.getSourceFile(path)
    if (file === undefined) return []
    return [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)].map(
      ({ messageText, start = 0 }) =>
        `${Path.relative(root, path)}:${file.getLineAndCharacterOfPosition(start).line + 1}: ${ts.flattenDiagnosticMessageText(messageText, " ")}`
    )
  })
}
