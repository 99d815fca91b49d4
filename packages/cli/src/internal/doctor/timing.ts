/** Findings on time: the distance of the clocks, where it comes from, and how long answers take. Pure. */
import * as Timestamp from "@effect-keysecure/schema/Timestamp"
import type { Exchange, Facts } from "./facts.js"
import { type FindingOf, found } from "./findings.js"
import { answered, isAccepted } from "./answering.js"

/** By how many ms the platform's clock is ahead of ours, at least and at most. It is empty if `from` is more than `to`. */
export interface Span {
  readonly from: number
  readonly to: number
}

const anywhere: Span = { from: -Infinity, to: Infinity }

/** What is in both. */
export const overlap = (one: Span, other: Span): Span => ({
  from: Math.max(one.from, other.from),
  to: Math.min(one.to, other.to)
})

/** Whether nothing is in it. */
export const isEmpty = ({ from, to }: Span): boolean => from > to

/**
 * What the dates of answers tell: a date was written between sending and receiving, and is cut to the second. It is
 * nothing sensible if they contradict each other.
 */
export const byDates = (exchanges: ReadonlyArray<Exchange>): Span | undefined => {
  const spans = exchanges.flatMap(({ received, sent, signs: { date, uncertainty } }) =>
    typeof date === "number" ? [{ from: date - received, to: date + 1000 + uncertainty - sent }] : []
  )
  return spans.length === 0 ? undefined : spans.reduce(overlap)
}

/** What the acceptance of timestamps tells: each was at most 60 s old by the clock that checks, and not in its future. */
export const byStamps = (exchanges: ReadonlyArray<Exchange>): Span =>
  exchanges
    .filter(({ answer }) => answer._tag === "Accepted")
    .map(({ received, sent, stamp }) => ({ from: stamp - received, to: stamp + Timestamp.toleranceMillis - sent }))
    .reduce(overlap, anywhere)

const rounded = ({ from, to }: Span): Span => ({ from: Math.floor(from), to: Math.ceil(to) })

/** Whether a timestamp that was refused was in time by the dates, whatever the journey took. */
const isInTimeBy = (dates: Span, { received, sent, stamp }: Exchange): boolean =>
  stamp <= dates.from + sent && dates.to + received - stamp <= Timestamp.toleranceMillis

const refusedStamps = (exchanges: ReadonlyArray<Exchange>): ReadonlyArray<Exchange> =>
  exchanges.filter(({ answer }) => answer._tag === "Rejected" && answer.code === 1005)

/** What the refusal of a timestamp rules out: the distances at which it was in time, whatever the journey took. */
const ruledOutBy = ({ received, sent, stamp }: Exchange): Span => ({
  from: stamp - sent,
  to: stamp + Timestamp.toleranceMillis - received
})

/** Where so near a timestamp was taken, a refusal had another reason than the time. */
const nearMillis = 1_000

const distanceOf = ({ sent, stamp }: Exchange): number => stamp - sent

/** The interval without what refusals rule out at its ends. If they rule out all of it, they had another reason. */
const cut = (exchanges: ReadonlyArray<Exchange>, span: Span): Span => {
  const taken = exchanges.filter(({ answer }) => answer._tag === "Accepted").map(distanceOf)
  const out = refusedStamps(exchanges)
    .filter((one) => taken.every((each) => Math.abs(each - distanceOf(one)) > nearMillis))
    .map(ruledOutBy)
  const from = out
    .toSorted((one, other) => one.from - other.from)
    .reduce((bound, one) => (one.from <= bound ? Math.max(bound, one.to) : bound), span.from)
  const to = out
    .toSorted((one, other) => other.to - one.to)
    .reduce((bound, one) => (one.to >= bound ? Math.min(bound, one.from) : bound), span.to)
  return isEmpty({ from, to }) ? span : { from, to }
}

/** What all timestamps tell: those that were taken, and those that were refused. */
const byAllStamps = (exchanges: ReadonlyArray<Exchange>): Span => cut(exchanges, byStamps(exchanges))

/**
 * So far our own clock may be ahead, and so far behind, before the first call of the client costs another round trip
 * (docs/time.md).
 */
const usual: Span = { from: -4_000, to: 50_000 }

/** A distance that a host kept by NTP does not have. */
const noticed = 1_000

const clockAt = (distance: Span): FindingOf<"clock"> => {
  const { from, to } = rounded(distance)
  if (to < usual.from || from > usual.to) return found("clock.farOff", { from, to })
  return to < -noticed || from > noticed ? found("clock.off", { from, to }) : found("clock.ok", { from, to })
}

/** How far the clocks are apart. */
export const clock = (facts: Facts): FindingOf<"clock"> | undefined => {
  const all = answered(facts)
  const refused = refusedStamps(all)
  const dates = byDates(all)
  if (refused.length > 0 && !isAccepted(facts)) {
    const tries = refused.length
    return dates !== undefined && refused.some((one) => isInTimeBy(dates, one))
      ? found("clock.refusedInTime", { tries })
      : found("clock.refused", { tries })
  }
  const stamps = byAllStamps(all)
  const both = overlap(dates ?? anywhere, stamps)
  const distance = [both, stamps].find((span) => !isEmpty(span) && Number.isFinite(span.from + span.to))
  return distance === undefined ? undefined : clockAt(cut(all, distance))
}

/** Whether one answer has dates that are more than 2 s apart. Without a cache there is no other uncertainty of so much. */
const hasSeveralDates = ({ signs }: Exchange): boolean => signs.ageSeconds === 0 && signs.uncertainty > 2_000

/** Whether answers tell the time, and that of the clock that checks. */
export const date = (facts: Facts): FindingOf<"date"> | undefined => {
  const all = answered(facts)
  if (all.length === 0) return undefined
  const dates = byDates(all)
  if (dates === undefined) {
    return all.some(({ signs }) => signs.date === "unreadable")
      ? found("date.unreadable", {})
      : found("date.absent", {})
  }
  if (isEmpty(dates) || all.some(hasSeveralDates)) return found("date.several", {})
  const stamps = byAllStamps(all)
  // Where stamps contradict each other, they do not speak against the dates.
  return isEmpty(stamps) || !isEmpty(overlap(dates, stamps))
    ? found("date.ok", {})
    : found("date.wrong", rounded({ from: dates.from - stamps.to, to: dates.to - stamps.from }))
}

/** How long answers take. */
export const latency = (facts: Facts): FindingOf<"latency"> | undefined => {
  const times = answered(facts)
    .map(({ received, sent }) => Math.ceil(received - sent))
    .toSorted((one, other) => one - other)
  const median = times[Math.floor((times.length - 1) / 2)]
  const [least] = times
  if (median === undefined || least === undefined) return undefined
  const values = { least, median, count: times.length }
  return median > facts.slowMillis ? found("latency.slow", values) : found("latency.ok", values)
}
