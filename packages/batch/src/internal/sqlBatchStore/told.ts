/** Statements that only read. */
import * as Effect from "effect/Effect"
import type { Service } from "../../BatchStore.js"
import { countsOf } from "../rowStates/rowState.js"
import * as Read from "./row.js"
import type { Tools } from "./tools.js"

/** The steps by which a batch is looked at. */
export const told = ({
  dueAt,
  isOpen,
  isRow,
  reading,
  rowColumns,
  rows,
  sql,
  statesIn
}: Tools): Pick<Service, "names" | "sealed" | "row" | "nextDueAt" | "counts" | "page"> => ({
  names: reading(
    Effect.map(Effect.flatMap(sql`SELECT name FROM keysecure_batches ORDER BY name`, Read.readNames), (found) =>
      found.map(({ name }) => name)
    )
  ),
  sealed: (name) =>
    reading(
      Effect.map(
        Effect.flatMap(
          sql`SELECT row_key, payload FROM ${rows} WHERE batch = ${name} AND payload IS NOT NULL
              ORDER BY row_key LIMIT 1`,
          Read.readSealed
        ),
        ([row]) => (row === undefined ? null : { key: row.row_key, payload: row.payload })
      )
    ),
  row: (name, key) =>
    reading(
      Effect.map(
        Effect.flatMap(sql`SELECT ${rowColumns} FROM ${rows} WHERE ${isRow(name, key)}`, Read.readRows),
        ([row]) => row ?? null
      )
    ),
  nextDueAt: (name) =>
    reading(
      Effect.map(
        Effect.flatMap(
          sql`SELECT ${dueAt} AS due_at FROM ${rows} WHERE batch = ${name} AND ${isOpen} AND (tries > 0 OR NOT EXISTS
                (SELECT 1 FROM keysecure_batches WHERE name = ${name} AND state = 'cancelled'))
              ORDER BY ${dueAt} LIMIT 1`,
          Read.readDue
        ),
        ([row]) => row?.due_at ?? null
      )
    ),
  counts: (name) =>
    reading(
      Effect.map(
        Effect.flatMap(
          sql`SELECT state, count(*) AS ${sql("rows")}, sum(tries) AS tries FROM ${rows} WHERE batch = ${name} GROUP BY state`,
          Read.readCounts
        ),
        (found) => ({
          rows: countsOf(found.map((each) => [each.state, each.rows])),
          tries: found.reduce((sum, { tries }) => sum + tries, 0)
        })
      )
    ),
  page: (name, { after, limit, states }) =>
    reading(
      Effect.flatMap(
        sql`SELECT ${rowColumns} FROM ${rows} WHERE batch = ${name} AND ${statesIn(states)}
              AND row_key > ${after ?? ""} ORDER BY row_key LIMIT ${limit}`,
        Read.readRows
      )
    )
})
