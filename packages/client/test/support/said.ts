/** What the client says while it works: the lines of the log and the events of spans, each with its time. */
import { Clock, Effect, Layer, Logger, LogLevel } from "effect"
import { layerTracer } from "./spans.js"

/** A line of the log. `at` is in seconds from the start. */
export interface Line {
  readonly at: number
  readonly level: string
  readonly line: string
}

/** An event of a span. */
export interface SpanEvent {
  readonly at: number
  readonly span: string
  readonly event: string
  readonly attributes: Readonly<Record<string, unknown>>
}

/** All that was said. */
export interface Said {
  readonly lines: Array<Line>
  readonly events: Array<SpanEvent>
}

/** Keeps what is said from now on. */
const keeping = ({ events, lines }: Said, start: { readonly millis: number; readonly nanos: bigint }) =>
  Layer.mergeAll(
    layerTracer({
      event: ({ name }, event, nanos, attributes = {}) =>
        void events.push({ at: Number((nanos - start.nanos) / 1_000_000n) / 1_000, span: name, event, attributes })
    }),
    Logger.replace(
      Logger.defaultLogger,
      Logger.make(({ date, logLevel, message }) => {
        lines.push({
          at: (date.getTime() - start.millis) / 1_000,
          level: logLevel.label,
          line: [message].flat().join(" ")
        })
      })
    ),
    // Effect's own, which makes an event of each line.
    Logger.remove(Logger.tracerLogger),
    Logger.minimumLogLevel(LogLevel.All)
  )

/** All that a program says, however it ends. */
export const saidBy = <A, E, R>(program: Effect.Effect<A, E, R>): Effect.Effect<Said, never, R> =>
  Effect.gen(function* () {
    const said: Said = { lines: [], events: [] }
    const start = { millis: yield* Clock.currentTimeMillis, nanos: yield* Clock.currentTimeNanos }
    yield* Effect.exit(program).pipe(Effect.provide(keeping(said, start)))
    return said
  })
