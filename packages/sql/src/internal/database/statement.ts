/** Statements, and what a failure of one may say. */
import type { SqlClient } from "@effect/sql/SqlClient"
import type { SqlError } from "@effect/sql/SqlError"
import * as Effect from "effect/Effect"
import * as Predicate from "effect/Predicate"

/** The mark of a client that loses no write on SQLite: the one of `Sqlite`. */
export const safeSqlite: unique symbol = Symbol.for("@effect-keysecure/sql/Sqlite")

/** The databases that the stores are tried on (decision 0028). */
export type Supported = "pg" | "sqlite"

/** Which of them it is. SQLite is one only over the client of `Sqlite`. */
export const supportedOf = (sql: SqlClient): Supported | undefined =>
  sql.onDialectOrElse({
    pg: (): Supported | undefined => "pg",
    sqlite: () => (Predicate.hasProperty(sql, safeSqlite) ? "sqlite" : undefined),
    orElse: () => undefined
  })

/** Why no store works on another one. */
export const unsupported = "the database is neither PostgreSQL nor SQLite over the client of Sqlite"

/**
 * The steps of a store, by their error. The error of a database may repeat the values that it was given, so only the step is
 * told. On a database that is not supported every step fails.
 */
export const stepsOf =
  <Failed>(sql: SqlClient, failed: (detail: string) => Failed) =>
  (detail: string) =>
  <A>(statement: Effect.Effect<A, SqlError>): Effect.Effect<A, Failed> =>
    supportedOf(sql) === undefined ? Effect.fail(failed(unsupported)) : Effect.mapError(statement, () => failed(detail))
