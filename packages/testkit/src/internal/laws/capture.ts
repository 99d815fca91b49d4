/** Everything that a program puts out where others may read it: trace spans, lines, metrics. As text, to be searched. */
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as FiberRef from "effect/FiberRef"
import * as HashMap from "effect/HashMap"
import * as HashSet from "effect/HashSet"
import * as Iterable from "effect/Iterable"
import * as LogLevel from "effect/LogLevel"
import * as Logger from "effect/Logger"
import * as Option from "effect/Option"
import * as Predicate from "effect/Predicate"
import * as Tracer from "effect/Tracer"
import { decodeUtf8 } from "../text/utf8.js"
import { marked, type MetricMark, metricsOf } from "./metricMark.js"

/** What was put out so far. */
export interface Capture {
  /** An effect of which everything is captured, in all its fibers. */
  readonly over: <A, E, R>(effect: Effect.Effect<A, E, R>) => Effect.Effect<A, E, R>
  readonly text: Effect.Effect<string>
}

/** Longer lists are cut: what leaks, leaks early. */
const mostItems = 1_000

/** All texts in a value, however deep: in maps, sets, errors and their causes, bytes; not what only a method tells. */
const textsIn = (value: unknown, seen: Set<unknown>): ReadonlyArray<string> => {
  if (typeof value !== "object" || value === null) return [typeof value === "function" ? "" : String(value)]
  if (seen.has(value)) return []
  seen.add(value)
  if (value instanceof Uint8Array) return [decodeUtf8(value)]
  const parts: Array<unknown> = []
  if (value instanceof Error) parts.push(value.name, value.message, value.stack, value.cause)
  if (Cause.isCause(value)) parts.push(Cause.pretty(value, { renderErrorCause: true }))
  if (Predicate.isIterable(value)) parts.push(...Iterable.take(value, mostItems))
  parts.push(
    ...Object.getOwnPropertyNames(value).flatMap((key) => [key, Object.getOwnPropertyDescriptor(value, key)?.value])
  )
  return parts.flatMap((part) => textsIn(part, seen))
}

/** All texts in a value, as one. */
export const textOf = (value: unknown): string => textsIn(value, new Set()).join(" ")

/** What a trace span says of another one, which may be of another process. */
const idsOf = (span: Tracer.AnySpan): string => (span._tag === "ExternalSpan" ? `${span.traceId} ${span.spanId}` : "")

/** Captures from now on. The metrics are those of a mark: what other trials have counted is not among them. */
export const make = (mark: MetricMark): Capture => {
  const said: Array<string> = []
  const link = ({ attributes, span }: Tracer.SpanLink): void => void said.push(`${idsOf(span)} ${textOf(attributes)}`)
  const tracer = Tracer.make({
    span: (name, parent, context, links, startTime, kind) => {
      const attributes = new Map<string, unknown>()
      said.push(`${name} ${Option.match(parent, { onNone: () => "", onSome: idsOf })}`)
      links.forEach(link)
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
        addLinks: (more) => more.forEach(link),
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
        Logger.withMinimumLogLevel(LogLevel.All),
        marked(mark)
      ),
    text: Effect.map(metricsOf(mark), (metrics) => [...said, ...metrics].join("\n"))
  }
}
