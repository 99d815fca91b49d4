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
import { isSupported } from "./internal/database/statement.js"
import { migrations } from "./internal/migrations/statements.js"

/**
 * The tables could not be made or changed, or the database is not PostgreSQL. SQLite is refused because its driver loses
 * writes after another process has written (decision 0028).
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

/**
 * The statements of all migrations in order.
 *
 * @since 0.2.0
 * @category migrations
 */
export const statements: ReadonlyArray<string> = migrations.flatMap((migration) => migration.statements)

const notPostgres = new MigrationFailed({ detail: "there are tables for PostgreSQL only" })

/** Two that find no table at the same moment both make it, and one of them fails. Then it is there. */
const again = Schedule.jittered(Schedule.spaced("100 millis")).pipe(Schedule.upTo("10 seconds"))

/**
 * Makes the tables, or changes those of an older release, and gives the names of the migrations that were run. Those that
 * were run before, on any machine, are not run again: the table `keysecure_migrations` knows them.
 *
 * @since 0.2.0
 * @category migrations
 */
export const run: Effect.Effect<ReadonlyArray<string>, MigrationFailed, SqlClient.SqlClient> = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  if (!isSupported(sql)) return yield* notPostgres
  const loader = Migrator.fromRecord(
    Object.fromEntries(
      migrations.map(({ id, name, statements: all }): [string, Effect.Effect<void, SqlError>] => [
        `${String(id).padStart(4, "0")}_${name}`,
        Effect.forEach(all, (statement) => sql.unsafe(statement), { discard: true })
      ])
    )
  )
  const done = yield* Migrator.make({})({ loader, table: "keysecure_migrations" }).pipe(
    // A statement that fails is a defect to the migrator.
    Effect.sandbox,
    Effect.retry(again),
    Effect.mapError(() => new MigrationFailed({ detail: "a statement failed for 10 s" }))
  )
  return done.map(([, name]) => name)
})

/**
 * `run`, when a layer is built: `Layer.provideMerge(SqlAttemptLog.layer, Migrations.layer)`.
 *
 * @since 0.2.0
 * @category layers
 */
export const layer: Layer.Layer<never, MigrationFailed, SqlClient.SqlClient> = Layer.effectDiscard(run)
