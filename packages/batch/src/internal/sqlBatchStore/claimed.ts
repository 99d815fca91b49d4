/** The statements by which a runner claims rows. */
import type { Fragment } from "@effect/sql/Statement"
import * as Effect from "effect/Effect"
import type { Service } from "../../BatchStore.js"
import * as Read from "./row.js"
import type { Tools } from "./tools.js"

/** The rows that a runner may claim, in the order in which they are due. */
const dueIn = ({ dueAt, isOpen, rows, sql }: Tools, name: string, now: number, limit: Fragment) =>
  sql`FROM ${rows} AS due
      WHERE batch = ${name} AND ${isOpen} AND ${dueAt} <= ${now} AND payload IS NOT NULL
        AND (runner = '' OR NOT EXISTS (SELECT 1 FROM keysecure_batch_runners AS owner
          WHERE owner.runner = due.runner AND owner.alive_until > ${now}))
        AND EXISTS (SELECT 1 FROM keysecure_batches AS batches WHERE batches.name = ${name}
          AND (batches.state = 'running' OR (batches.state = 'cancelled' AND due.tries > 0)))
      ORDER BY ${dueAt}, line LIMIT ${limit}`

/** One statement, which tells of the rows. */
const atOnce =
  (tools: Tools): Service["claim"] =>
  (name, runner, now, limit) => {
    const { rowColumns, rows, sql, writing } = tools
    const skipLocked = sql.literal(sql.onDialectOrElse({ pg: () => "FOR UPDATE SKIP LOCKED", orElse: () => "" }))
    return writing(
      Effect.flatMap(
        // Materialized: a plan that looks for rows anew for each row would take more than the limit.
        sql`WITH taken AS MATERIALIZED (SELECT row_key ${dueIn(tools, name, now, sql`${limit}`)} ${skipLocked})
            UPDATE ${rows} SET runner = ${runner}, tries = tries + 1
            WHERE batch = ${name} AND row_key IN (SELECT row_key FROM taken)
            RETURNING ${rowColumns}, payload`,
        Read.readClaimed
      )
    )
  }

/** Two statements on MySQL, where one that changes rows tells nothing of them. */
const lockedFirst =
  (tools: Tools): Service["claim"] =>
  (name, runner, now, limit) => {
    const { rowColumns, rows, sql, transaction, writing } = tools
    // Some versions take no value for it that older drivers bind.
    const most = sql.literal(String(Math.trunc(limit)))
    return writing(
      transaction(
        Effect.gen(function* () {
          const locked = yield* sql`SELECT ${rowColumns}, payload ${dueIn(tools, name, now, most)}
              FOR UPDATE SKIP LOCKED`
          const claimed = yield* Read.readClaimed(locked)
          if (claimed.length === 0) return []
          yield* sql`UPDATE ${rows} SET runner = ${runner}, tries = tries + 1
              WHERE batch = ${name} AND row_key IN ${sql.in(claimed.map(({ row }) => row.key))}`
          return claimed.map(({ payload, row }) => ({ payload, row: { ...row, tries: row.tries + 1 } }))
        })
      )
    )
  }

/** The step by which a runner claims rows. */
export const claimed = (tools: Tools): Pick<Service, "claim"> => ({
  claim: tools.sql.onDialectOrElse({ mysql: () => lockedFirst(tools), orElse: () => atOnce(tools) })
})
