/** Rows of a CSV file, as RFC 4180 has it: cells in quotes, with line breaks in them, a byte-order mark, any line ends. */
import { parse } from "csv-parse/stream"
import type * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Predicate from "effect/Predicate"
import * as Stream from "effect/Stream"
import * as Header from "./header.js"
import { FileInvalid, type Settings, type Written } from "./source.js"

/** A quote that is not closed would make one row of the rest of the file. */
const mostCharacters = 100_000

const expectations: ReadonlyMap<unknown, string> = new Map([
  ["CSV_QUOTE_NOT_CLOSED", "a quote at the end of the cell that begins with one"],
  ["CSV_MAX_RECORD_SIZE", `a row of at most ${mostCharacters} characters; is a quote not closed?`],
  ["CSV_INVALID_CLOSING_QUOTE", "a cell that is in quotes as a whole, with each quote in it doubled"],
  ["INVALID_OPENING_QUOTE", "a cell that is in quotes as a whole, with each quote in it doubled"]
])

const breaksIn = (text: string): number => text.match(/\r\n|\r|\n/g)?.length ?? 0

/** The cells that the parser hands over beside the text that they were read from. */
const cellsIn = (given: unknown): ReadonlyArray<string> =>
  Predicate.hasProperty(given, "record") && Array.isArray(given.record) ? given.record : []

/**
 * The parser, which gives the line on which a row begins before the cells, and the error at which it stopped, in words of our
 * own: its own repeat the row.
 */
const makeParser = (delimiter: string) => {
  let line = 1
  const parser = parse({
    bom: true,
    delimiter,
    raw: true,
    record_delimiter: ["\r\n", "\n", "\r"],
    relax_column_count: true,
    max_record_size: mostCharacters,
    on_record: (given: unknown, { raw = "" }) => {
      // Its own count of lines is another where a cell holds CR LF.
      const begins = line
      line += breaksIn(raw)
      const cells = cellsIn(given)
      return cells.every((cell) => cell === "") ? null : [String(begins), ...cells]
    }
  })
  const faultOf = (error: unknown): FileInvalid => {
    const code = Predicate.hasProperty(error, "code") ? error.code : undefined
    return new FileInvalid({ line, column: null, expected: expectations.get(code) ?? "CSV as in RFC 4180" })
  }
  return { parser, faultOf }
}

/**
 * The rows of bytes. A failure of the bytes goes through. One chunk is handed to the parser at a time, since it would take a
 * thousand before it asks to wait.
 */
const parsed = <E, R>(
  bytes: Stream.Stream<Uint8Array, E, R>,
  delimiter: string
): Stream.Stream<ReadonlyArray<string>, E | FileInvalid, R> =>
  Stream.unwrapScoped(
    Effect.suspend(() => {
      const { faultOf, parser } = makeParser(delimiter)
      const writer = parser.writable.getWriter()
      let failure = Option.none<Cause.Cause<E>>()
      const failed = (cause: Cause.Cause<E>) =>
        Effect.sync(() => {
          failure = Option.some(cause)
        })
      const written = Stream.runForEach(Stream.tapErrorCause(bytes, failed), (chunk) =>
        Effect.tryPromise(() => writer.write(chunk))
      ).pipe(
        Effect.zipRight(Effect.tryPromise(() => writer.close())),
        Effect.catchAllCause(() => Effect.ignore(Effect.tryPromise(() => writer.abort())))
      )
      const read = Stream.fromReadableStream<ReadonlyArray<string>, unknown>(
        () => parser.readable,
        (error) => error
      )
      return Effect.as(
        Effect.forkScoped(written),
        Stream.catchAll(read, (error): Stream.Stream<never, E | FileInvalid> =>
          Option.match(failure, { onNone: () => Stream.fail(faultOf(error)), onSome: Stream.failCause })
        )
      )
    })
  )

/** The rows of a file. It fails at the first row that is no CSV, and if its first line is not as it must be. */
export const rows = <E, R>(
  bytes: Stream.Stream<Uint8Array, E, R>,
  delimiter: string,
  settings: Settings
): Stream.Stream<Written, E | FileInvalid, R> =>
  Stream.suspend(() => {
    let columns: ReadonlyArray<Header.Column> | undefined
    const begin = (line: number, names: ReadonlyArray<string>): Effect.Effect<Option.Option<Written>, FileInvalid> =>
      Effect.mapBoth(Header.read(names, settings), {
        onFailure: (fault) => new FileInvalid({ line, ...fault }),
        onSuccess: (read) => {
          columns = read
          return Option.none()
        }
      })
    return parsed(bytes, delimiter).pipe(
      Stream.mapEffect(([line, ...cells]) =>
        columns === undefined
          ? begin(Number(line), cells)
          : Effect.succeedSome({ line: Number(line), cells: Header.cellsOf(columns, cells) })
      ),
      Stream.concat(Stream.suspend(() => (columns === undefined ? Stream.fromEffect(begin(1, [])) : Stream.empty))),
      Stream.filterMap((row) => row)
    )
  })
