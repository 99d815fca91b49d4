/** The options that commands share. */
import * as BatchDesk from "@effect-keysecure/batch/BatchDesk"
import * as Options from "@effect/cli/Options"
import * as Config from "effect/Config"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Database from "../parts/database.js"
import { ended, type Ended, endedBy } from "../ending/ended.js"

/** Where the batches are. */
export const database = Options.text("database").pipe(
  Options.withPseudoName("PLACE"),
  Options.withFallbackConfig(Config.string("KEYSECURE_DATABASE")),
  Options.withDefault(Database.defaultFile),
  Options.withDescription(
    "The database: the path of a file of SQLite, or postgres://…, which several machines may share. KEYSECURE_DATABASE, or ./keysecure.db, if there is none given."
  )
)

/** Which batch. */
export const batch = Options.text("batch").pipe(
  Options.withPseudoName("NAME"),
  Options.optional,
  Options.withDescription("The name of the batch. The only one of the database, if there is none given.")
)

/** The most calls per second. */
export const rate = Options.text("rate").pipe(
  Options.withPseudoName("N"),
  Options.filterMap(
    (text) => Option.liftPredicate(Number(text), (number) => /^\d+(\.\d+)?$/.test(text) && number > 0),
    "--rate: expected a number of calls per second, more than 0"
  ),
  Options.optional,
  Options.withDescription(
    "The most calls per second of all machines that share the database. Without it the limit is found by trying."
  )
)

/** Rows as CSV. */
export const csv = Options.boolean("csv").pipe(Options.withDescription("Writes CSV."))

/** The place of a command that needs a database which is there. */
export const placeThatIsThere = (text: string) => Effect.tap(Database.placeOf(text), Database.insistOn)

/** The batch that is named, or the only one. */
export const named = (given: Option.Option<string>): Effect.Effect<string, Ended, BatchDesk.BatchDesk> =>
  Option.match(given, {
    onSome: Effect.succeed,
    onNone: () =>
      Effect.flatMap(
        Effect.flatMap(BatchDesk.BatchDesk, (desk) => Effect.mapError(desk.names, endedBy("database"))),
        ([first, ...others]) => {
          if (first === undefined) return ended("usage", "The database has no batch. keysecure issue FILE makes one.")
          return others.length === 0
            ? Effect.succeed(first)
            : ended("usage", `--batch: the database has several batches: ${[first, ...others].slice(0, 20).join(", ")}`)
        }
      )
  })
