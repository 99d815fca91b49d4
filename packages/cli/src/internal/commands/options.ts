/** The options that commands share. */
import * as BatchDesk from "@effect-keysecure/batch/BatchDesk"
import * as Options from "@effect/cli/Options"
import * as Config from "effect/Config"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Database from "../parts/database.js"
import { ended, type Ended, endedBy } from "../ending/ended.js"
import { type Language, Reader, type Said, said } from "../language/said.js"

/** An option with a text, which may be left out. */
export const text = (name: string, pseudoName: string, description: Said) => (language: Language) =>
  Options.text(name).pipe(
    Options.withPseudoName(pseudoName),
    Options.optional,
    Options.withDescription(description[language])
  )

/** An option that stands alone. */
export const flag = (name: string, description: Said) => (language: Language) =>
  Options.boolean(name).pipe(Options.withDescription(description[language]))

/** Where the batches are. */
export const database = (language: Language) =>
  Options.text("database").pipe(
    Options.withPseudoName("PLACE"),
    Options.withFallbackConfig(Config.string("KEYSECURE_DATABASE")),
    Options.withDefault(Database.defaultFile),
    Options.withDescription(
      said(
        "The database: the path of a file of SQLite, or postgres://…, mysql://… or mariadb://…, which several machines may share. KEYSECURE_DATABASE, or ./keysecure.db, if there is none given.",
        "数据库：SQLite 文件的路径；或 postgres://…、mysql://…、mariadb://…，可由多台机器共用。不给出时取 KEYSECURE_DATABASE，否则为 ./keysecure.db。"
      )[language]
    )
  )

/** Which batch. */
export const batch = text(
  "batch",
  "NAME",
  said(
    "The name of the batch. The only one of the database, if there is none given.",
    "批次名。不给出时，取数据库中唯一的批次。"
  )
)

/** The most calls per second. */
export const rate = (language: Language) =>
  Options.text("rate").pipe(
    Options.withPseudoName("N"),
    Options.filterMap(
      (text) => Option.liftPredicate(Number(text), (number) => /^\d+(\.\d+)?$/.test(text) && number > 0),
      said("--rate: expected a number of calls per second, more than 0", "--rate：应为每秒调用次数，大于 0")[language]
    ),
    Options.optional,
    Options.withDescription(
      said(
        "The most calls per second of all machines that share the database. Without it the limit is found by trying.",
        "共用该数据库的所有机器每秒最多的调用次数。不给出时自行摸索上限。"
      )[language]
    )
  )

/** Rows as CSV. */
export const csv = flag("csv", said("Writes CSV.", "输出 CSV。"))

/** The language of a report, if it is not the reader's. */
export const reportLanguage = (language: Language) =>
  Options.choiceWithValue("language", [
    ["en_US", "en"],
    ["zh_CN", "zh"]
  ] as const).pipe(
    Options.optional,
    Options.withDescription(
      said(
        "The language of the report. KEYSECURE_LANGUAGE, or English, if there is none given.",
        "报告的语言。不给出时取 KEYSECURE_LANGUAGE，否则为英文。"
      )[language]
    )
  )

/** The language that was asked for, or the reader's. */
export const spoken = (asked: Option.Option<Language>): Effect.Effect<Language> =>
  Option.match(asked, { onNone: () => Reader, onSome: Effect.succeed })

/** The place of a command that needs a database which is there. */
export const placeThatIsThere = (text: string) => Effect.tap(Database.placeOf(text), Database.insistOn)

const noBatch = said(
  "The database has no batch. keysecure issue FILE makes one.",
  "数据库中没有批次。请用 keysecure issue FILE 创建。"
)

const several = (names: ReadonlyArray<string>) => {
  const some = names.slice(0, 20)
  return said(
    `--batch: the database has several batches: ${some.join(", ")}`,
    `--batch：数据库中有多个批次：${some.join("、")}`
  )
}

/** The batch that is named, or the only one. */
export const named = (given: Option.Option<string>): Effect.Effect<string, Ended, BatchDesk.BatchDesk> =>
  Option.match(given, {
    onSome: Effect.succeed,
    onNone: () =>
      Effect.flatMap(
        Effect.flatMap(BatchDesk.BatchDesk, (desk) => Effect.mapError(desk.names, endedBy("database"))),
        ([first, ...others]) => {
          if (first === undefined) return ended("usage", noBatch)
          return others.length === 0 ? Effect.succeed(first) : ended("usage", several([first, ...others]))
        }
      )
  })
