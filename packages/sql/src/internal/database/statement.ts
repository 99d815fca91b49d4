/** Statements, and what a failure of one may say. */
import * as SqlClient from "@effect/sql/SqlClient"
import type { SqlError } from "@effect/sql/SqlError"
import type { Statement } from "@effect/sql/Statement"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import type { ParseError } from "effect/ParseResult"
import * as Predicate from "effect/Predicate"
import * as Schedule from "effect/Schedule"
import * as Schema from "effect/Schema"

/** The mark of a client that loses no write on SQLite: the one of `Sqlite`. */
export const safeSqlite: unique symbol = Symbol.for("@effect-keysecure/sql/Sqlite")

/** The databases that the stores are tried on (decisions 0028 and 0030). MariaDB is one of MySQL's dialect. */
export type Supported = "mysql" | "pg" | "sqlite"

/** Which of them it is. SQLite is one only over the client of `Sqlite`. */
export const supportedOf = (sql: SqlClient.SqlClient): Supported | undefined =>
  sql.onDialectOrElse({
    mysql: (): Supported | undefined => "mysql",
    pg: () => "pg",
    sqlite: () => (Predicate.hasProperty(sql, safeSqlite) ? "sqlite" : undefined),
    orElse: () => undefined
  })

/** Why no store works on another one. */
export const unsupported =
  "the database is neither PostgreSQL nor MySQL nor SQLite over the client of Sqlite, which takes better-sqlite3 too"

/** How many rows were changed, as the drivers of PostgreSQL, SQLite and MySQL tell it. */
const readChanged = Schema.decodeUnknown(
  Schema.Union(
    Schema.pluck(Schema.Struct({ rowCount: Schema.Number }), "rowCount"),
    Schema.pluck(Schema.Struct({ changes: Schema.Number }), "changes"),
    Schema.pluck(Schema.Struct({ affectedRows: Schema.Number }), "affectedRows")
  )
)

/** Runs a statement, and tells whether it changed a row. It is one of those that name a row by its key. */
export const changes = (statement: Statement<unknown>): Effect.Effect<boolean, SqlError | ParseError> =>
  Effect.map(Effect.flatMap(statement.raw, readChanged), (rows) => rows === 1)

/** Whether MySQL failed with one of these numbers. */
const failedBy =
  (...numbers: ReadonlyArray<unknown>) =>
  (error: SqlError | ParseError): boolean =>
    Predicate.hasProperty(error.cause, "errno") && numbers.includes(error.cause.errno)

/** A row of its key is there. */
const isDuplicate = failedBy(1062)

/** A table, a column or an index of its name is there. */
export const isThere = failedBy(1050, 1060, 1061)

const isDeadlock = failedBy(1213)

/** Eight times, within 2 s. */
const again = Schedule.jittered(Schedule.exponential("5 millis")).pipe(Schedule.intersect(Schedule.recurs(8)))

/** Adds a row, and tells whether there was none of its key. */
export const insertNew = (sql: SqlClient.SqlClient, table: string, row: Readonly<Record<string, string | number>>) => {
  // On MySQL `INSERT IGNORE` hides other errors too, and what `ON DUPLICATE KEY UPDATE` counts depends on the driver's flags.
  const orNothing = sql.literal(sql.onDialectOrElse({ mysql: () => "", orElse: () => "ON CONFLICT DO NOTHING" }))
  return Effect.catchIf(
    changes(sql`INSERT INTO ${sql(table)} ${sql.insert({ ...row })} ${orNothing}`),
    isDuplicate,
    () => Effect.succeed(false)
  )
}

/**
 * Runs a statement again that MySQL has undone because it and another one waited for each other. In a transaction of the
 * caller's it is not run again: all of that was undone, and only the caller knows what it was.
 */
const despiteDeadlocks = <A>(
  statement: Effect.Effect<A, SqlError | ParseError>
): Effect.Effect<A, SqlError | ParseError> =>
  Effect.flatMap(
    Effect.serviceOption(SqlClient.TransactionConnection),
    Option.match({
      onNone: () => Effect.retry(statement, { while: isDeadlock, schedule: again }),
      onSome: () => statement
    })
  )

/**
 * The steps of a store, by their error. The error of a database may repeat the values that it was given, so only the step is
 * told. On a database that is not supported every step fails.
 */
export const stepsOf =
  <Failed>(sql: SqlClient.SqlClient, failed: (detail: string) => Failed) =>
  (detail: string) =>
  <A>(statement: Effect.Effect<A, SqlError | ParseError>): Effect.Effect<A, Failed> =>
    supportedOf(sql) === undefined
      ? Effect.fail(failed(unsupported))
      : Effect.mapError(despiteDeadlocks(statement), () => failed(detail))
