/**
 * The source of the platform's time: its `Date`, or, if timestamps are refused in spite of that, something else. Pure.
 *
 * A 1005 refutes the distance from our monotonic clock that its timestamp had. It says no more: not even whether the
 * timestamp was too old or in the future. A refused distance is not tried again until an answer is none of 1005. The
 * hypothesis in use is kept as long as later answers give it another distance. Otherwise the next hypothesis in turn
 * that has another distance serves, and is kept while it works. After the last the first follows.
 */
import {
  type ClockOffset,
  type Clocks,
  earliestOffset,
  latestOffset,
  learn,
  type Rules,
  settled,
  type TimeSample
} from "./clockOffset.js"

/** The time is that of `base`, and so many ms more. */
interface Hypothesis {
  readonly name: string
  /** The newest dates; those of the server that is behind, or ahead, if two differ; our own clock. */
  readonly base: "date" | "behind" | "ahead" | "own"
  readonly shift: number
}

/**
 * The likely ones first. A timestamp may be 60 s old, so a shift of 20 s back and one of 45 s forward serve together, with
 * the first, every clock that checks up to 25 s behind its `Date` or 98 s ahead of it: 60 and 45,
 * less the stamp margin of 5.5 s and the second to which a `Date` is cut.
 */
export const hypotheses: ReadonlyArray<Hypothesis> = [
  { name: "date", base: "date", shift: 0 },
  { name: "own_clock", base: "own", shift: 0 },
  { name: "date_of_server_behind", base: "behind", shift: 0 },
  { name: "date_of_server_ahead", base: "ahead", shift: 0 },
  { name: "date_20_s_back", base: "date", shift: -20_000 },
  { name: "date_45_s_forward", base: "date", shift: 45_000 },
  { name: "own_clock_20_s_back", base: "own", shift: -20_000 },
  { name: "date_45_s_back", base: "date", shift: -45_000 },
  { name: "own_clock_45_s_back", base: "own", shift: -45_000 },
  { name: "own_clock_45_s_forward", base: "own", shift: 45_000 }
]

/** `Date` may be a new guess with every answer: after two of them, one after the other, it is not believed. */
const mostTried = 2

/** More distances than there are hypotheses, two each, would not be looked at. */
const mostRefuted = 2 * hypotheses.length

/** A timestamp that was under way for longer may have been refused for its age alone. */
const slowMillis = 50_000

const first: Hypothesis = { name: "date", base: "date", shift: 0 }

/** The reading of the platform's clock now under a hypothesis, in Unix ms, and how far behind that to stamp. */
const under = (rules: Rules, offset: ClockOffset, index: number, now: Clocks) => {
  const { base, shift } = hypotheses[index] ?? first
  const { others, samples } = settled(offset, now)
  if (base === "own" || samples.length === 0) {
    return { earliest: now.wall + shift, latest: now.wall + shift, distance: rules.startDistanceMillis }
  }
  const groups = base === "date" || others.length === 0 ? [samples] : [samples, others]
  const pick = base === "ahead" ? Math.max : Math.min
  const earliest = now.monotonic + pick(...groups.map((group) => earliestOffset(rules, group, now.monotonic))) + shift
  const latest = now.monotonic + pick(...groups.map((group) => latestOffset(rules, group, now.monotonic))) + shift
  return {
    earliest,
    // Without a latest bound our own clock serves.
    latest: Number.isFinite(latest) ? Math.max(earliest, latest) : Math.max(earliest, now.wall + shift),
    distance: rules.marginMillis
  }
}

/** The earliest and the latest that the platform's clock can read now, in Unix ms, under the hypothesis in use. */
export const reading = (rules: Rules, offset: ClockOffset, now: Clocks) => under(rules, offset, offset.hypothesis, now)

const stampUnder = (rules: Rules, offset: ClockOffset, index: number, now: Clocks): number => {
  const { distance, earliest } = under(rules, offset, index, now)
  return earliest - distance
}

/** The stamp for a request that is sent now: behind the earliest that the platform's clock can read. */
export const stamp = (rules: Rules, offset: ClockOffset, now: Clocks): number =>
  stampUnder(rules, offset, offset.hypothesis, now)

/** Learns from an answer that is no 1005. The earlier refusals may have had another reason. */
export const observe = (rules: Rules, offset: ClockOffset, sample: TimeSample, now: Clocks): ClockOffset => {
  const learned = learn(rules, offset, sample, now)
  return learned.refuted.length === 0 ? learned : { ...learned, refuted: [], tried: 0 }
}

/** The present hypothesis is kept while later answers move its distance by so much from the refused ones. */
const movedMillis = 1_000

/**
 * Another hypothesis must say a time so far from the refused ones: a clock that was set back is refused by more than
 * the stamp margin.
 */
const apartMillis = ({ marginMillis }: Rules): number => Math.max(movedMillis, marginMillis - 500)

const isNear = (refuted: ReadonlyArray<number>, distance: number, millis: number): boolean =>
  refuted.some((each) => Math.abs(each - distance) < millis)

/** Learns from a 1005. */
export const rejected = (
  rules: Rules,
  offset: ClockOffset,
  refusedStamp: number,
  sample: TimeSample,
  now: Clocks
): ClockOffset => {
  const learned = learn(rules, offset, sample, now)
  const stamped = sample.stamped ?? sample.sent
  if (sample.received - stamped > slowMillis) return learned
  const distance = refusedStamp - stamped
  const known: ClockOffset = isNear(learned.refuted, distance, movedMillis)
    ? learned
    : { ...learned, refuted: [distance, ...learned.refuted].slice(0, mostRefuted), tried: learned.tried + 1 }
  const distanceOf = (index: number): number => stampUnder(rules, known, index, now) - now.monotonic
  if (known.tried < mostTried && !isNear(known.refuted, distanceOf(known.hypothesis), movedMillis)) return known
  const inTurn = hypotheses.map((_, step) => (known.hypothesis + 1 + step) % hypotheses.length)
  const next = inTurn.find((index) => !isNear(known.refuted, distanceOf(index), apartMillis(rules)))
  return next === undefined
    ? { ...known, hypothesis: (known.hypothesis + 1) % hypotheses.length, refuted: [], tried: 0 }
    : { ...known, hypothesis: next, tried: 0 }
}
