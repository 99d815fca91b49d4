/**
 * Laws for programs that apply for cards, tried on the consumer's own program: under generated faults, interruptions and
 * crashes, on a virtual clock, with the smallest counterexample if there is one.
 *
 * @example
 * import { Effect, Layer } from "effect"
 * import { Laws } from "@effect-keysecure/testkit"
 *
 * declare const issueCard: (intent: Laws.Intent) => Effect.Effect<Laws.Outcome>
 *
 * const proof = Laws.noLostCard({ layer: Layer.empty, apply: issueCard }, { schedules: 500 })
 *
 * @module Laws
 * @since 0.1.0
 */
import * as Clock from "effect/Clock"
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import * as FastCheck from "effect/FastCheck"
import * as Runtime from "effect/Runtime"
import * as Fault from "./Fault.js"
import { drawnRules, type HostileRule } from "./internal/laws/hostileRules.js"
import * as Checkers from "./internal/laws/checkers.js"
import { emptyReport, type Report, withTrial } from "./internal/laws/report.js"
import * as Timeline from "./internal/laws/timeline.js"
import { run } from "./internal/laws/run.js"
import type { Disturbance, Facts, Program, StoreFault, Trial } from "./internal/laws/trial.js"

export type { Disturbance, Program, StoreFault, Trial } from "./internal/laws/trial.js"
export type { Intent, Outcome } from "./internal/laws/intent.js"
export { card, noCard, unknown } from "./internal/laws/intent.js"
export { type HostileRule, hostileRules } from "./internal/laws/hostileRules.js"
export type { Report } from "./internal/laws/report.js"
export { emptyReport } from "./internal/laws/report.js"

/**
 * How a law is tried.
 *
 * @since 0.1.0
 * @category options
 */
export interface Options {
  /** How many schedules are tried. Default 200: some seconds. */
  readonly schedules?: number
  /** The seed of the schedules, and of `Random` in the program. Default 1: the same schedules in every run. */
  readonly seed?: number
  /** The most intents at once. Default 8. */
  readonly maxIntents?: number
  /** The most faults of one schedule. Default 12. */
  readonly maxFaults?: number
  /** The most interruptions and crashes of one schedule. Default 3. */
  readonly maxDisturbances?: number
  /**
   * The furthest that the platform's clock is off from the program's, either way, in ms. Default one hour. The clock
   * also runs up to 200 parts per million faster or slower.
   */
  readonly maxSkewMillis?: number
  /** The longest that a request takes each way, and a step of the program's store, in ms. Default 100. */
  readonly maxLatencyMillis?: number
  /** The most steps of the program's store that fail in one schedule. Default 2. */
  readonly maxStoreFaults?: number
  /** The platform's answer to a number that it knows. Default all three, drawn for each schedule. */
  readonly repeatedUniqueNo?: ReadonlyArray<Trial["repeatedUniqueNo"]>
  /**
   * How long after its creation a card shows in the list, in ms. Default 0. If it is longer than the margin that a
   * program allows for, cards are lost.
   */
  readonly listLagMillis?: number
  /** The longest that processing an application takes, and that a list is late, each, in ms. Default 20 s. */
  readonly maxLagMillis?: number
  /**
   * How hostile the platform is besides: by one of `hostileRules` in every schedule, or by a mixture of up to four of
   * them that is drawn for each schedule (`"all"`). Default `"none"`.
   */
  readonly hostile?: HostileRule | "all" | "none"
  /**
   * The texts that must not be put out besides the key, the tokens and the applicant's data: for `noSecretsInOutput`.
   */
  readonly secrets?: ReadonlyArray<string>
  /** Gets the report so far after every schedule. */
  readonly onTried?: (report: Report) => void
}

/**
 * A law was broken: the smallest schedule that shows it, and what happened there. The message has all of it; `trial` can
 * be pasted into a test and given to `replay`.
 *
 * @since 0.1.0
 * @category errors
 */
