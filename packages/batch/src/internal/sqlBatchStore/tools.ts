/** What the statements of the store share. */
import type { SqlClient } from "@effect/sql/SqlClient"
import type { SqlError } from "@effect/sql/SqlError"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import type { ParseError } from "effect/ParseResult"
import * as Predicate from "effect/Predicate"
import { BatchStoreFailed, type RowState } from "../../BatchStore.js"
import { open } from "../rowStates/rowState.js"
import { columns } from "./row.js"

/** The parts of statements, and what a failure of one may say. */
export const toolsOf = (sql: SqlClient) => {
  /** Only the step is told: the error of a database may repeat the values that it was given. */
  const step =
    (detail: string) =>
    <A>(work: Effect.Effect<A, SqlError | ParseError | BatchStoreFailed>): Effect.Effect<A, BatchStoreFailed> =>
      Effect.mapError(work, () => new BatchStoreFailed({ detail })).pipe(
        // A commit or a rollback that fails, as on a full disk, is a defect to the client.
        Effect.catchSomeDefect((defect) =>
          Predicate.isTagged(defect, "SqlError") ? Option.some(new BatchStoreFailed({ detail })) : Option.none()
        )
      )
  return {
    sql,
    reading: step("the tables could not be read"),
    writing: step("the tables could not be written"),
    rows: sql("keysecure_batch_rows"),
    rowColumns: sql.csv(columns.map((column) => sql`${sql(column)}`)),
    /** As the index on what is due has it. */
    isOpen: sql.literal(`state IN (${open.map((state) => `'${state}'`).join(", ")})`),
    isRow: (batch: string, key: string) => sql.and([sql`batch = ${batch}`, sql`row_key = ${key}`]),
    statesIn: (states: ReadonlyArray<RowState>) => sql`state IN ${sql.in(states)}`
  }
}

/** The parts of statements. */
export type Tools = ReturnType<typeof toolsOf>
