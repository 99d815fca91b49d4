/** What a file may import. */
import ts from "typescript"
import { finding, isPublicModule, moduleOf, packageOf, parse, programs, resolve, type Source, walk } from "./source.js"

/** What every file of a package may import, and what only one module, with the files it alone needs, may import besides. */
interface Rule {
  readonly everywhere: ReadonlyArray<string>
  readonly only: Readonly<Record<string, ReadonlyArray<string>>>
}

const metadata = ["libphonenumber-js"]

const rules: Readonly<Record<string, Rule>> = {
  schema: { everywhere: ["effect"], only: { StrictAddress: metadata } },
  client: {
    everywhere: ["effect", "@effect/platform", "@effect-keysecure/schema", "@noble/hashes"],
    only: { NodeCardCipher: ["node:"], UndiciHttpClient: ["undici", "node:"] }
  },
  testkit: {
    everywhere: [
      "effect",
      "@effect/platform",
      "@effect-keysecure/schema",
      "@noble/ciphers",
      "@noble/hashes",
      ...metadata
    ],
    only: { bin: ["@effect/cli", "@effect/platform-node", "node:", "selfsigned"], vitest: ["@effect/vitest"] }
  },
  sql: {
    everywhere: ["effect", "@effect/sql", "@effect-keysecure/schema", "@effect-keysecure/client"],
    only: { Sqlite: ["libsql", "@effect/experimental"] }
  },
  batch: {
    everywhere: [
      "effect",
      "@effect/platform",
      "@effect/sql",
      "@effect-keysecure/schema",
      "@effect-keysecure/client",
      "@noble/ciphers",
      "@noble/hashes",
      "csv-parse"
    ],
    only: { ClusterBatchEngine: ["@effect/cluster", "@effect/rpc"] }
  },
  cli: {
    everywhere: [],
    only: {
      bin: [
        "effect",
        "@effect/cli",
        "@effect/platform",
        "@effect/platform-node",
        "@effect/printer-ansi",
        "@effect/sql",
        "@effect/sql-mysql2",
        "@effect/sql-pg",
        "@effect-keysecure/schema",
        "@effect-keysecure/client",
        "@effect-keysecure/sql",
        "@effect-keysecure/batch",
        "@effect-keysecure/testkit",
        "node:"
      ]
    }
  }
}

/** Keeps to the documented rules, and so is cheap to import. */
const address = "packages/schema/src/Address.ts"
const strictAddress = "packages/schema/src/StrictAddress.ts"

interface Import {
  readonly specifier: string
  readonly position: number
}

const specifierOf = (node: ts.Node): ts.Node | undefined => {
  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) return node.moduleSpecifier
  if (ts.isExternalModuleReference(node)) return node.expression
  if (ts.isImportTypeNode(node)) return ts.isLiteralTypeNode(node.argument) ? node.argument.literal : node.argument
  if (!ts.isCallExpression(node)) return undefined
  const { expression } = node
  const imports =
    expression.kind === ts.SyntaxKind.ImportKeyword || (ts.isIdentifier(expression) && expression.text === "require")
  return imports ? (node.arguments[0] ?? node) : undefined
}

const importsOf = (file: ts.SourceFile): ReadonlyArray<Import> =>
  [...walk(file)].flatMap((node) => {
    const specifier = specifierOf(node)
    if (specifier === undefined) return []
    return [
      // A specifier that is computed cannot be told, so it names no package that is allowed.
      {
        specifier: ts.isStringLiteralLike(specifier) ? specifier.text : "a computed name",
        position: node.getStart(file)
      }
    ]
  })

const isRelative = (specifier: string): boolean => specifier.startsWith(".") || specifier.startsWith("/")

/** `@effect/platform` for `@effect/platform/HttpClient`, `node:` for `node:fs`. */
const packageNamed = (specifier: string): string => {
  if (specifier.startsWith("node:")) return "node:"
  return specifier
    .split("/")
    .slice(0, specifier.startsWith("@") ? 2 : 1)
    .join("/")
}

type Graph = ReadonlyMap<string, ReadonlySet<string>>