export class LawBroken extends Data.TaggedError("LawBroken")<{
  /** The violation, with the name of the law. */
  readonly violations: ReadonlyArray<string>
  /** The smallest schedule found. */
  readonly trial: Trial
  /** The requests of that run, one per line. */
  readonly timeline: ReadonlyArray<string>
  /** The report until then. */
  readonly report: Report
}> {
  override get message(): string {
    return [
      ...this.violations,
      "",
      "The smallest schedule (give it to Laws.replay):",
      Timeline.asValue(this.trial),
      "",
      "What happened:",
      ...this.timeline
    ].join("\n")
  }
}

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

/** If a platform makes another card of a repeated number, two delivered copies make two cards. */
const isPreventable = ({ fault }: Fault.Step): boolean => fault._tag !== "DeliverTwice"

const everyAnswer: ReadonlyArray<Trial["repeatedUniqueNo"]> = ["refused", "sameCard", "anotherCard"]

/**
 * The schedules on which laws are tried. *Deliver twice* is left out if the platform makes another card of a repeated
 * number, because no client could prevent that.
 *
 * @since 0.1.0
 * @category arbitraries
 */
export const trials = ({
  hostile = "none",
  listLagMillis = 0,
  maxFaults = 12,
  maxIntents = 8,
  maxLagMillis = Fault.defaultLagMillis,
  maxLatencyMillis = 100,
  maxSkewMillis = 3_600_000,
  maxDisturbances = 3,
  maxStoreFaults = 2,
  repeatedUniqueNo = everyAnswer,
  seed = 1
}: Options = {}): FastCheck.Arbitrary<Trial> =>
  FastCheck.record({
    seed: FastCheck.integer({ min: seed, max: seed + 1_000_000 }),
    intents: FastCheck.oneof(FastCheck.constant(1), FastCheck.integer({ min: 1, max: maxIntents })),
    gapMillis: FastCheck.oneof(FastCheck.constant(0), FastCheck.integer({ min: 0, max: 2_000 })),
    repeatedUniqueNo: FastCheck.constantFrom(...repeatedUniqueNo),
    listLagMillis: FastCheck.constant(listLagMillis),
    skewMillis: FastCheck.oneof(FastCheck.constant(0), within(Math.min(maxSkewMillis, 30_000)), within(maxSkewMillis)),
    driftPpm: FastCheck.oneof(FastCheck.constant(0), within(200)),
    latencyMillis: FastCheck.oneof(FastCheck.constant(0), FastCheck.integer({ min: 0, max: maxLatencyMillis })),
    storeFaults: FastCheck.oneof(
      { weight: 4, arbitrary: FastCheck.constant([]) },
      {
        weight: 1,
        arbitrary: FastCheck.uniqueArray(storeFault, { selector: ({ nth }) => nth, maxLength: maxStoreFaults })
      }
    ),
    faults: Fault.schedules({ maxFaults, maxLagMillis }),
    disturbances: disturbances(maxIntents, maxDisturbances),
    rules: drawnRules(hostile)
  }).map((trial) => ({
    ...trial,
    // One shape for all, so that each part shrinks by itself. A part without a meaning here is dropped.
    faults: trial.repeatedUniqueNo === "anotherCard" ? trial.faults.filter(isPreventable) : trial.faults,
    disturbances: trial.disturbances.filter(({ target }) => target === "program" || target <= trial.intents)
  }))

const violationsOf = (laws: ReadonlyArray<Checkers.Law>, facts: Facts): ReadonlyArray<string> =>
  laws.flatMap((law) => law.check(facts).map((violation) => `${law.name}: ${violation}`))

const factsOf = <R>(
  laws: ReadonlyArray<Checkers.Law>,
  program: Program<R>,
  trial: Trial,
  secrets: ReadonlyArray<string>
): Effect.Effect<Facts> => run(program, trial, { captures: laws.some(({ captures }) => captures), secrets })

/** Lets the process do other work between two schedules, which a long run and the person who watches it need. */
const breath = Effect.withClock(Effect.sleep(0), Clock.make())

