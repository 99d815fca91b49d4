/** A trace that is read from a file. */
import * as FileSystem from "@effect/platform/FileSystem"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Predicate from "effect/Predicate"
import * as Schema from "effect/Schema"
import type { Change, SwitchChange } from "../control/changes.js"
import { decode, decodeValue, FileRefused } from "../program/file.js"
import { AdvanceLine, ChangeLine, type Delivery, Header, LateLine, RequestLine, ResetLine } from "./lines.js"

/** A request of a trace, and the number of its line. */
export interface Asked {
  readonly line: number
  readonly request: RequestLine
  /** Those that came late are among them. */
  readonly deliveries: ReadonlyArray<{ readonly line: number; readonly delivery: Delivery }>
}

/** What happened, in its order. */
export type Event = { readonly n: number; readonly at: number } & (
  | { readonly _tag: "Arrived" | "Ended"; readonly asked: Asked }
  | { readonly _tag: "Delivered"; readonly asked: Asked; readonly line: number; readonly delivery: Delivery }
  | { readonly _tag: "Changed"; readonly line: number; readonly change: Change | SwitchChange }
  | { readonly _tag: "Reset" | "Advanced" }
)

/** A trace. */
export interface Trace {
  readonly header: typeof Header.Type
  readonly requests: number
  readonly events: ReadonlyArray<Event>
}

const readHeader = decode(Header)
const parse = decode(Schema.Unknown)
const readers = {
  request: decodeValue(RequestLine),
  late: decodeValue(LateLine),
  change: decodeValue(ChangeLine),
  reset: decodeValue(ResetLine),
  advance: decodeValue(AdvanceLine)
}

type Reasons = ReadonlyArray<string>
type Content =
  | typeof RequestLine.Type
  | typeof LateLine.Type
  | typeof ChangeLine.Type
  | typeof ResetLine.Type
  | typeof AdvanceLine.Type
type Line = Content & { readonly line: number }

const kinds = ["request", "late", "change", "reset", "advance"] as const

const readLine = (text: string, line: number): Either.Either<Line, Reasons> =>
  Either.flatMap(parse(text), (value): Either.Either<Content, Reasons> => {
    const kind = kinds.find((name) => Predicate.hasProperty(value, name))
    return kind === undefined ? Either.left(["is no line of a trace"]) : readers[kind](value)
  }).pipe(
    Either.mapBoth({
      onLeft: (reasons) => reasons.map((reason) => `line ${line}: ${reason}`),
      onRight: (read) => ({ ...read, line })
    })
  )

const lastN = Number.MAX_SAFE_INTEGER

/** What happened by a line. A request has ended when everything of it has happened. */
const eventsOf = (line: Line, late: ReadonlyMap<number, Asked["deliveries"]>): ReadonlyArray<Event> => {
  if ("late" in line) return []
  const { at, n } = line
  if ("change" in line) return [{ _tag: "Changed", n, at, line: line.line, change: line.change }]
  if ("reset" in line) return [{ _tag: "Reset", n, at }]
  if ("advance" in line) return [{ _tag: "Advanced", n, at }]
  const own = line.deliveries.map((delivery) => ({ line: line.line, delivery }))
  const deliveries = [...own, ...(late.get(line.request) ?? [])]
  const { line: number, ...request } = line
  const asked = { line: number, request, deliveries }
  return [
    { _tag: "Arrived", n, at, asked },
    ...deliveries.map(({ delivery, line: of }) => ({
      _tag: "Delivered" as const,
      n: delivery.n,
      at: delivery.at,
      asked,
      line: of,
      delivery
    })),
    { _tag: "Ended", n: lastN, at, asked }
  ]
}

/** Reads a trace from its text. A last line that was not written to its end is none. */
export const readTrace = (text: string): Either.Either<Trace, Reasons> =>
  Either.gen(function* () {
    const [first = "", ...others] = text.split("\n").slice(0, -1)
    const header = yield* Either.mapLeft(readHeader(first), (reasons) => reasons.map((reason) => `line 1: ${reason}`))
    const lines = yield* Either.all(others.map((other, index) => readLine(other, index + 2)))
    const late = new Map<number, Asked["deliveries"]>()
    for (const line of lines) {
      if ("late" in line) {
        late.set(line.late, [...(late.get(line.late) ?? []), { line: line.line, delivery: line.delivery }])
      }
    }
    const events = lines.flatMap((line) => eventsOf(line, late)).toSorted((one, other) => one.n - other.n)
    return { header, events, requests: lines.filter((line) => "request" in line).length }
  })

/** Reads a trace from a file. */
export const readTraceFile = (path: string): Effect.Effect<Trace, FileRefused, FileSystem.FileSystem> =>
  Effect.flatMap(FileSystem.FileSystem, (files) => files.readFileString(path)).pipe(
    Effect.mapError(({ message }) => [`cannot be read: ${message}`]),
    Effect.flatMap(readTrace),
    Effect.mapError((reasons) => new FileRefused({ reasons: reasons.map((reason) => `${path}: ${reason}`) }))
  )
