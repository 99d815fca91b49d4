/** `pnpm laws`: the laws at any size, on the library's own way of issuing cards. */
import { Laws } from "@effect-keysecure/testkit"
import { Command, Options } from "@effect/cli"
import * as NodeContext from "@effect/platform-node/NodeContext"
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import { Array, Console, Data, Effect, Number, Record } from "effect"
import { issuing, reconciling } from "../../packages/client/test/laws/programs.js"

/** Schedules are drawn in batches, each of a seed of its own: one violation a batch at most is told. */
const batchSize = 500

class LawsBroken extends Data.TaggedError("LawsBroken")<{ readonly violations: number }> {
  override get message(): string {
    return `${this.violations} of the batches broke a law`
  }
}

const sum = ({ faults, ...counts }: Laws.Report, { faults: otherFaults, ...others }: Laws.Report): Laws.Report => ({
  ...Record.union(counts, others, Number.sum),
  faults: Record.union<string, number, string, number, number>(faults, otherFaults, Number.sum)
})

const nothing: Laws.Report = {
  schedules: 0,
  schedulesWithFault: 0,
  faults: {},
  interrupted: 0,
  storeFaults: 0,
  intents: 0,
  cards: 0,
  noCards: 0,
  unknown: 0,
  unknownMet: 0,
  unknownResolved: 0
}

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

const laws = Command.make(
  "laws",
  {
    schedules: Options.integer("schedules").pipe(
      Options.withDefault(2_000),
      Options.withDescription("how many schedules (2000)")
    ),
    seed: Options.integer("seed").pipe(
      Options.withDefault(1),
      Options.withDescription(`seed of the first ${batchSize} schedules; the next ones have the next (1)`)
    ),
    program: Options.choice("program", ["log", "number"]).pipe(
      Options.withDefault("log"),
      Options.withDescription("finds out after a crash from a log that outlives it, or from the number alone (log)")
    ),
    json: Options.boolean("json").pipe(Options.withDescription("print one JSON object on the last line"))
  },
  ({ json, program, schedules, seed }) =>
    Effect.gen(function* () {
      const batches = Array.makeBy(Math.max(1, Math.ceil(schedules / batchSize)), (index) => ({
        seed: seed + index,
        schedules: Math.min(batchSize, schedules - index * batchSize)
      }))
      const tryBatch = (batch: Laws.Options) =>
        program === "log" ? Laws.all(issuing, batch) : Laws.all(reconciling, batch)
      const { report, violations } = yield* Effect.reduce(batches, { report: nothing, violations: 0 }, (sofar, batch) =>
        tryBatch(batch).pipe(
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
      if (json) yield* Console.log(JSON.stringify({ bench: "laws", program, seed, violations, ...report }))
      if (violations > 0) return yield* new LawsBroken({ violations })
    })
).pipe(Command.withDescription("tries the laws under generated faults, interruptions and crashes"))

Command.run(laws, { name: "laws", version: "0.1.0" })(process.argv).pipe(
  Effect.provide(NodeContext.layer),
  NodeRuntime.runMain
)
