/** The laws at any size, on a program, with what was tried and every violation printed. */
import { Laws } from "@effect-keysecure/testkit"
import { Array, Console, Data, Effect, Number, Record } from "effect"

/** Schedules are drawn in batches, each of a seed of its own: one violation a batch at most is told. */
const batchSize = 500

/** Some batches broke a law. */
export class LawsBroken extends Data.TaggedError("LawsBroken")<{ readonly violations: number }> {
  override get message(): string {
    return `${this.violations} of the batches broke a law`
  }
}

const sum = ({ faults, ...counts }: Laws.Report, { faults: otherFaults, ...others }: Laws.Report): Laws.Report => ({
  ...Record.union(counts, others, Number.sum),
  faults: Record.union<string, number, string, number, number>(faults, otherFaults, Number.sum)
})

const percent = (part: number, whole: number): string => `${((100 * part) / Math.max(1, whole)).toFixed(1)} %`

const summary = (report: Laws.Report, violations: number): string =>
  [
    `schedules tried       ${report.schedules}`,
    `  with a fault that met a request  ${report.schedulesWithFault} (${percent(report.schedulesWithFault, report.schedules)})`,
    `  intents interrupted or killed    ${report.interrupted}`,
    `  faults of the program's store    ${report.storeFaults}`,
    `requests that met`,
    ...Record.toEntries<string, number>(report.faults)
      .toSorted(([one], [other]) => one.localeCompare(other))
      .map(([kind, hits]) => `  ${kind.padEnd(20)} ${hits}`),
    `intents               ${report.intents}`,
    `  a card              ${report.cards}`,
    `  no card             ${report.noCards}`,
    `  unknown             ${report.unknown}`,
    `unknown outcomes met  ${report.unknownMet}`,
    `  resolved            ${report.unknownResolved}`,
    `violations            ${violations}`
  ].join("\n")

/** How much is tried, and how it is told. */
export interface Wanted {
  readonly schedules: number
  /** The seed of the first 500 schedules; the next ones have the next. */
  readonly seed: number
  /** Whether the last line is one JSON object. */
  readonly json: boolean
}

/** Tries a program. Progress goes to standard error; what breaks a law is printed as a value to paste. */
export const tryLaws = <R>(program: Laws.Program<R>, { json, schedules, seed }: Wanted) =>
  Effect.gen(function* () {
    const batches = Array.makeBy(Math.max(1, Math.ceil(schedules / batchSize)), (index) => ({
      seed: seed + index,
      schedules: Math.min(batchSize, schedules - index * batchSize)
    }))
    const { report, violations } = yield* Effect.reduce(
      batches,
      { report: Laws.emptyReport, violations: 0 },
      (sofar, batch) =>
        Laws.all(program, batch).pipe(
          Effect.map((tally) => ({ report: sum(sofar.report, tally), violations: sofar.violations })),
          Effect.catchTag("LawBroken", (broken) =>
            Effect.as(Console.log(`seed ${batch.seed}: ${broken.message}\n`), {
              report: sum(sofar.report, broken.report),
              violations: sofar.violations + 1
            })
          ),
          Effect.tap((now) =>
            Console.error(`${now.report.schedules} of ${schedules} schedules, ${now.violations} violations`)
          )
        )
    )
    yield* Console.log(summary(report, violations))
    if (json) yield* Console.log(JSON.stringify({ bench: "laws", seed, violations, ...report }))
    if (violations > 0) return yield* new LawsBroken({ violations })
    return report
  })
