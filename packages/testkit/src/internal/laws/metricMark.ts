/**
 * Which metrics are those of a trial. Metrics are those of the process and stay for good, so a trial tags its own with a mark.
 * A mark is used again, lest every trial leave metrics of its own, unless a secret was counted under it.
 */
import * as Effect from "effect/Effect"
import * as Metric from "effect/Metric"
import * as MetricState from "effect/MetricState"
import * as Option from "effect/Option"

/** A mark. */
export type MetricMark = string

const tag = "effect_keysecure_trial"

/** The marks that no trial has now, by the secrets of which nothing was counted under them. */
const free = new Map<string, Array<MetricMark>>()
let made = 0

const freeFor = (secrets: ReadonlyArray<string>): Array<MetricMark> => {
  const key = JSON.stringify(secrets)
  const known = free.get(key) ?? []
  free.set(key, known)
  return known
}

/** A mark under which none of the secrets was counted. No other trial has it. */
export const take = (secrets: ReadonlyArray<string>): Effect.Effect<MetricMark> =>
  Effect.sync(() => {
    const known = freeFor(secrets).pop()
    if (known !== undefined) return known
    made += 1
    return String(made)
  })

/** Gives a mark back under which none of the secrets was counted. */
export const giveBack = (mark: MetricMark, secrets: ReadonlyArray<string>): Effect.Effect<void> =>
  Effect.sync(() => void freeFor(secrets).push(mark))

/** An effect of which all metrics have the mark, in all its fibers. */
export const marked = (mark: MetricMark) => Effect.tagMetrics(tag, mark)

const wordsOf = (state: MetricState.MetricState.Untyped): ReadonlyArray<string> =>
  MetricState.isFrequencyState(state) ? [...state.occurrences.keys()] : []

/** The metrics of a mark, a line for each: name, description, tags and words, but no number, since these add up. */
export const metricsOf = (mark: MetricMark): Effect.Effect<ReadonlyArray<string>> =>
  Effect.map(Metric.snapshot, (pairs) =>
    pairs.flatMap(({ metricKey: { description, name, tags }, metricState }) => {
      if (!tags.some(({ key, value }) => key === tag && value === mark)) return []
      const others = tags.flatMap(({ key, value }) => (key === tag ? [] : `${key}=${value}`))
      return [[name, ...Option.toArray(description), ...others, ...wordsOf(metricState)].join(" ")]
    })
  )
