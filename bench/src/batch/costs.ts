/** What batches cost: of the platform's limit, and of this machine. */
import { Console, Effect } from "effect"
import { startServer } from "../../../packages/sql/test/support/postgresServer.js"
import { buildPrograms } from "../children.js"
import { urlOf } from "./deaths.js"
import { judge, now, seconds } from "./judging.js"
import { cardsOf, servePlatform } from "./platform.js"
import { batch, startRunner, submit, type Told } from "./trial.js"

const percent = (share: number): string => `${(100 * share).toFixed(0)} %`

/** One run of all rows against a limit. */
const limited = (
  { perSecond, rows, runners }: { readonly perSecond: number; readonly rows: number; readonly runners: number },
  cap: number | undefined
) =>
  Effect.gen(function* () {
    const database = urlOf((yield* startServer).port)
    const { applications, baseUrl, simulator } = yield* servePlatform({
      rules: { rateLimit: { perSecond, burst: perSecond } }
    })
    const programOf = yield* buildPrograms(["batchRunner"])
    yield* submit(database, rows)
    const started = yield* now
    const each = cap === undefined ? [] : [String(cap)]
    const all = yield* Effect.replicateEffect(
      startRunner(programOf("batchRunner"), [database, baseUrl, batch, ...each]),
      runners
    )
    const told = yield* Effect.promise(() => Promise.all(all.map((runner) => runner.told)))
    const took = (yield* now) - started
    const { cards } = yield* cardsOf(simulator)
    const refused = 1 - cards / applications()
    const rate = (1_000 * cards) / took
    yield* Console.log(
      `${cap === undefined ? "by the throttle alone" : "with the cap"}: ${rows} rows in ${seconds(took)}, ${rate.toFixed(0)} cards per second, ${percent(refused)} refused`
    )
    return { cards, failed: told[0]?.rows.failed, rate, refused }
  }).pipe(Effect.scoped)

/** A platform with a limit. */
export const limit = (asked: { readonly perSecond: number; readonly rows: number; readonly runners: number }) =>
  Effect.gen(function* () {
    const alone = yield* limited(asked, undefined)
    const capped = yield* limited(asked, asked.perSecond)
    yield* judge([
      [
        "no row failed",
        alone.failed === 0 && capped.failed === 0 && alone.cards === asked.rows && capped.cards === asked.rows
      ],
      ["at least 85 % of the permitted rate, by the throttle alone", alone.rate >= 0.85 * asked.perSecond],
      ["at least 85 % of the permitted rate, with the cap", capped.rate >= 0.85 * asked.perSecond],
      ["at most 25 % refused by the throttle alone", alone.refused <= 0.25],
      ["at most 5 % refused with the cap", capped.refused <= 0.05]
    ])
  })

const costs = (kind: "batch" | "loop", rows: number) =>
  Effect.gen(function* () {
    const database = urlOf((yield* startServer).port)
    const { baseUrl } = yield* servePlatform({})
    const programOf = yield* buildPrograms(["batchRunner", "batchLoop"])
    if (kind === "batch") yield* submit(database, rows)
    const args = kind === "batch" ? [database, baseUrl, batch] : [database, baseUrl, String(rows)]
    const started = yield* now
    const runner = yield* startRunner(programOf(kind === "batch" ? "batchRunner" : "batchLoop"), args)
    const told = yield* Effect.promise(() => runner.told)
    const took = (yield* now) - started
    const { cpuMillis = Infinity, rssMb = Infinity }: Partial<Told> = told ?? {}
    const perRow = cpuMillis / rows
    yield* Console.log(
      `${kind}, ${rows} rows: ${perRow.toFixed(2)} ms CPU a row, ${seconds(took)}, ${rssMb.toFixed(0)} MB`
    )
    return { perRow, rssMb }
  }).pipe(Effect.scoped)

/** What a row costs. */
export const bench = ({ rows }: { readonly rows: string }) =>
  Effect.gen(function* () {
    const sizes = rows.split(",").map(Number)
    const measured = yield* Effect.forEach(sizes, (size) =>
      Effect.all({ size: Effect.succeed(size), loop: costs("loop", size), batch: costs("batch", size) })
    )
    const [first] = measured
    const last = measured.at(-1)
    yield* judge([
      ...measured.map(({ batch: ours, loop, size }): readonly [string, boolean] => [
        `${size} rows: ${(ours.perRow / loop.perRow).toFixed(2)} of a plain loop (at most 1.6)`,
        ours.perRow <= 1.6 * loop.perRow
      ]),
      [
        `${((last?.batch.perRow ?? 0) / (first?.batch.perRow ?? 1)).toFixed(2)} of the cost per row with the fewest rows (at most 1.1)`,
        (last?.batch.perRow ?? Infinity) <= 1.1 * (first?.batch.perRow ?? 0)
      ],
      ["at most 450 MB", measured.every(({ batch: ours }) => ours.rssMb <= 450)]
    ])
  })