/** What the given files import, directly or not; a file itself only if it is imported in a round. */
const reach = (graph: Graph, from: ReadonlyArray<string>): ReadonlySet<string> => {
  const seen = new Set<string>()
  const pending = [...from]
  for (let path = pending.pop(); path !== undefined; path = pending.pop()) {
    for (const next of graph.get(path) ?? []) {
      if (!seen.has(next)) {
        seen.add(next)
        pending.push(next)
      }
    }
  }
  return seen
}

/** The shortest way from a file back to itself. */
const loop = (graph: Graph, start: string): ReadonlyArray<string> => {
  const seen = new Set<string>()
  let ways: ReadonlyArray<ReadonlyArray<string>> = [[start]]
  while (ways.length > 0) {
    const longer: Array<ReadonlyArray<string>> = []
    for (const way of ways) {
      for (const next of graph.get(way.at(-1) ?? start) ?? []) {
        if (next === start) return [...way, start]
        if (!seen.has(next)) {
          seen.add(next)
          longer.push([...way, next])
        }
      }
    }
    ways = longer
  }
  return []
}

/** One loop for every group of files that import each other. */
const cycles = (graph: Graph): ReadonlyArray<string> => {
  const told = new Set<string>()
  return [...graph.keys()].flatMap((path) => {
    const reached = reach(graph, [path])
    if (told.has(path) || !reached.has(path)) return []
    for (const other of reached) if (reach(graph, [other]).has(path)) told.add(other)
    return [`${path}: imports itself: ${loop(graph, path).map(moduleOf).join(" → ")}`]
  })
}

/** Every import that should not be there. */
export const wrongImports = (sources: ReadonlyArray<Source>): ReadonlyArray<string> => {
  const files = sources.map((source) => {
    const file = parse(source)
    return { path: source.path, file, imports: importsOf(file) }
  })
  const known = new Set(sources.map(({ path }) => path))
  const graph: Graph = new Map(
    files.map(({ imports, path }) => [
      path,
      new Set(
        imports.flatMap(({ specifier }) => {
          const to = resolve(path, specifier)
          return isRelative(specifier) && known.has(to) ? [to] : []
        })
      )
    ])
  )

  /** The module whose extra rights a file has: it is that module, or is needed by it and by no other public one. */
  const servant = (path: string): string | undefined =>
    Object.keys(rules[packageOf(path)]?.only ?? {}).find((owner) => {
      const ownerPath = `packages/${packageOf(path)}/src/${owner}.ts`
      const others = sources
        .filter((source) => isPublicModule(source) || moduleOf(source.path) === "index" || programs.has(source.path))
        .map((source) => source.path)
        .filter((other) => other !== ownerPath)
      const mine = path === ownerPath || reach(graph, [ownerPath]).has(path)
      return mine && !others.includes(path) && !reach(graph, others).has(path)
    })

  const allowed = (path: string): ReadonlyArray<string> => {
    const rule = rules[packageOf(path)]
    const owner = servant(path)
    return [...(rule?.everywhere ?? []), ...(owner === undefined ? [] : (rule?.only[owner] ?? []))]
  }

  const edges = files.flatMap(({ file, imports, path }) =>
    imports.flatMap(({ position, specifier }) => {
      if (isRelative(specifier)) {
        const home = `packages/${packageOf(path)}/`
        return resolve(path, specifier).startsWith(home)
          ? []
          : [finding(file, position, `leaves its package: ${specifier}`)]
      }
      if (!allowed(path).includes(packageNamed(specifier))) {
        return [finding(file, position, `${packageOf(path)} does not import ${specifier} here`)]
      }
      return specifier.includes("/internal/") ? [finding(file, position, `imports what is closed: ${specifier}`)] : []
    })
  )

  const needed = new Set([address, ...reach(graph, [address])])
  const heavy = files
    .filter(({ path }) => needed.has(path))
    .flatMap(({ file, imports, path }) =>
      imports
        .filter(
          ({ specifier }) =>
            metadata.includes(packageNamed(specifier)) ||
            (isRelative(specifier) && resolve(path, specifier) === strictAddress)
        )
        .map(({ position, specifier }) => finding(file, position, `Address does not need ${specifier}`))
    )

  return [...edges, ...heavy, ...cycles(graph)]
}
