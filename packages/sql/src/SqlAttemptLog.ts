/**
 * The attempt log in a table that several machines share: the promise of `CardIssuance` holds between all of them.
 *
 * Each step is one statement, so of two machines that expect the same at the same moment one is told no. An entry says
 * which platform and merchant it is of. It holds no personal data.
 *
 * The database is PostgreSQL, MySQL or MariaDB, or SQLite over the client of `Sqlite`. Leave PostgreSQL's `synchronous_commit`
 * on and MySQL's `innodb_flush_log_at_trx_commit` at 1, their defaults: without them, a crash of the server may take the last entries.
 *
 * @module SqlAttemptLog
 * @since 0.2.0
 */
import { AttemptLog } from "@effect-keysecure/client"
import * as SqlClient from "@effect/sql/SqlClient"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import { changes, insertNew, stepsOf } from "./internal/database/statement.js"
import { attemptOf, columns, rowOf } from "./internal/sqlAttemptLog/row.js"

const table = "keysecure_attempts"

/** Makes a log in the database of a client. The tables must be there (`Migrations`). */
const makeLog = (sql: SqlClient.SqlClient): AttemptLog.Service => {
  const step = stepsOf(sql, (detail) => new AttemptLog.AttemptLogFailed({ detail }))
  const reading = step("the table could not be read")
  const writing = step("the table could not be written")
  const isKey = ({ cardUniqueNo, merchant, platform }: AttemptLog.AttemptKey) =>
    sql.and([sql`platform = ${platform}`, sql`merchant = ${merchant}`, sql`card_unique_no = ${cardUniqueNo}`])

  const rowsOf = (key: AttemptLog.AttemptKey) =>
    sql<
      Record<string, unknown>
    >`SELECT ${sql.csv(columns.map((column) => sql`${sql(column)}`))} FROM ${sql(table)} WHERE ${isKey(key)}`
      .withoutTransform

  /** The columns by which the row is still the expected one. A corrupt row is compared with what stands there now. */
  const expectedRow = (key: AttemptLog.AttemptKey, expected: AttemptLog.Attempt) =>
    expected._tag !== "Corrupt"
      ? Effect.succeedSome({ ...rowOf(expected) })
      : Effect.map(rowsOf(key), ([row]) =>
          row === undefined || attemptOf(key.cardUniqueNo, row)._tag !== "Corrupt" ? Option.none() : Option.some(row)
        )

  const isStill = (key: AttemptLog.AttemptKey, row: Readonly<Record<string, unknown>>) =>
    sql.and([isKey(key), ...columns.map((column) => sql`${sql(column)} = ${row[column]}`)])

  const insert = ({ cardUniqueNo, merchant, platform }: AttemptLog.AttemptKey, next: AttemptLog.Attempt) =>
    insertNew(sql, table, { platform, merchant, card_unique_no: cardUniqueNo, ...rowOf(next) })

  const replace = (key: AttemptLog.AttemptKey, expected: AttemptLog.Attempt, next: Option.Option<AttemptLog.Attempt>) =>
    Effect.flatMap(
      expectedRow(key, expected),
      Option.match({
        onNone: () => Effect.succeed(false),
        onSome: (row) =>
          changes(
            Option.isNone(next)
              ? sql`DELETE FROM ${sql(table)} WHERE ${isStill(key, row)}`
              : sql`UPDATE ${sql(table)} SET ${sql.update({ ...rowOf(next.value) })} WHERE ${isStill(key, row)}`
          )
      })
    )

  return {
    find: (key) =>
      reading(
        Effect.map(rowsOf(key), ([row]) =>
          Option.map(Option.fromNullable(row), (found) => attemptOf(key.cardUniqueNo, found))
        )
      ),
    compareAndSwap: (key, expected, next) => {
      if (Option.isSome(expected)) {
        return writing(replace(key, expected.value, next))
      }
      return Option.isSome(next)
        ? writing(insert(key, next.value))
        : Effect.map(reading(rowsOf(key)), (rows) => rows.length === 0)
    }
  }
}

/**
 * Makes a log in the database of the `SqlClient`. The tables must be there (`Migrations`). A step that fails is
 * `AttemptLogFailed`, which repeats nothing that the database says.
 *
 * @since 0.2.0
 * @category constructors
 */
export const make: Effect.Effect<AttemptLog.Service, never, SqlClient.SqlClient> = Effect.map(
  SqlClient.SqlClient,
  (sql) => makeLog(sql.withoutTransforms())
)

/**
 * The attempt log in the database of the `SqlClient`. The tables must be there (`Migrations`).
 *
 * @since 0.2.0
 * @category layers
 */
export const layer: Layer.Layer<AttemptLog.AttemptLog, never, SqlClient.SqlClient> = Layer.effect(
  AttemptLog.AttemptLog,
  make
)
