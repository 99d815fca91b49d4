/** Spans and metrics to OpenTelemetry, shown on the console: what is told of a call, and that no secret is. */
import { AttemptLog, CardIssuance } from "@effect-keysecure/client"
import { KeySecureSimulator, Sample, Scenario } from "@effect-keysecure/testkit"
import * as NodeSdk from "@effect/opentelemetry/NodeSdk"
import { ConsoleMetricExporter, PeriodicExportingMetricReader } from "@opentelemetry/sdk-metrics"
import { ConsoleSpanExporter, SimpleSpanProcessor } from "@opentelemetry/sdk-trace-base"
import { Effect, Layer, Redacted } from "effect"

// In production: exporters of OTLP in their places, and a `BatchSpanProcessor`.
const telemetry = NodeSdk.layer(() => ({
  resource: { serviceName: "card-issuer" },
  spanProcessor: new SimpleSpanProcessor(new ConsoleSpanExporter()),
  // Once at the end; a service exports every minute.
  metricReader: new PeriodicExportingMetricReader({ exporter: new ConsoleMetricExporter() })
}))

const issuing = CardIssuance.layer({
  apiKey: Redacted.make(Scenario.creditApiKey),
  baseUrl: KeySecureSimulator.baseUrl
}).pipe(
  Layer.provide(AttemptLog.layerMemory()),
  Layer.provide(
    KeySecureSimulator.layerHttpClient({
      // The first application does not leave, so the span of that call has two attempts.
      faults: [{ operation: "applyForCard", nth: 1, fault: { _tag: "ConnectionRefused" } }]
    })
  )
)

const program = Effect.flatMap(CardIssuance.CardIssuance, ({ issue }) => issue(Sample.physicalApplication)).pipe(
  // The span of your own request, around ours.
  Effect.withSpan("POST /cards"),
  Effect.provide(Layer.provideMerge(issuing, telemetry))
)

await Effect.runPromise(program)
