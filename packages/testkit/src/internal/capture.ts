/** Everything that a program puts out where others may read it: spans, logs, metrics. As text, to be searched. */
import { Cause, Effect, FiberRef, HashMap, HashSet, Inspectable, Logger, LogLevel, Metric, Tracer } from "effect"

/** What was put out so far. */
export interface Capture {
  /** An effect of which everything is captured, in all its fibers. */
  readonly over: <A, E, R>(effect: Effect.Effect<A, E, R>) => Effect.Effect<A, E, R>
  readonly text: Effect.Effect<string>
}

const textOf = (value: unknown): string => {
  if (Cause.isCause(value)) return Cause.pretty(value, { renderErrorCause: true })
  if (value instanceof Error) return `${String(value)}\n${value.stack ?? ""}\n${Inspectable.toStringUnknown(value)}`
  return Inspectable.toStringUnknown(value)
}

/** Metrics are those of the process, so their names and tags are looked at, which no run makes anew. */
const metrics = Effect.map(Metric.snapshot, (pairs) =>
  pairs.map(({ metricKey }) => [metricKey.name, ...metricKey.tags.map(({ key, value }) => `${key}=${value}`)].join(" "))
)

/** Captures from now on. */
export const make = (): Capture => {
  const said: Array<string> = []
  const tracer = Tracer.make({
    span: (name, parent, context, links, startTime, kind) => {
      const attributes = new Map<string, unknown>()
      said.push(name)
      const tell = (...values: ReadonlyArray<unknown>) => void said.push(values.map(textOf).join(" "))
      return {
        _tag: "Span",
        name,
        parent,
        context,
        links,
        kind,
        attributes,
        spanId: String(said.length),
        traceId: "1",
        sampled: true,
        status: { _tag: "Started", startTime },
        attribute: (key, value) => {
          attributes.set(key, value)
          tell(key, value)
        },
        event: (event, _, about) => tell(event, about),
        addLinks: () => {},
        end: (_, exit) => {
          if (exit._tag === "Failure") tell(exit.cause)
        }
      }
    },
    context: (run) => run()
  })
  const logger = Logger.make(({ annotations, cause, message, spans }) => {
    said.push([message, cause, HashMap.toEntries(annotations), [...spans]].map(textOf).join(" "))
  })
  return {
    over: (effect) =>
      effect.pipe(
        Effect.withTracer(tracer),
        Effect.locally(FiberRef.currentLoggers, HashSet.make(logger)),
        Logger.withMinimumLogLevel(LogLevel.All)
      ),
    text: Effect.map(metrics, (lines) => [...said, ...lines].join("\n"))
  }
}
