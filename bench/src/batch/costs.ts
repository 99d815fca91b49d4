/** What batches cost: of the platform's limit, and of this machine. */
import { Console, Effect } from "effect"
import { startServer } from "../../../packages/sql/test/support/postgresServer.js"
import { buildPrograms } from "../children.js"
import { urlOf } from "./deaths.js"
import { judge, now, seconds } from "./judging.js"
import { writesOf } from "./machine.js"
import { serveAtOnce, servePlatform } from "./platform.js"
import { batch, startRunner, submit, type Told } from "./trial.js"

const percent = (share: number): string => `${(100 * share).toFixed(0)} %`

/** One run of all rows against a limit. */
const limited = (
  { perSecond, rows, runners }: { readonly perSecond: number; readonly rows: number; readonly runners: number },
  cap: number | undefined
) =>
  Effect.gen(function* () {
    const database = urlOf((yield* startServer).port)
    const { applications, baseUrl, cardMoments } = yield* servePlatform({
      rules: { rateLimit: { perSecond, burst: perSecond } }
    })
    const programOf = yield* buildPrograms(["batchRunner"])
    yield* submit(database, rows)
    const each = cap === undefined ? [] : [String(cap)]
    const all = yield* Effect.replicateEffect(
      startRunner(programOf("batchRunner"), [database, baseUrl, batch, ...each]),
      runners
    )
    const told = yield* Effect.promise(() => Promise.all(all.map((runner) => runner.told)))
    const cards = cardMoments.length
    const refused = 1 - cards / applications()
    // The first second's cards come out of the burst, while the processes start.
    const [first = 0, ...others] = cardMoments.slice(perSecond)
    const took = (others.at(-1) ?? Infinity) - first
    const rate = (1_000 * others.length) / took
    yield* Console.log(
      `${cap === undefined ? "by the throttle alone" : "with the cap"}: ${others.length} cards after the burst in ${seconds(took)}, ${rate.toFixed(0)} per second, ${percent(refused)} refused`
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
    const before = yield* writesOf(database)
    const started = yield* now
    const runner = yield* startRunner(programOf(kind === "batch" ? "batchRunner" : "batchLoop"), args)
    const told = yield* Effect.promise(() => runner.told)
    const took = (yield* now) - started
    const commits = ((yield* writesOf(database)) - before) / rows
    const { cpuMillis = Infinity, rssMb = Infinity }: Partial<Told> = told ?? {}
    const perRow = cpuMillis / rows
    yield* Console.log(
      `${kind}, ${rows} rows: ${perRow.toFixed(2)} ms CPU a row, ${commits.toFixed(2)} commits a row, ${seconds(took)}, ${rssMb.toFixed(0)} MB`
    )
    return { perRow, rssMb, commits }
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
      ["at most 3.2 commits a row", measured.every(({ batch: ours }) => ours.commits <= 3.2)],
      ["at most 450 MB", measured.every(({ batch: ours }) => ours.rssMb <= 450)]
    ])
  })

/** Enough calls of a plain loop for what one costs. */
const plainCalls = 10_000

/** Many rows on a platform that answers at once: whether the memory stays flat, and how fast it goes. */
export const many = ({ rows }: { readonly rows: number }) =>
  Effect.gen(function* () {
    const database = urlOf((yield* startServer).port)
    const part = rows / 10
    const calls = Math.min(part, plainCalls)
    let sample = (_: number): void => {}
    const baseUrl = yield* serveAtOnce((all) => {
      const cards = all - calls
      if (cards > 0 && cards % part === 0) sample(cards)
    })
    const programOf = yield* buildPrograms(["batchRunner", "batchLoop"])
    const loop = yield* startRunner(programOf("batchLoop"), [database, baseUrl, String(calls)])
    const plain = yield* Effect.promise(() => loop.told)
    yield* submit(database, rows)
    const { rssMb, told } = yield* startRunner(programOf("batchRunner"), [database, baseUrl, batch])
    const started = yield* now
    const megabytes: Array<number> = []
    sample = (cards) =>
      void rssMb().then((rss) => {
        console.log(`${cards} cards: ${rss.toFixed(0)} MB, ${seconds(performance.now() - started)}`)
        return megabytes.push(rss)
      })
    const end = yield* Effect.promise(() => told)
    const took = (yield* now) - started
    const perRow = (end?.cpuMillis ?? Infinity) / rows
    const perCall = (plain?.cpuMillis ?? 0) / calls
    yield* Console.log(
      `${rows} rows: ${((1_000 * rows) / took).toFixed(0)} per second, ${perRow.toFixed(2)} ms CPU a row; a plain loop of ${calls}: ${perCall.toFixed(2)} ms`
    )
    yield* judge([
      ["every row has its card", (end?.rows.ready ?? 0) + (end?.rows.issued ?? 0) === rows],
      [
        "at the end at most 1.2 times the memory of the first tenth",
        (end?.rssMb ?? Infinity) <= 1.2 * (megabytes[0] ?? 0)
      ]
    ])
  }).pipe(Effect.scoped)
