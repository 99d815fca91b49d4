/**
 * Migrations on MySQL, which commits whatever is under way when it makes a table. So nothing may be recorded before it is
 * done, and a statement may meet what was made before: by a machine that stopped in the middle, or by one that runs now.
 */
import type { SqlClient } from "@effect/sql/SqlClient"
import type { SqlError } from "@effect/sql/SqlError"
import * as Effect from "effect/Effect"
import type { ParseError } from "effect/ParseResult"
import { insertNew, isThere } from "../database/statement.js"
import type { Migration } from "./statements.js"

/** Whether the server refuses a text that is too long. Without strict mode it shortens it, and two keys may become one. */
export const isStrict = (sql: SqlClient): Effect.Effect<boolean, SqlError> =>
  Effect.map(sql<{ readonly mode: string }>`SELECT @@SESSION.sql_mode AS mode`.withoutTransform, ([row]) =>
    /STRICT_(ALL|TRANS)_TABLES/.test(row?.mode ?? "")
  )

/** Runs the migrations that are not in the table, and gives the names of those that no other machine recorded first. */
export const runOnMysql = (
  sql: SqlClient,
  table: string,
  migrations: ReadonlyArray<Migration>
): Effect.Effect<ReadonlyArray<string>, SqlError | ParseError> =>
  Effect.gen(function* () {
    yield* sql`CREATE TABLE IF NOT EXISTS ${sql(table)} (
      migration_id integer NOT NULL PRIMARY KEY,
      name varchar(255) NOT NULL,
      created_at timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP
    ) ENGINE = InnoDB`
    const rows = yield* sql<{ readonly id: number }>`SELECT migration_id AS id FROM ${sql(table)}`.withoutTransform
    const recorded = new Set(rows.map(({ id }) => id))
    const done = yield* Effect.filter(
      migrations.filter(({ id }) => !recorded.has(id)),
      ({ id, name, statements }) =>
        Effect.forEach(
          statements("mysql"),
          (statement) => Effect.catchIf(sql.unsafe(statement), isThere, () => Effect.succeed([])),
          { discard: true }
        ).pipe(Effect.zipRight(insertNew(sql, table, { migration_id: id, name })))
    )
    return done.map(({ name }) => name)
  })
