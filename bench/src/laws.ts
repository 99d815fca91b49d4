/** The laws at any size, on a program, with what was tried and every violation printed. */
import { Laws } from "@effect-keysecure/testkit"
import { Array, Console, Data, Effect, Number, Record, Struct } from "effect"

/** Schedules are drawn in batches, each of a seed of its own: one violation a batch at most is told. */
const batchSize = 500

/** Some batches broke a law. */
export class LawsBroken extends Data.TaggedError("LawsBroken")<{ readonly violations: number }> {
  override get message(): string {
    return `${this.violations} of the batches broke a law`
  }
}

type Counts = Laws.Report["faults"]

const added = (one: Counts, other: Counts): Counts =>
  Record.union<string, number, string, number, number>(one, other, Number.sum)

const sum = (one: Laws.Report, other: Laws.Report): Laws.Report => {
  const { faults, rules, ...counts } = one
  const { faults: otherFaults, rules: otherRules, ...others } = other
  return {
    ...Record.union(counts, others, Number.sum),
    faults: added(faults, otherFaults),
    rules: added(rules, otherRules)
  }
}

const lines = (counts: Counts): ReadonlyArray<string> =>
  Record.toEntries<string, number>(counts)
    .toSorted(([one], [other]) => one.localeCompare(other))
    .map(([name, count]) => `  ${name.padEnd(20)} ${count}`)

const percent = (part: number, whole: number): string => `${((100 * part) / Math.max(1, whole)).toFixed(1)} %`

const summary = (report: Laws.Report, violations: number): string =>
  [
    `schedules tried       ${report.schedules}`,
    `  with a fault that met a request  ${report.schedulesWithFault} (${percent(report.schedulesWithFault, report.schedules)})`,
    `  intents interrupted or killed    ${report.interrupted}`,
    `  faults of the program's store    ${report.storeFaults}`,
    `requests that met`,
    ...lines(report.faults),
    ...(Record.isEmptyRecord(report.rules) ? [] : [`schedules under the rule`, ...lines(report.rules)]),
    `intents               ${report.intents}`,
    `  a card              ${report.cards}`,
    `  no card             ${report.noCards}`,
    `  unknown             ${report.unknown}`,
    `  an unclear row      ${report.unclear}`,
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
  /** How hostile the platform is (`Laws.Options`); `each` tries every hostile rule alone. Default not at all. */
  readonly hostile?: Laws.HostileRule | "all" | "none" | "each"
}

interface Tried {
  readonly report: Laws.Report
  readonly violations: number
}

const nothing: Tried = { report: Laws.emptyReport, violations: 0 }

const both = (one: Tried, other: Tried): Tried => ({
  report: sum(one.report, other.report),
  violations: one.violations + other.violations
})

/** Tries a program on one kind of platform. What breaks a law is printed as a value to paste. */
const tryOn = <R>(program: Laws.Program<R>, hostile: Laws.HostileRule | "all" | "none", wanted: Wanted) => {
  const { schedules, seed } = wanted
  const batches = Array.makeBy(Math.max(1, Math.ceil(schedules / batchSize)), (index) => ({
    seed: seed + index,
    schedules: Math.min(batchSize, schedules - index * batchSize),
    hostile
  }))
  const kind = hostile === "none" ? "" : `, hostile ${hostile}`
  return Effect.reduce(batches, nothing, (sofar, batch) =>
    Laws.all(program, batch).pipe(
      Effect.map((report) => both(sofar, { report, violations: 0 })),
      Effect.catchTag("LawBroken", (broken) =>
        Effect.as(
          Console.log(`seed ${batch.seed}${kind}: ${broken.message}\n`),
          both(sofar, { report: broken.report, violations: 1 })
        )
      ),
      Effect.tap((now) =>
        Console.error(`${now.report.schedules} of ${schedules} schedules${kind}, ${now.violations} violations`)
      )
    )
  )
}

/** Tries a program. Progress goes to standard error. */
export const tryLaws = <R>(program: Laws.Program<R>, wanted: Wanted) =>
  Effect.gen(function* () {
    const { hostile = "none", json, seed } = wanted
    const kinds = hostile === "each" ? Struct.keys(Laws.hostileRules) : [hostile]
    const tried = yield* Effect.forEach(kinds, (kind) =>
      Effect.map(tryOn(program, kind, wanted), (one) => ({ kind, ...one }))
    )
    const { report, violations } = tried.reduce(both, nothing)
    yield* Console.log(summary(report, violations))
    const byRule = Record.fromEntries(
      tried.map(({ kind, report: { schedules, unclear, unknown }, violations: broken }) => [
        kind,
        { schedules, unclear, unknown, violations: broken }
      ])
    )
    if (hostile === "each") {
      yield* Console.log("each rule alone: schedules, unclear, unknown, violations")
      for (const [kind, counts] of Record.toEntries(byRule)) {
        yield* Console.log(`  ${kind.padEnd(20)} ${Object.values(counts).join("  ")}`)
      }
    }
    const each = hostile === "each" ? { each: byRule } : {}
    if (json) yield* Console.log(JSON.stringify({ bench: "laws", seed, hostile, violations, ...report, ...each }))
    if (violations > 0) return yield* new LawsBroken({ violations })
    return report
  })
