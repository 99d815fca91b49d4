/** What the repository says of each endpoint beside its code: where it is listed, tried and announced. */
import type { Endpoint } from "@effect-keysecure/schema"
import ts from "typescript"
import { parse, type Source, walk } from "./source.js"

/** The names that no text has in backticks: those of changesets, and those of the changelogs that they become. */
export const unannounced = (names: ReadonlyArray<string>, texts: ReadonlyArray<string>): ReadonlyArray<string> =>
  names.filter((name) => !texts.some((text) => text.includes(`\`${name}\``)))

const namesIn = (source: Source): ReadonlyArray<string> =>
  [...walk(parse(source))].flatMap((node) => {
    if (ts.isStringLiteralLike(node)) return [node.text]
    return ts.isPropertyAccessExpression(node) ? [node.name.text] : []
  })

/** The operations that no test of the simulator calls. */
export const untried = (names: ReadonlyArray<string>, sources: ReadonlyArray<Source>): ReadonlyArray<string> => {
  const called = new Set(
    sources
      .filter(({ path }) => /^packages\/testkit\/test\/Simulation\/.*\.test\.ts$/.test(path))
      .flatMap((source) => namesIn(source))
  )
  return names.filter((name) => !called.has(name))
}

/** An operation that came after 0.1.0, as its source tells it. */
export interface Later {
  readonly name: string
  /** The first sentence of its doc comment. */
  readonly title: string
  /** The module of its request. */
  readonly module: string
}

const later =
  /\/\*\*\n \* ([^.]+)\.(?:(?!\*\/)[\s\S])*@since (?!0\.1\.0)(?:(?!\*\/)[\s\S])*\*\/\nexport const (\w+) = Endpoint\.make\(\{(?:(?!\n\}\))[\s\S])*\n {2}payload: (\w+)\./g

/** The operations of `Endpoints.ts` that came after 0.1.0. */
export const laterOf = (endpoints: string): ReadonlyArray<Later> =>
  [...endpoints.matchAll(later)].map(([, title = "", name = "", module = ""]) => ({ name, title, module }))

/** What an operation that came after 0.1.0 lacks, in words. */
export const lacking = (
  operations: ReadonlyArray<Later>,
  files: ReadonlyMap<string, string>
): ReadonlyArray<string> => {
  const tests = [...files].filter(([path]) => /^packages\/schema\/test\/(?!index\/).*\.test\.ts$/.test(path))
  return operations.flatMap(({ module, name, title }) => [
    ...((files.get("docs/api.md") ?? "").includes(`\n### ${title}\n`)
      ? []
      : [`${name}: docs/api.md has no heading "${title}"`]),
    ...((files.get("docs/upgrading.md") ?? "").includes(`\`${name}\``)
      ? []
      : [`${name}: docs/upgrading.md does not name it, and a double of the client needs it`]),
    ...(tests.some(([, text]) => text.includes(`${module}.`))
      ? []
      : [`${name}: no test of packages/schema tries the limits of ${module}`])
  ])
}

type Told = Pick<Endpoint.Any, "auth" | "method" | "mode" | "path">

const modes: Readonly<Record<string, Endpoint.Any["mode"]>> = { C: "CREDIT_EXTENSION", A: "AUTHORIZATION" }

/** The endpoints as the table of docs/api.md has them, by method and path. */
const endpointsOf = (document: string): ReadonlyArray<Told> => {
  const [, part = ""] = /\n## Endpoints\n([\s\S]*?)\n##/.exec(document) ?? []
  return [...part.matchAll(/^\| [^|]+\| (GET|POST) `([^`]+)` +\| ([KT]) +\| +([CA]?) +\|/gm)].map(
    ([, method = "", path = "", auth, mode = ""]) => ({
      method: method === "GET" ? "GET" : "POST",
      path: `/open-api/v1/${path.slice(1)}`,
      auth: auth === "K" ? "ApiKey" : "AccessToken",
      ...(modes[mode] === undefined ? {} : { mode: modes[mode] })
    })
  )
}

const rowOf = ({ auth, method, mode, path }: Told): string => [method, path, auth, mode ?? "both modes"].join(" ")

/** The rows that the table has and the code has not, and the other way round. */
export const unlikeTable = (document: string, endpoints: ReadonlyArray<Told>): ReadonlyArray<string> => {
  const [told, known] = [endpointsOf(document).map(rowOf), endpoints.map(rowOf)]
  return [
    ...told.filter((row) => !known.includes(row)).map((row) => `no endpoint is ${row}`),
    ...known.filter((row) => !told.includes(row)).map((row) => `no row is ${row}`)
  ]
}
