/** What the statements of the store share. */
import type { SqlClient } from "@effect/sql/SqlClient"
import type { SqlError } from "@effect/sql/SqlError"
import type { Statement } from "@effect/sql/Statement"
import * as Effect from "effect/Effect"
import type { ParseError } from "effect/ParseResult"
import * as Schema from "effect/Schema"
import { BatchStoreFailed, type RowState } from "../../BatchStore.js"
import { columns } from "./row.js"
import { despiteDeadlocks, transactionOf } from "./transactions.js"
import { losesWrites, unsupported } from "./clients.js"
import { wordsOf } from "./words.js"

/** How many rows were changed, as the drivers of PostgreSQL, SQLite and MySQL tell it. */
const readChanged = Schema.decodeUnknown(
  Schema.Union(
    Schema.pluck(Schema.Struct({ rowCount: Schema.Number }), "rowCount"),
    Schema.pluck(Schema.Struct({ changes: Schema.Number }), "changes"),
    Schema.pluck(Schema.Struct({ affectedRows: Schema.Number }), "affectedRows")
  )
)

/** The parts of statements, and what a failure of one may say. Over a client that loses writes every step fails. */
export const toolsOf = (sql: SqlClient) => {
  /** Only the step is told: the error of a database may repeat the values that it was given. */
  const step =
    (detail: string) =>
    <A>(work: Effect.Effect<A, SqlError | ParseError | BatchStoreFailed>): Effect.Effect<A, BatchStoreFailed> =>
      losesWrites(sql)
        ? Effect.fail(new BatchStoreFailed({ detail: unsupported }))
        : Effect.mapError(despiteDeadlocks(work), () => new BatchStoreFailed({ detail }))
  const words = wordsOf(sql)
  return {
    sql,
    reading: step("the tables could not be read"),
    writing: step("the tables could not be written"),
    transaction: transactionOf(sql),
    /** Runs a statement, and tells how many rows it changed. */
    changed: (statement: Statement<unknown>) => Effect.flatMap(statement.raw, readChanged),
    orNothing: (column: string) => sql.literal(words.orNothing(column)),
    orUpdate: (column: string) => sql.literal(words.orUpdate(column)),
    rows: sql("keysecure_batch_rows"),
    rowColumns: sql.csv(columns.map((column) => sql`${sql(column)}`)),
    isOpen: sql.literal(words.isOpen),
    dueAt: sql.literal(words.dueAt),
    isRow: (batch: string, key: string) => sql.and([sql`batch = ${batch}`, sql`row_key = ${key}`]),
    statesIn: (states: ReadonlyArray<RowState>) => sql`state IN ${sql.in(states)}`
  }
}

/** The parts of statements. */
export type Tools = ReturnType<typeof toolsOf>
