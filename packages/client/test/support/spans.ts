/** A tracer that tells a test what its spans are told. */
import { Layer, Tracer } from "effect"

/** What is called when a span is told an event, and when it ends. */
export interface Listener {
  readonly event?: (
    span: Tracer.Span,
    name: string,
    nanos: bigint,
    attributes: Readonly<Record<string, unknown>> | undefined
  ) => void
  readonly ended?: (span: Tracer.Span) => void
}

/** The tracer of a listener. A span's id is its name. */
export const layerTracer = ({ ended, event }: Listener) =>
  Layer.setTracer(
    Tracer.make({
      context: (run) => run(),
      span: (name, parent, context, links, startTime, kind) => {
        const attributes = new Map<string, unknown>()
        const span: Tracer.Span = {
          _tag: "Span",
          name,
          spanId: name,
          traceId: "trace",
          parent,
          context,
          links,
          kind,
          sampled: true,
          status: { _tag: "Started", startTime },
          attributes,
          attribute: (key, value) => void attributes.set(key, value),
          event: (told, nanos, more) => event?.(span, told, nanos, more),
          addLinks: () => {},
          end: () => ended?.(span)
        }
        return span
      }
    })
  )
