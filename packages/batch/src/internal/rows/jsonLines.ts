/** Rows of JSON: an object per line, or objects that are there already. */
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Predicate from "effect/Predicate"
import * as Stream from "effect/Stream"
import * as Columns from "./columns.js"
import { type Cell, type Cells, type Fault, FileInvalid, resolve, type Settings, type Written } from "./source.js"

const addressName = "address_info"

const noObject: ReadonlyArray<Fault> = [{ column: null, expected: "an object" }]

/** The fields of an object, those of its address by both names. */
const entriesOf = (object: Readonly<Record<string, unknown>>): ReadonlyArray<readonly [string, unknown]> =>
  Object.entries(object).flatMap(([name, value]) =>
    name === addressName && Predicate.isReadonlyRecord(value) && !Array.isArray(value)
      ? Object.entries(value).map(([inner, one]) => [`${addressName}.${inner}`, one] as const)
      : name === addressName && (value === null || value === "")
        ? []
        : [[name, value] as const]
  )

/** The cells of an object. A field that no application has is wrong, by its name. */
export const cellsOf = (value: unknown, settings: Settings): Either.Either<Cells, ReadonlyArray<Fault>> => {
  if (!Predicate.isReadonlyRecord(value) || Array.isArray(value)) return Either.left(noObject)
  const cells = new Map<string, Cell>()
  const faults: Array<Fault> = []
  for (const [name, one] of entriesOf(value)) {
    const column = resolve(name, settings)
    if (column === undefined) faults.push({ column: name, expected: Columns.expectedInsteadOf(name) })
    else if (column !== "ignored" && cells.has(column))
      faults.push({ column: name, expected: "a field that is there once" })
    else cells.set(column, { name, value: one })
  }
  return faults.length > 0 ? Either.left(faults) : Either.right(cells)
}

const parseJson = (text: string): unknown => Either.getOrUndefined(Either.try((): unknown => JSON.parse(text)))

/** A file without line breaks is no file of lines, and would be read as one. */
const mostCharacters = 1_000_000

/** Fails at a line that is too long. */
const bounded = <E, R>(texts: Stream.Stream<string, E, R>): Stream.Stream<string, E | FileInvalid, R> =>
  Stream.suspend(() => {
    let line = 1
    let length = 0
    return Stream.mapEffect(texts, (text) => {
      const breaks = text.match(/\n/g)?.length ?? 0
      line += breaks
      length = breaks > 0 ? text.length - text.lastIndexOf("\n") : length + text.length
      return length > mostCharacters
        ? Effect.fail(
            new FileInvalid({ line, column: null, expected: `a line of at most ${mostCharacters} characters` })
          )
        : Effect.succeed(text)
    })
  })

/** The rows of a file with a JSON object on each line. Empty lines are passed over. */
export const rows = <E, R>(
  bytes: Stream.Stream<Uint8Array, E, R>,
  settings: Settings
): Stream.Stream<Written, E | FileInvalid, R> =>
  bounded(Stream.decodeText(bytes)).pipe(
    Stream.splitLines,
    Stream.zipWithIndex,
    Stream.filter(([text]) => text.trim() !== ""),
    Stream.map(([text, index]) => ({ line: index + 1, cells: cellsOf(parseJson(text), settings) }))
  )