const check =
  (laws: ReadonlyArray<Checkers.Law>) =>
  <R>(program: Program<R>, options: Options = {}): Effect.Effect<Report, LawBroken> =>
    Effect.flatMap(Effect.runtime<never>(), (runtime) => {
      const { onTried = () => {}, schedules = 200, secrets = [], seed = 1 } = options
      let report = emptyReport
      let held = true
      const property = FastCheck.asyncProperty(trials(options), (trial) =>
        Runtime.runPromise(runtime)(
          Effect.map(Effect.zipRight(breath, factsOf(laws, program, trial, secrets)), (facts) => {
            const holds = violationsOf(laws, facts).length === 0
            // The trials that look for a smaller schedule do not count.
            if (held) {
              report = withTrial(report, facts)
              onTried(report)
            }
            held &&= holds
            return holds
          })
        )
      )
      return Effect.flatMap(
        Effect.promise(() => FastCheck.check(property, { numRuns: schedules, seed })),
        ({ counterexample }) => {
          const trial = counterexample?.[0]
          if (trial === undefined) return Effect.succeed(report)
          return Effect.flatMap(factsOf(laws, program, trial, secrets), (facts) =>
            Effect.fail(
              new LawBroken({
                violations: violationsOf(laws, facts),
                trial,
                timeline: Timeline.lines(facts),
                report
              })
            )
          )
        }
      )
    })

/**
 * For one intent there are never two cards, in spite of every fault. Cards are counted by intent, never by the number
 * that the program gave them.
 *
 * @since 0.1.0
 * @category laws
 */
export const atMostOneCard = check([Checkers.atMostOneCard])

/**
 * Whenever the platform holds a card, the program knows its number or says that it does not know (`unknown`). A card
 * that the program names is there. The program comes to an end.
 *
 * @since 0.1.0
 * @category laws
 */
export const noLostCard = check([Checkers.noLostCard])

/**
 * This counts after the first answer that took at most 30 s, because a slower answer does not tell the time. From then
 * on every request leaves with a timestamp that the platform's clock has reached, at most 60 s old. The law does not
 * judge if a hostile rule lets another clock write `Date`, nor from when such a timestamp was refused all the same:
 * then a program has to try others.
 *
 * @since 0.1.0
 * @category laws
 */
export const stampsInWindow = check([Checkers.stampsInWindow])

/**
 * A token is got once for each start of the program, and once more for each token that was refused. The law does not
 * judge if a hostile rule writes ends of tokens that cannot be read.
 *
 * @since 0.1.0
 * @category laws
 */
export const oneFetchPerGeneration = check([Checkers.oneFetchPerGeneration])

/**
 * No log, span, metric or outcome holds the key, a token, the applicant's data, or another text that is named a secret.
 *
 * @since 0.1.0
 * @category laws
 */
export const noSecretsInOutput = check([Checkers.noSecretsInOutput])

/**
 * An intent is left unknown only if something kept the program from finding out: a fault met by its questions or its
 * store, a list that never says that there is nothing, or an unclear row. A row is unclear if the card list showed it
 * for the intent's number, and it does not have exactly that number, or its cardholder or type is another in substance.
 *
 * @since 0.1.0
 * @category laws
 */
export const noNeedlessUnknown = check([Checkers.noNeedlessUnknown])

/**
 * All laws at once, on the same schedules.
 *
 * @since 0.1.0
 * @category laws
 */
export const all = check(Checkers.all)

/**
 * Tries one schedule, such as the one that broke a law, on all laws.
 *
 * @since 0.1.0
 * @category laws
 */
export const replay = <R>(
  program: Program<R>,
  trial: Trial,
  secrets: ReadonlyArray<string> = []
): Effect.Effect<Report, LawBroken> =>
  Effect.flatMap(factsOf(Checkers.all, program, trial, secrets), (facts) => {
    const violations = violationsOf(Checkers.all, facts)
    const report = withTrial(emptyReport, facts)
    return violations.length === 0
      ? Effect.succeed(report)
      : Effect.fail(new LawBroken({ violations, trial, timeline: Timeline.lines(facts), report }))
  })
