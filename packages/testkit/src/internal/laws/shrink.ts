/** A smaller schedule that breaks a law as well: with fewer faults first, then with earlier and shorter ones. */
import * as Effect from "effect/Effect"
import * as Struct from "effect/Struct"
import type { Fault } from "../../Fault.js"
import type { Trial } from "./trial.js"

/** So many schedules are tried at most. */
const mostTried = 400

const without = <A>(list: ReadonlyArray<A>): ReadonlyArray<ReadonlyArray<A>> =>
  list.map((_, index) => list.toSpliced(index, 1))

/** None of them, either half of them, or all but one. */
const fewer = <A>(list: ReadonlyArray<A>): ReadonlyArray<ReadonlyArray<A>> => {
  if (list.length < 2) return without(list)
  const half = Math.ceil(list.length / 2)
  const halves = [list.slice(half), list.slice(0, half)]
  return list.length === 2 ? [[], ...halves] : [[], ...halves, ...without(list)]
}

/** Nothing of it, or half of it. */
const less = (number: number): ReadonlyArray<number> => {
  const half = Math.trunc(number / 2)
  return number === 0 ? [] : half === 0 ? [0] : [0, half]
}

/** The first, or the one before. */
const earlier = (nth: number): ReadonlyArray<number> => (nth === 1 ? [] : nth === 2 ? [1] : [1, nth - 1])

const shorter = (fault: Fault): ReadonlyArray<Fault> =>
  "millis" in fault ? less(fault.millis).map((millis) => ({ ...fault, millis })) : []

/** Lists in which one is smaller. */
const oneSmaller = <A>(
  list: ReadonlyArray<A>,
  smaller: (one: A) => ReadonlyArray<A>
): ReadonlyArray<ReadonlyArray<A>> => list.flatMap((one, index) => smaller(one).map((other) => list.with(index, other)))

const withFewerIntents = (trial: Trial): ReadonlyArray<Trial> =>
  earlier(trial.intents).map((intents) => ({
    ...trial,
    intents,
    disturbances: trial.disturbances.filter(({ target }) => target === "program" || target <= intents)
  }))

/** Trials of which one part is smaller, the parts that tell most first. */
const smaller = (trial: Trial): ReadonlyArray<Trial> => {
  const { disturbances, faults, rules = {}, storeFaults } = trial
  return [
    ...fewer(faults).map((some) => ({ ...trial, faults: some })),
    ...fewer(disturbances).map((some) => ({ ...trial, disturbances: some })),
    ...fewer(storeFaults).map((some) => ({ ...trial, storeFaults: some })),
    ...Struct.keys(rules).map((name) => ({ ...trial, rules: Struct.omit(rules, name) })),
    ...withFewerIntents(trial),
    ...less(trial.gapMillis).map((gapMillis) => ({ ...trial, gapMillis })),
    ...less(trial.skewMillis).map((skewMillis) => ({ ...trial, skewMillis })),
    ...less(trial.driftPpm).map((driftPpm) => ({ ...trial, driftPpm })),
    ...less(trial.latencyMillis).map((latencyMillis) => ({ ...trial, latencyMillis })),
    ...oneSmaller(faults, (step) => [
      ...earlier(step.nth).map((nth) => ({ ...step, nth })),
      ...shorter(step.fault).map((fault) => ({ ...step, fault }))
    ]).map((some) => ({ ...trial, faults: some })),
    ...oneSmaller(disturbances, (one) => [
      ...less(one.afterMillis).map((afterMillis) => ({ ...one, afterMillis })),
      ...less(one.backAfterMillis).map((backAfterMillis) => ({ ...one, backAfterMillis }))
    ]).map((some) => ({ ...trial, disturbances: some })),
    ...oneSmaller(storeFaults, (one) => earlier(one.nth).map((nth) => ({ ...one, nth }))).map((some) => ({
      ...trial,
      storeFaults: some
    }))
  ]
}

/** The smallest trial that was found from one that breaks a law, by what is tried. */
export const shrink = (trial: Trial, breaks: (trial: Trial) => Effect.Effect<boolean>): Effect.Effect<Trial> =>
  Effect.gen(function* () {
    let smallest = trial
    let candidates = smaller(trial)
    let next = 0
    // How many were tried in vain since one was found.
    let vain = 0
    for (let tried = 0; tried < mostTried && vain < candidates.length; tried += 1) {
      const candidate = candidates[next % candidates.length] ?? smallest
      if (yield* breaks(candidate)) {
        smallest = candidate
        candidates = smaller(candidate)
        vain = 0
      } else {
        next += 1
        vain += 1
      }
    }
    return smallest
  })
