/** Statements about rows that are worked on. */
import * as Effect from "effect/Effect"
import type { Service } from "../../BatchStore.js"
import { keepsApplication } from "../rowStates/rowState.js"
import * as Read from "./row.js"
import type { Tools } from "./tools.js"

/** The steps of runners. */
export const worked = ({
  isOpen,
  isRow,
  rowColumns,
  rows,
  sql,
  writing
}: Tools): Pick<Service, "alive" | "claim" | "change" | "release"> => {
  const skipLocked = sql.onDialectOrElse({ pg: () => sql` FOR UPDATE SKIP LOCKED`, orElse: () => sql.literal("") })
  return {
    alive: (runner, until) =>
      Effect.asVoid(
        writing(
          sql`INSERT INTO keysecure_batch_runners ${sql.insert({ runner, alive_until: until })}
              ON CONFLICT (runner) DO UPDATE SET alive_until = ${until}`
        )
      ),
    claim: (name, runner, now, limit) =>
      writing(
        Effect.flatMap(
          // Materialized: a plan that looks for rows anew for each row would take more than the limit.
          sql`WITH taken AS MATERIALIZED (
                SELECT row_key FROM ${rows} AS due
                WHERE batch = ${name} AND ${isOpen} AND due_at <= ${now} AND payload IS NOT NULL
                  AND (runner = '' OR NOT EXISTS (SELECT 1 FROM keysecure_batch_runners AS owner
                    WHERE owner.runner = due.runner AND owner.alive_until > ${now}))
                  AND EXISTS (SELECT 1 FROM keysecure_batches AS batches WHERE batches.name = ${name}
                    AND (batches.state = 'running' OR (batches.state = 'cancelled' AND due.tries > 0)))
                ORDER BY due_at, line LIMIT ${limit}${skipLocked})
              UPDATE ${rows} SET runner = ${runner}, tries = tries + 1
              WHERE batch = ${name} AND row_key IN (SELECT row_key FROM taken)
              RETURNING ${rowColumns}, payload`,
          Read.readClaimed
        )
      ),
    change: (name, was, change) =>
      writing(
        Effect.map(
          sql`UPDATE ${rows} SET ${sql.update(Read.changeColumns(change))}, runner = ''
                ${sql.literal(keepsApplication(change.state) ? "" : ", payload = NULL")}
              WHERE ${isRow(name, was.key)} AND state = ${was.state} AND tries = ${was.tries} RETURNING row_key`,
          ({ length }) => length === 1
        )
      ),
    release: (runner) =>
      Effect.asVoid(
        writing(
          Effect.zipRight(
            sql`UPDATE ${rows} SET runner = '' WHERE runner = ${runner}`,
            sql`DELETE FROM keysecure_batch_runners WHERE runner = ${runner}`
          )
        )
      )
  }
}
