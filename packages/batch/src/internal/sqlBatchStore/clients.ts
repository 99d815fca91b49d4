/** Clients that the store does not work over. */
import type { SqlClient } from "@effect/sql/SqlClient"
import * as Predicate from "effect/Predicate"

/** The mark of the client of SQLite that loses no write: `Sqlite` of `@effect-keysecure/sql`, which this package does not need. */
const safeSqlite = Symbol.for("@effect-keysecure/sql/Sqlite")

/** Whether it is a client of SQLite that loses writes which count as done (decisions 0028 and 0037). */
export const losesWrites = (sql: SqlClient): boolean =>
  sql.onDialectOrElse({ sqlite: () => !Predicate.hasProperty(sql, safeSqlite), orElse: () => false })

/** Why no step is made over one. */
export const unsupported =
  "the database is neither PostgreSQL nor MySQL nor SQLite over the client of Sqlite, which takes better-sqlite3 too"
