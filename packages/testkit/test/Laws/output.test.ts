/** What a program puts out, searched on a program that asks for nothing. */
import { it } from "@effect/vitest"
import { Effect, Layer, Metric, Tracer } from "effect"
import { describe, expect } from "vitest"
import { Laws } from "../../src/index.js"

const secret = "Hunter2-of-the-laws"
const options = { schedules: 5, secrets: [secret] }

const doing = (effect: Effect.Effect<unknown>): Laws.Program<never> => ({
  layer: Layer.empty,
  apply: () => Effect.as(effect, Laws.unknown)
})

const linked: Tracer.SpanLink = {
  _tag: "SpanLink",
  span: Tracer.externalSpan({ spanId: "1", traceId: "2" }),
  attributes: { password: secret }
}

const count = Metric.counter("attempts")

const leaks: Readonly<Record<string, Effect.Effect<unknown>>> = {
  "a metric's tag": Metric.increment(Metric.tagged(count, "who", secret)),
  "a tag of a part of the program": Effect.tagMetrics(Metric.increment(count), "who", secret),
  "a metric's description": Metric.increment(Metric.counter("described", { description: secret })),
  "a word of a frequency": Metric.update(Metric.frequency("words"), secret),
  "a gauge that says the same each time": Metric.set(Metric.tagged(Metric.gauge("level"), "who", secret), 1),
  "a word in capitals": Metric.update(Metric.frequency("words"), secret.toUpperCase()),
  "a link of a span": Effect.withSpan(Effect.void, "work", { links: [linked] }),
  "a link that comes later": Effect.withSpan(
    Effect.flatMap(Effect.orDie(Effect.currentSpan), (span) => Effect.sync(() => span.addLinks([linked]))),
    "work"
  ),
  "the number of another process's span": Effect.withSpan(Effect.void, "work", {
    parent: Tracer.externalSpan({ spanId: secret, traceId: "2" })
  }),
  "a failure": Effect.dieMessage(`for ${secret.toUpperCase()}`)
}

describe("a secret is found in", () => {
  it.effect.each(Object.entries(leaks))("%s, and again in the schedule that is told", ([, leak]) =>
    Effect.gen(function* () {
      const { trial, violations } = yield* Effect.flip(Laws.noSecretsInOutput(doing(leak), options))
      expect(violations).toEqual([expect.stringContaining("was put out")])
      const again = yield* Effect.flip(Laws.replay(doing(leak), trial, options.secrets))
      expect(again.violations).toEqual(expect.arrayContaining([...violations]))
    })
  )
})

describe("a right program is not flagged", () => {
  const counting = doing(Effect.zipRight(Metric.increment(count), Metric.update(Metric.frequency("words"), "a word")))

  it.effect("for what a wrong one has counted before it", () =>
    Effect.gen(function* () {
      for (const leak of Object.values(leaks)) yield* Effect.flip(Laws.noSecretsInOutput(doing(leak), options))
      const { schedules } = yield* Laws.noSecretsInOutput(counting, options)
      expect(schedules).toBe(5)
    })
  )

  it.effect("for what a wrong one counts beside it", () =>
    Effect.gen(function* () {
      const tried = Laws.noSecretsInOutput(counting, options)
      const [{ schedules }] = yield* Effect.all(
        [tried, Effect.flip(Laws.noSecretsInOutput(doing(leaks["a metric's tag"] ?? Effect.void), options))],
        {
          concurrency: "unbounded"
        }
      )
      expect(schedules).toBe(5)
    })
  )

  it.effect("for what was no secret when it was counted", () =>
    Effect.gen(function* () {
      const told = doing(Metric.increment(Metric.tagged(count, "who", "nobody yet")))
      yield* Laws.noSecretsInOutput(told, { schedules: 2 })
      yield* Laws.noSecretsInOutput(counting, { schedules: 2, secrets: ["nobody yet"] })
    })
  )
})

it.effect("trials that put out no secret leave no metrics of their own", () =>
  Effect.gen(function* () {
    const counting = doing(Metric.increment(Metric.counter("of_many_trials")))
    yield* Laws.noSecretsInOutput(counting, { schedules: 20 })
    const left = (yield* Metric.snapshot).filter(({ metricKey }) => metricKey.name === "of_many_trials")
    expect(left).toHaveLength(1)
  })
)
