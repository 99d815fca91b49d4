/**
 * The tables of the stores, made and changed by numbered migrations.
 *
 * Run them before the program starts, or build `layer` first. Several machines may do so at the same moment. If your
 * project has migrations of its own, take the statements from `statements` and put them there.
 *
 * @module Migrations
 * @since 0.2.0
 */
import * as Migrator from "@effect/sql/Migrator"
import * as SqlClient from "@effect/sql/SqlClient"
import type { SqlError } from "@effect/sql/SqlError"
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Schedule from "effect/Schedule"
import { type Supported, supportedOf, unsupported } from "./internal/database/statement.js"
import { isStrict, runOnMysql } from "./internal/migrations/mysql.js"
import { migrations } from "./internal/migrations/statements.js"

/**
 * The tables could not be made or changed, or the database is not supported. SQLite is supported over the client of
 * `Sqlite` alone: others lose writes after another process has written (decision 0028).
 *
 * @since 0.2.0
 * @category errors
 */
export class MigrationFailed extends Data.TaggedError("MigrationFailed")<{
  /** What failed, in words. */
  readonly detail: string
}> {
  override get message(): string {
    return `The tables could not be made: ${this.detail}`
  }
}

const statementsOn = (database: Supported) => migrations.flatMap(({ statements: of }) => of(database))

/**
 * The statements of all migrations in order, by database. Those of `mysql` are for MariaDB too. MySQL commits each, so write down
 * a migration of yours when it is done, and let a statement find its table.
 *
 * @since 0.2.0
 * @category migrations
 */
export const statements: Readonly<Record<"mysql" | "pg" | "sqlite", ReadonlyArray<string>>> = {
  mysql: statementsOn("mysql"),
  pg: statementsOn("pg"),
  sqlite: statementsOn("sqlite")
}

/** Two that find no table at the same moment both make it, and one of them fails. Then it is there. */
const again = Schedule.jittered(Schedule.spaced("100 millis")).pipe(Schedule.upTo("10 seconds"))

const patiently = <A, E, R>(work: Effect.Effect<A, E, R>): Effect.Effect<A, MigrationFailed, R> =>
  work.pipe(
    // A statement that fails is a defect to the migrator.
    Effect.sandbox,
    Effect.retry(again),
    Effect.mapError(() => new MigrationFailed({ detail: "a statement failed for 10 s" }))
  )

const table = "keysecure_migrations"

/** Runs the migrations in a transaction, which the databases but MySQL make and change tables in. */
const runOn = (sql: SqlClient.SqlClient, database: Supported) =>
  Effect.map(
    Migrator.make({})({
      table,
      loader: Migrator.fromRecord(
        Object.fromEntries(
          migrations.map(({ id, name, statements: of }): [string, Effect.Effect<void, SqlError>] => [
            `${String(id).padStart(4, "0")}_${name}`,
            Effect.forEach(of(database), (statement) => sql.unsafe(statement), { discard: true })
          ])
        )
      )
    }),
    (done) => done.map(([, name]) => name)
  )

/**
 * Makes the tables, or changes those of an older release, and gives the names of the migrations that were run. Those that
 * were run before, on any machine, are not run again: the table `keysecure_migrations` knows them.
 *
 * @since 0.2.0
 * @category migrations
 */
export const run: Effect.Effect<ReadonlyArray<string>, MigrationFailed, SqlClient.SqlClient> = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  const database = supportedOf(sql)
  if (database === undefined) return yield* new MigrationFailed({ detail: unsupported })
  if (database !== "mysql") return yield* patiently(runOn(sql, database))
  const plain = sql.withoutTransforms()
  if (yield* patiently(isStrict(plain))) return yield* patiently(runOnMysql(plain, table, migrations))
  return yield* new MigrationFailed({ detail: "MySQL shortens what is too long: sql_mode lacks STRICT_TRANS_TABLES" })
})

/**
 * `run`, when a layer is built: `Layer.provideMerge(SqlAttemptLog.layer, Migrations.layer)`.
 *
 * @since 0.2.0
 * @category layers
 */
export const layer: Layer.Layer<never, MigrationFailed, SqlClient.SqlClient> = Layer.effectDiscard(run)
