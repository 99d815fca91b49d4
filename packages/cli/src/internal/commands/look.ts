/** The commands that look at a batch: `progress`, `failures`, `results`. They need no account and no key. */
import * as BatchDesk from "@effect-keysecure/batch/BatchDesk"
import type * as BatchStore from "@effect-keysecure/batch/BatchStore"
import * as Command from "@effect/cli/Command"
import * as Chunk from "effect/Chunk"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { type Ended, endedBy } from "../ending/ended.js"
import * as Database from "../parts/database.js"
import { type Language, Reader, said } from "../language/said.js"
import { translated } from "../language/translated.js"
import { Output, say } from "../saying/output.js"
import * as Rows from "../saying/rows.js"
import { batchStates } from "../saying/states.js"
import { following, showOnce } from "./following.js"
import * as Shared from "./options.js"

/** The options of a look. */
export const options = (language: Language) => ({
  database: Shared.database(language),
  batch: Shared.batch(language)
})

const follow = Shared.flag(
  "follow",
  said("Shows it each second, until no row is left.", "每秒显示一次，直到没有剩余的行。")
)

/** The options of `progress`. */
export const progressOptions = (language: Language) => ({ ...options(language), follow: follow(language) })

/** The options of `failures` and `results`. */
export const rowsOptions = (language: Language) => ({ ...options(language), csv: Shared.csv(language) })

type Given = Command.Command.ParseConfig<ReturnType<typeof options>>

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
      BatchNotFound: endedBy("usage"),
      BatchStoreFailed: endedBy("database")
    })
  )

const isOver = ({ rows }: BatchDesk.Progress): boolean => rows.queued + rows.unsettled === 0

const untilOver = (desk: BatchDesk.Service, name: string): Effect.Effect<void, Ended> =>
  Effect.asVoid(Effect.repeat(Effect.delay(progressOf(desk, name), "1 second"), { until: isOver }))

const progress = (given: Command.Command.ParseConfig<ReturnType<typeof progressOptions>>) =>
  atDesk(given, (desk, name) =>
    Effect.gen(function* () {
      if (given.follow)
        yield* Effect.raceFirst(untilOver(desk, name), following(desk, name, ` --batch ${Database.quoted(name)}`))
      const now = yield* progressOf(desk, name)
      yield* showOnce(now)
      const { isTerminal } = yield* Output
      const { reason, state } = now.batch
      if (isTerminal && reason !== "") {
        yield* say(said(`${state}: ${reason}`, `${batchStates[state].zh}：${translated(reason).zh}`))
      }
    })
  )

const formatOf = (csv: boolean, isTerminal: boolean) => (csv ? Rows.csv : isTerminal ? Rows.words : Rows.jsonLines)

/** Writes rows as long as somebody reads them. */
const rows =
  (states?: ReadonlyArray<BatchStore.RowState>) =>
  (given: Command.Command.ParseConfig<ReturnType<typeof rowsOptions>>) =>
    atDesk(given, (desk, name) =>
      Effect.gen(function* () {
        yield* progressOf(desk, name)
        const { isTerminal, out } = yield* Output
        const { head, line } = formatOf(given.csv, isTerminal)(yield* Reader)
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
export const commands = (language: Language) =>
  [
    Command.make("progress", progressOptions(language), progress).pipe(
      Command.withDescription(
        said(
          "Shows how far a batch is, also while another process works on it.",
          "显示批次的进度，另一个进程正在处理时也可以。"
        )[language]
      )
    ),
    Command.make("failures", rowsOptions(language), rows(["failed", "unclear"])).pipe(
      Command.withDescription(
        said("Lists the rows that failed or wait for a person, and why.", "列出失败的行和待人确认的行，以及原因。")[
          language
        ]
      )
    ),
    Command.make("results", rowsOptions(language), rows()).pipe(
      Command.withDescription(
        said(
          "Lists all rows with their cards. JSON lines, if no person sees them and CSV is not asked for.",
          "列出全部的行和它们的卡。没有人在看、又没有要求 CSV 时，输出 JSON 行。"
        )[language]
      )
    )
  ] as const
