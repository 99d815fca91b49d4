/** The room map, ARCHITECTURE.md: every room has a row, lies where its name says, and looks only at rooms below it. */
import ts from "typescript"
import { moduleOf, packageOf, parse, resolve, type Source } from "./source.js"

/** What is named of a package whose `internal/` follows the rule: a folder for each module, and shared ones below. */
export interface House {
  /** The folders that serve several modules. */
  readonly primitives: ReadonlyArray<string>
  /** The module that a folder belongs to, where it does not have that module's name. */
  readonly owners: Readonly<Record<string, string>>
}

/** The packages that follow the rule. The others have a row for every file. */
export const houses: Readonly<Record<string, House>> = {
  schema: { primitives: ["lists", "records", "schemas", "countries"], owners: {} },
  client: {
    primitives: ["outcome", "call", "paging", "concurrency", "encoding", "settings", "saying", "runtime"],
    owners: {}
  },
  testkit: {
    primitives: ["contracts", "addresses", "requests", "state", "text", "collections"],
    owners: { program: "bin", process: "bin", control: "bin", trace: "bin" }
  },
  sql: { primitives: ["database"], owners: {} },
  cli: {
    primitives: [],
    owners: {
      commands: "bin",
      probe: "bin",
      parts: "bin",
      bodies: "bin",
      saying: "bin",
      mistakes: "bin",
      ending: "bin",
      language: "bin",
      doctor: "bin"
    }
  },
  batch: { primitives: ["rowStates", "batchLook"], owners: {} }
}

type Houses = typeof houses

/** The room that a file is in: itself, or its folder where the rule is followed. */
const roomOf = (path: string, known: Houses): string => {
  const name = moduleOf(path)
  return packageOf(path) in known && name.startsWith("internal/") ? name.replace(/[^/]*$/, "") : name
}

/** A row of the map. */
interface Row {
  readonly house: string
  readonly room: string
  readonly holds: string
}

/** The rows of the tables under the headings of the packages, from the top down. */
const rowsOf = (map: string): ReadonlyArray<Row> => {
  const rows: Array<Row> = []
  let house = ""
  for (const line of map.split("\n")) {
    const heading = /^#+ +(.*?) *$/.exec(line)
    if (heading !== null) house = line.startsWith("### ") ? (heading[1] ?? "") : ""
    const [, room, holds = ""] = /^\| *`([^`]+)` *\|([^|]*)/.exec(line) ?? []
    if (house !== "" && room !== undefined) rows.push({ house, room, holds: holds.trim() })
  }
  return rows
}

/** The rooms that the map has no row for, the rows that there is no room for, and those that do not hold one sentence. */
export const misplaced = (
  map: string,
  sources: ReadonlyArray<Source>,
  known: Houses = houses
): ReadonlyArray<string> => {
  const rows = rowsOf(map)
  const told = new Set(rows.map(({ house, room }) => `${house}: ${room}`))
  const rooms = new Set(sources.map(({ path }) => `${packageOf(path)}: ${roomOf(path, known)}`))
  return [
    ...[...rooms].filter((room) => !told.has(room)).map((room) => `no row for ${room}`),
    ...[...told].filter((room) => !rooms.has(room)).map((room) => `no file for ${room}`),
    ...rows
      .filter(({ holds }) => holds === "" || /\. /.test(holds))
      .map(({ house, room }) => `not one sentence on ${house}: ${room}`)
  ]
}

const lowered = (name: string): string => name.slice(0, 1).toLowerCase() + name.slice(1)

/** The module or primitive that a file belongs to; none where it lies in `internal/` without a place. */
const ownerOf = (path: string, { owners, primitives }: House, modules: ReadonlyArray<string>): string | undefined => {
  const [first = "", folder = "", ...rest] = moduleOf(path).split("/")
  if (first !== "internal") return first
  if (rest.length === 0) return undefined
  return primitives.includes(folder) ? folder : (owners[folder] ?? modules.find((name) => lowered(name) === folder))
}

/** Whether a file's name says its folder's again: `program/programFile`. */
const repeatsFolder = (path: string): boolean => {
  const [folder = "", name = ""] = moduleOf(path).split("/").slice(-2)
  return name.startsWith(folder) && /^[A-Z]/.test(name.slice(folder.length))
}

/** An import of a file by another one of its package. */
interface Arrow {
  readonly from: string
  readonly to: string
}

const arrowsOf = (sources: ReadonlyArray<Source>): ReadonlyArray<Arrow> => {
  const paths = new Set(sources.map(({ path }) => path))
  return sources.flatMap((source) =>
    parse(source).statements.flatMap((node) => {
      if (!ts.isImportDeclaration(node) && !ts.isExportDeclaration(node)) return []
      const specifier = node.moduleSpecifier
      if (specifier === undefined || !ts.isStringLiteral(specifier) || !specifier.text.startsWith(".")) return []
      const to = resolve(source.path, specifier.text)
      return paths.has(to) ? [{ from: source.path, to }] : []
    })
  )
}

/** The files whose place or name is another than the rule says, and the primitives that do not serve several. */
const strayed = (house: House, sources: ReadonlyArray<Source>, arrows: ReadonlyArray<Arrow>): ReadonlyArray<string> => {
  const modules = sources.map(({ path }) => moduleOf(path)).filter((name) => !name.includes("/"))
  const owner = (path: string): string => ownerOf(path, house, modules) ?? path
  const lonely = house.primitives.flatMap((primitive) => {
    const users = new Set(arrows.filter(({ to }) => owner(to) === primitive).map(({ from }) => owner(from)))
    users.delete(primitive)
    return users.size > 1 ? [] : [`internal/${primitive}/ serves ${[...users].join() || "nothing"} alone`]
  })
  return [
    ...sources.flatMap(({ path }) => [
      ...(ownerOf(path, house, modules) === undefined ? [`${path}: belongs to no module and to no primitive`] : []),
      ...(repeatsFolder(path) ? [`${path}: repeats the name of its folder`] : [])
    ]),
    ...lonely
  ]
}

/** What does not follow the rule. The rows of the map are the order: a room imports only rooms of rows below its own. */
export const disordered = (
  map: string,
  sources: ReadonlyArray<Source>,
  known: Houses = houses
): ReadonlyArray<string> =>
  Object.entries(known).flatMap(([name, house]) => {
    const own = sources.filter(({ path }) => packageOf(path) === name)
    const arrows = arrowsOf(own)
    const rows = rowsOf(map).flatMap((row) => (row.house === name ? row.room : []))
    const upward = arrows.flatMap(({ from, to }) => {
      const [above, below] = [roomOf(from, known), roomOf(to, known)]
      return above === below || rows.indexOf(above) < rows.indexOf(below)
        ? []
        : [`${from}: looks up from ${above} to ${below}`]
    })
    return [...strayed(house, own, arrows), ...upward]
  })

/** The tests of a house that lie elsewhere than what they test: not under a module's name, nor a primitive's. */
export const strayTests = (
  tests: ReadonlyArray<string>,
  sources: ReadonlyArray<Source>,
  known: Houses = houses
): ReadonlyArray<string> =>
  Object.entries(known).flatMap(([name, { primitives }]) => {
    const modules = sources.flatMap(({ path }) => (packageOf(path) === name ? [moduleOf(path)] : []))
    const places = ["support/", ...modules.map((one) => `${one}/`), ...primitives.map((one) => `internal/${one}/`)]
    return tests.filter((path) => packageOf(path) === name && !places.some((place) => moduleOf(path).startsWith(place)))
  })
