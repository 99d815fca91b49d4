/** The schedules on which laws are tried. */
import * as FastCheck from "effect/FastCheck"
import { defaultLagMillis, schedules, type Step } from "../../Fault.js"
import { drawnRules } from "./hostileRules.js"
import type { Options } from "./options.js"
import * as Telling from "./telling.js"
import type { Disturbance, StoreFault, Trial } from "./trial.js"

/** What of the options says what is drawn. */
type Drawing = Omit<Options, "schedules" | "secrets" | "onTried">

const disturbances = (intents: number, maxDisturbances: number): FastCheck.Arbitrary<ReadonlyArray<Disturbance>> => {
  const afterMillis = FastCheck.oneof(
    FastCheck.integer({ min: 0, max: 500 }),
    FastCheck.integer({ min: 0, max: 5_000 }),
    FastCheck.integer({ min: 0, max: 200_000 })
  )
  const backAfterMillis = FastCheck.oneof(
    FastCheck.integer({ min: 0, max: 1_000 }),
    FastCheck.integer({ min: 0, max: 150_000 })
  )
  const disturbance: FastCheck.Arbitrary<Disturbance> = FastCheck.record({
    afterMillis,
    target: FastCheck.oneof(FastCheck.constant("program" as const), FastCheck.integer({ min: 1, max: intents })),
    backAfterMillis
  })
  return FastCheck.oneof(
    { weight: 2, arbitrary: FastCheck.constant([]) },
    { weight: 3, arbitrary: FastCheck.array(disturbance, { maxLength: maxDisturbances }) }
  )
}

const within = (millis: number): FastCheck.Arbitrary<number> => FastCheck.integer({ min: -millis, max: millis })

const storeFault: FastCheck.Arbitrary<StoreFault> = FastCheck.record({
  nth: FastCheck.integer({ min: 1, max: 20 }),
  carriedOut: FastCheck.boolean()
})

/** A platform that makes another card of a repeated number makes two cards of two copies that are delivered. */
const isPreventable = ({ fault }: Step): boolean => fault._tag !== "DeliverTwice"

/** What is drawn without regard to what it tells. */
const anyTrial = (options: Required<Drawing>): FastCheck.Arbitrary<Trial> =>
  FastCheck.record({
    seed: FastCheck.integer({ min: options.seed, max: options.seed + 1_000_000 }),
    intents: FastCheck.oneof(FastCheck.constant(1), FastCheck.integer({ min: 1, max: options.maxIntents })),
    gapMillis: FastCheck.oneof(FastCheck.constant(0), FastCheck.integer({ min: 0, max: 2_000 })),
    repeatedUniqueNo: FastCheck.constantFrom(...options.repeatedUniqueNo),
    listLagMillis: FastCheck.constant(options.listLagMillis),
    skewMillis: FastCheck.oneof(
      FastCheck.constant(0),
      within(Math.min(options.maxSkewMillis, 30_000)),
      within(options.maxSkewMillis)
    ),
    driftPpm: FastCheck.oneof(FastCheck.constant(0), within(200)),
    latencyMillis: FastCheck.oneof(FastCheck.constant(0), FastCheck.integer({ min: 0, max: options.maxLatencyMillis })),
    storeFaults: FastCheck.oneof(
      { weight: 4, arbitrary: FastCheck.constant([]) },
      {
        weight: 1,
        arbitrary: FastCheck.uniqueArray(storeFault, { selector: ({ nth }) => nth, maxLength: options.maxStoreFaults })
      }
    ),
    faults: schedules(options),
    disturbances: disturbances(options.maxIntents, options.maxDisturbances),
    rules: drawnRules(options.hostile)
  })

/** The trial as far as the options allow it. What has no meaning in it is dropped. */
const allowed =
  ({ maxDisturbances, maxFaults, maxIntents, maxSkewMillis, maxStoreFaults }: Required<Drawing>) =>
  (trial: Trial): Trial => {
    const intents = Math.min(trial.intents, maxIntents)
    const faults = trial.repeatedUniqueNo === "anotherCard" ? trial.faults.filter(isPreventable) : trial.faults
    return {
      ...trial,
      intents,
      skewMillis: Math.min(trial.skewMillis, maxSkewMillis),
      faults: faults.slice(0, maxFaults),
      storeFaults: trial.storeFaults.slice(0, maxStoreFaults),
      disturbances: trial.disturbances
        .filter(({ target }) => target === "program" || target <= intents)
        .slice(0, maxDisturbances)
    }
  }

const defaults: Required<Drawing> = {
  hostile: "none",
  listLagMillis: 0,
  maxFaults: 12,
  maxIntents: 8,
  maxLagMillis: defaultLagMillis,
  maxLatencyMillis: 100,
  maxSkewMillis: 3_600_000,
  maxDisturbances: 3,
  maxStoreFaults: 2,
  repeatedUniqueNo: ["refused", "sameCard", "anotherCard"],
  seed: 1
}

/**
 * The schedules on which laws are tried. Half of them are drawn without regard to what they tell; the others hold faults at
 * places where mistakes are often made. *Deliver twice* is left out where the platform makes another card of a repeated
 * number, since no client could prevent that.
 *
 * @since 0.1.0
 * @category arbitraries
 */
export const trials = (options: Options = {}): FastCheck.Arbitrary<Trial> => {
  const drawing = { ...defaults, ...options }
  return FastCheck.tuple(anyTrial(drawing), Telling.parts(drawing))
    .map(([trial, part]) => ({ ...trial, ...part }))
    .map(allowed(drawing))
}
