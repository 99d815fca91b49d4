/** Statements, and what a failure of one may say. */
import type { SqlClient } from "@effect/sql/SqlClient"
import type { SqlError } from "@effect/sql/SqlError"
import * as Effect from "effect/Effect"

/** Whether the database is one that the stores are tried on (decision 0028). */
export const isSupported = (sql: SqlClient): boolean => sql.onDialectOrElse({ pg: () => true, orElse: () => false })

/**
 * The steps of a store, by their error. The error of a database may repeat the values that it was given, so only the step is
 * told. On a database that is not supported every step fails.
 */
export const stepsOf =
  <Failed>(sql: SqlClient, failed: (detail: string) => Failed) =>
  (detail: string) =>
  <A>(statement: Effect.Effect<A, SqlError>): Effect.Effect<A, Failed> =>
    isSupported(sql)
      ? Effect.mapError(statement, () => failed(detail))
      : Effect.fail(failed("the database is not PostgreSQL"))
