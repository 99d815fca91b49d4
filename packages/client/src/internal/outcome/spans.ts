/**
 * The spans of time for which a list is asked, and when "nothing there" is proof.
 *
 * Everything here is reckoned from stamps that the platform took: no clock of ours is in the argument.
 */
import * as Timestamp from "@effect-keysecure/schema/Timestamp"
import { longestMillis } from "../paging/spans.js"

const secondMillis = 1_000
const dayMillis = 86_400_000

/** A platform that refuses a span of one day refuses for another reason. */
const shortestMillis = dayMillis

/** Spans overlap, so that neither bounds that are exclusive nor rounding leave a card out. */
const overlapMillis = 3_600_000

/** How many spans are asked for before a pause. */
export const spansPerRound = 5

/** How the platform takes spans, as far as it has told by refusing some. */
export interface Habits {
  /** Whether a span may end in the future (`ahead`), or ends at the stamp of its question. */
  readonly end: "ahead" | "atStamp"
  /** The longest span that is asked for, in ms. */
  readonly spanMillis: number
}

/** Nothing was refused so far. */
export const initialHabits: Habits = { end: "ahead", spanMillis: longestMillis }

/** The span to try after one was refused: first one that ends at the stamp, then half of it. None if that was all. */
export const afterRejection = ({ end, spanMillis }: Habits): Habits | undefined => {
  if (end === "ahead") return { end: "atStamp", spanMillis }
  return spanMillis > shortestMillis ? { end, spanMillis: Math.max(shortestMillis, spanMillis / 2) } : undefined
}

/** The span to try if it is not certain that the span was refused: one with the other end. */
export const otherwise = ({ end, spanMillis }: Habits): Habits => ({
  end: end === "ahead" ? "atStamp" : "ahead",
  spanMillis
})

/** A span of a list, in Unix ms. */
export interface Span {
  readonly from: number
  readonly to: number
  /** Whether it reaches to the end of the time that is asked for. */
  readonly isLast: boolean
}

/** No span: nothing was asked for so far. */
export const nothing: Span = { from: 0, to: 0, isLast: false }

const floorSecond = (millis: number): number => Math.floor(millis / secondMillis) * secondMillis

/**
 * The beginning of the first span: 88 days before the stamp, because a card may be older than our memory of it. It is
 * earlier if a copy is known to be older. It is the time that the caller says, if it says one. A copy with a later
 * stamp than this one has another clock's time.
 */
export const beginning = (copies: ReadonlyArray<number>, since: number | null, at: number): number => {
  const first = since === null ? at - longestMillis : since - dayMillis
  return Math.max(Timestamp.minMillis - dayMillis, Math.min(first, at, ...copies.map((copy) => copy - dayMillis)))
}

/**
 * The next span from a place on. The last day, up to a day after the stamp, is a span of its own. So the days before it
 * need be asked for only once: a card's `time` only moves forward.
 */
export const nextSpan = ({ end, spanMillis }: Habits, place: number, at: number): Span => {
  const last = end === "ahead" ? at + dayMillis : floorSecond(at)
  const today = lastDay(at)
  // The clock goes on between two questions: a place just before the last day belongs to the last span.
  const goal = place < today - 2 * overlapMillis ? today : last
  const to = Math.min(goal, place + spanMillis)
  return { from: Math.min(place, to - secondMillis), to, isLast: to >= last }
}

/**
 * The start of the last day. The time before it stays clear once a clear pass has shown that, because a card's `time`
 * only moves forward.
 */
export const lastDay = (at: number): number => at - dayMillis

/** The beginning of the next span. */
export const after = ({ to }: Span): number => to - overlapMillis

/** Whether an answer is of this question's time: not before its stamp, and no more than a timestamp's life after it. */
export const answers = (at: number, first: number, last: number): boolean =>
  at <= first && last <= at + Timestamp.toleranceMillis

/** The moment from which no copy can be carried out and none is hidden: the last stamp, its life, and the margin. */
export const settlesAt = (lastCopy: number, marginMillis: number): number =>
  lastCopy + Timestamp.toleranceMillis + marginMillis

/** A clear pass over all spans. */
export interface Pass {
  /** The stamp from which its last span was reckoned. */
  readonly asked: number
  /** The latest stamp of its questions. */
  readonly answered: number
  /** The end of its last span. */
  readonly to: number
}

/**
 * A clear pass, as a step towards proof. With a span that ends in the future, one clear pass is proof. With spans that
 * end at their stamps, two are: a card that is listed by its last change may have moved past the first end until the
 * first pass was answered. That is a timestamp's life after its last question at the latest, so the second end is after
 * that.
 */
export const proofBy = (
  { end }: Habits,
  settles: number,
  firstAnswered: number | null,
  { answered, asked, to }: Pass
): { readonly isProof: boolean; readonly firstAnswered: number | null; readonly next: number } => {
  if (end === "ahead") return { isProof: asked >= settles, firstAnswered: null, next: settles }
  if (to - secondMillis < settles) return { isProof: false, firstAnswered: null, next: settles + 2 * secondMillis }
  const first = firstAnswered ?? answered
  const covers = first + Timestamp.toleranceMillis
  return {
    isProof: firstAnswered !== null && to - secondMillis >= covers,
    firstAnswered: first,
    next: covers + 2 * secondMillis
  }
}
