/** What a program puts out where others may read it: kept, and made into text, to be searched for what must not be there. */
import * as Util from "node:util"
import { Cause, Effect, Layer, Logger, LogLevel, Metric, MetricState, Tracer } from "effect"

/** The spans and logs of a program. A span is its name, and all that it was told. */
export interface Output {
  readonly spans: Array<ReadonlyArray<unknown>>
  readonly logs: Array<unknown>
}

/** The names of the events in the spans. */
export const eventsOf = ({ spans }: Output): ReadonlyArray<string> =>
  spans.flat().flatMap((told) => {
    const name: unknown = Array.isArray(told) && told[0] === anEvent ? told[1] : undefined
    return typeof name === "string" && name.startsWith("keysecure.") ? [name] : []
  })

const anEvent = "an event"

/** A tracer that keeps each span with all that it was told, and a logger that keeps each message with its cause. */
export const capturing = (output: Output) =>
  Layer.mergeAll(
    Layer.setTracer(
      Tracer.make({
        span: (name, parent, context, links, startTime, kind) => {
          const told: Array<unknown> = [name]
          output.spans.push(told)
          return {
            _tag: "Span",
            name,
            parent,
            context,
            links,
            kind,
            spanId: "1",
            traceId: "1",
            sampled: true,
            status: { _tag: "Started", startTime },
            attributes: new Map(),
            attribute: (key, value) => void told.push([key, value]),
            event: (event, _, attributes) => void told.push([anEvent, event, attributes]),
            addLinks: () => {},
            end: (_, exit) => void told.push(exit)
          }
        },
        context: (f) => f()
      })
    ),
    Logger.replace(
      Logger.defaultLogger,
      Logger.make(
        ({ annotations, cause, message, spans }) => void output.logs.push({ annotations, cause, message, spans })
      )
    ),
    // Effect's own makes an event of each line, with the number of a fiber, which may look like a part of a secret.
    Logger.remove(Logger.tracerLogger),
    Logger.minimumLogLevel(LogLevel.All)
  )

/** All that a person or a machine could make of a value. */
export const renderings = (value: unknown): string =>
  [
    Util.inspect(value, { depth: Infinity, customInspect: false, showHidden: true, getters: true }),
    Util.inspect(value, { depth: Infinity }),
    JSON.stringify(value),
    String(value),
    value instanceof Error ? `${value.message}\n${value.stack}\n${Cause.pretty(Cause.fail(value))}` : ""
  ].join("\n")

/**
 * All text in metrics: their keys, and what a frequency counts. Other states are numbers, which other tests of the process
 * have measured, and whose digits may be those of half a phone number by chance.
 */
export const textsOfMetrics = Effect.map(Metric.snapshot, (pairs) =>
  pairs.map(({ metricKey, metricState }) => ({
    metricKey,
    counted: MetricState.isFrequencyState(metricState) ? metricState.occurrences : undefined
  }))
)
