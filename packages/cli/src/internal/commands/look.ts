/** The commands that look at a batch: `progress`, `failures`, `results`. They need no account and no key. */
import * as BatchDesk from "@effect-keysecure/batch/BatchDesk"
import type * as BatchStore from "@effect-keysecure/batch/BatchStore"
import * as Command from "@effect/cli/Command"
import * as Options from "@effect/cli/Options"
import * as Chunk from "effect/Chunk"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { ended, type Ended, endedBy } from "../ending/ended.js"
import * as Database from "../parts/database.js"
import { Output } from "../saying/output.js"
import * as Rows from "../saying/rows.js"
import { following, showOnce } from "./following.js"
import * as Shared from "./options.js"

/** The options of a look. */
export const options = { database: Shared.database, batch: Shared.batch }

/** The options of `progress`. */
export const progressOptions = {
  ...options,
  follow: Options.boolean("follow").pipe(Options.withDescription("Shows it each second, until no row is left."))
}

/** The options of `failures` and `results`. */
export const rowsOptions = { ...options, csv: Shared.csv }

type Given = Command.Command.ParseConfig<typeof options>

/** Does something at the desk of the batch that is meant. */
export const atDesk = <A, R>(
  { batch, database }: Given,
  does: (desk: BatchDesk.Service, name: string) => Effect.Effect<A, Ended, R>
) =>
  Effect.flatMap(Shared.placeThatIsThere(database), (place) =>
    Effect.all([BatchDesk.BatchDesk, Shared.named(batch)]).pipe(
      Effect.flatMap(([desk, name]) => does(desk, name)),
      Effect.provide(Database.layer(place))
    )
  )

/** How far a batch is. */
export const progressOf = (desk: BatchDesk.Service, name: string): Effect.Effect<BatchDesk.Progress, Ended> =>
  desk.progress(name).pipe(
    Effect.catchTags({
      BatchNotFound: ({ message }) => ended("usage", message),
      BatchStoreFailed: endedBy("database")
    })
  )

const isOver = ({ rows }: BatchDesk.Progress): boolean => rows.queued + rows.unsettled === 0

const untilOver = (desk: BatchDesk.Service, name: string): Effect.Effect<void, Ended> =>
  Effect.asVoid(Effect.repeat(Effect.delay(progressOf(desk, name), "1 second"), { until: isOver }))

const progress = (given: Command.Command.ParseConfig<typeof progressOptions>) =>
  atDesk(given, (desk, name) =>
    Effect.gen(function* () {
      if (given.follow)
        yield* Effect.raceFirst(untilOver(desk, name), following(desk, name, ` --batch ${Database.quoted(name)}`))
      const now = yield* progressOf(desk, name)
      yield* showOnce(now)
      const { isTerminal, say } = yield* Output
      if (isTerminal && now.batch.reason !== "") yield* say(`${now.batch.state}: ${now.batch.reason}`)
    })
  )

const formatOf = (csv: boolean, isTerminal: boolean): Rows.Format =>
  csv ? Rows.csv : isTerminal ? Rows.words : Rows.jsonLines

/** Writes rows as long as somebody reads them. */
const rows =
  (states?: ReadonlyArray<BatchStore.RowState>) => (given: Command.Command.ParseConfig<typeof rowsOptions>) =>
    atDesk(given, (desk, name) =>
      Effect.gen(function* () {
        yield* progressOf(desk, name)
        const { isTerminal, out } = yield* Output
        const { head, line } = formatOf(given.csv, isTerminal)
        yield* desk.results(name, states).pipe(
          Stream.map(line),
          Stream.prepend(Chunk.of(head)),
          Stream.grouped(100),
          Stream.mapEffect((lines) => out([...lines].join(""))),
          Stream.takeWhile((isRead) => isRead),
          Stream.runDrain,
          Effect.mapError(endedBy("database"))
        )
      })
    )

/** The commands. */
export const commands = [
  Command.make("progress", progressOptions, progress).pipe(
    Command.withDescription("Shows how far a batch is, also while another process works on it.")
  ),
  Command.make("failures", rowsOptions, rows(["failed", "unclear"])).pipe(
    Command.withDescription("Lists the rows that failed or wait for a person, and why.")
  ),
  Command.make("results", rowsOptions, rows()).pipe(
    Command.withDescription(
      "Lists all rows with their cards. JSON lines, if no person sees them and CSV is not asked for."
    )
  )
] as const
