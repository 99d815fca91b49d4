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
import * as Checkers from "./internal/laws/checkers.js"
import type { Options } from "./internal/laws/options.js"
import { emptyReport, type Report, withTrial } from "./internal/laws/report.js"
import * as Timeline from "./internal/laws/timeline.js"
import { run } from "./internal/laws/run.js"
import { shrink } from "./internal/laws/shrink.js"
import { trials } from "./internal/laws/trials.js"
import type { Facts, Program, Trial } from "./internal/laws/trial.js"

export type { Disturbance, Program, StoreFault, Trial } from "./internal/laws/trial.js"
export type { Intent, Outcome } from "./internal/laws/intent.js"
export { card, noCard, unknown } from "./internal/laws/intent.js"
export { type HostileRule, hostileRules } from "./internal/laws/hostileRules.js"
export type { Options } from "./internal/laws/options.js"
export type { Report } from "./internal/laws/report.js"
export { emptyReport } from "./internal/laws/report.js"
export { trials } from "./internal/laws/trials.js"

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

/** The first schedule that breaks a law, if one does, and what was tried until then. */
const firstBroken = <R>(
  laws: ReadonlyArray<Checkers.Law>,
  program: Program<R>,
  options: Options
): Effect.Effect<{ readonly trial: Trial | undefined; readonly report: Report }> =>
  Effect.flatMap(Effect.runtime<never>(), (runtime) => {
    const { onTried = () => {}, schedules = 200, secrets = [], seed = 1 } = options
    let report = emptyReport
    const property = FastCheck.asyncProperty(trials(options), (trial) =>
      Runtime.runPromise(runtime)(
        Effect.map(Effect.zipRight(breath, factsOf(laws, program, trial, secrets)), (facts) => {
          report = withTrial(report, facts)
          onTried(report)
          return violationsOf(laws, facts).length === 0
        })
      )
    )
    return Effect.map(
      Effect.promise(() => FastCheck.check(property, { numRuns: schedules, seed, endOnFailure: true })),
      ({ counterexample }) => ({ trial: counterexample?.[0], report })
    )
  })

/** A trial that breaks the same law as another, as small as it was found. */
const smallest = <R>(
  laws: ReadonlyArray<Checkers.Law>,
  program: Program<R>,
  trial: Trial,
  secrets: ReadonlyArray<string>
): Effect.Effect<Trial> =>
  Effect.gen(function* () {
    const facts = yield* factsOf(laws, program, trial, secrets)
    const broken = laws.filter((law) => law.check(facts).length > 0)
    return yield* shrink(trial, (smaller) =>
      Effect.map(factsOf(broken, program, smaller, secrets), (shown) => violationsOf(broken, shown).length > 0)
    )
  })

const check =
  (laws: ReadonlyArray<Checkers.Law>) =>
  <R>(program: Program<R>, options: Options = {}): Effect.Effect<Report, LawBroken> =>
    Effect.gen(function* () {
      const { secrets = [] } = options
      const { report, trial: found } = yield* firstBroken(laws, program, options)
      if (found === undefined) return report
      const trial = yield* smallest(laws, program, found, secrets)
      const facts = yield* factsOf(laws, program, trial, secrets)
      const violations = violationsOf(laws, facts)
      return yield* new LawBroken({ violations, trial, timeline: Timeline.lines(facts), report })
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
 * Every request leaves with a timestamp that the platform's clock has reached, at most 60 s old. It is judged from the first
 * answer on that took at most 30 s: a slower answer does not tell the time. When a timestamp was refused (1005), a
 * program has to try others, so it is judged again only after such an answer to a later request with a timestamp of the window.
 *
 * It is not judged where a hostile rule lets another clock write `Date` (`dateSkewMillis`): there a timestamp that is accepted
 * proves only itself, and each answer may mislead a right program again.
 *
 * @since 0.1.0
 * @category laws
 */
export const stampsInWindow = check([Checkers.stampsInWindow])

/**
 * A token is got once for each start of the program, and once more for each token that was refused. Where a hostile rule writes
 * ends of tokens that cannot be read, a program cannot tell how long a token serves: then it may also be got again a minute
 * after the one before.
 *
 * @since 0.1.0
 * @category laws
 */
export const oneFetchPerGeneration = check([Checkers.oneFetchPerGeneration])

/**
 * Neither key nor token nor the applicant's data, nor what else is named a secret, is in an outcome, a line, a trace span or its links, or
 * a metric: its name, its tags or its words. Case makes no difference. A metric counts if it was updated in a fiber of the
 * program, with that fiber's labels; what other programs in the process have counted does not.
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
 * An intent is said to have no card only where something was in the way of one. That is: a fault, but for one that only took
 * time; a request that was refused, had no answer or took more than 5 s; a step of the store that failed; an interruption or a crash; or a list
 * that never says that there is nothing. An application that is refused because its number is known is not in the way: no
 * number is known but one that the program itself has used before.
 *
 * @since 0.2.0
 * @category laws
 */
export const noNeedlessNone = check([Checkers.noNeedlessNone])

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
