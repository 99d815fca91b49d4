/**
 * Batches and their rows in tables that several machines share, on PostgreSQL or SQLite.
 *
 * The tables hold no personal data but each row's application, which is sealed (`PayloadCipher`) and deleted when the row
 * has its card.
 *
 * @module SqlBatchStore
 * @since 0.2.0
 */
import * as Migrator from "@effect/sql/Migrator"
import * as SqlClient from "@effect/sql/SqlClient"
import type { SqlError } from "@effect/sql/SqlError"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Schedule from "effect/Schedule"
import { BatchStore, BatchStoreFailed, type Service } from "./BatchStore.js"
import { moved } from "./internal/sqlBatchStore/moved.js"
import { submitted } from "./internal/sqlBatchStore/submitted.js"
import { migrations } from "./internal/sqlBatchStore/tables.js"
import { told } from "./internal/sqlBatchStore/told.js"
import { toolsOf } from "./internal/sqlBatchStore/tools.js"
import { worked } from "./internal/sqlBatchStore/worked.js"

const makeStore = (sql: SqlClient.SqlClient): Service => {
  const tools = toolsOf(sql)
  return { ...submitted(tools), ...worked(tools), ...moved(tools), ...told(tools) }
}

/**
 * The store in the database of the `SqlClient`. The tables must be there (`migrate`).
 *
 * @since 0.2.0
 * @category layers
 */
export const layerWithoutTables: Layer.Layer<BatchStore, never, SqlClient.SqlClient> = Layer.effect(
  BatchStore,
  Effect.map(SqlClient.SqlClient, (sql) => makeStore(sql.withoutTransforms()))
)

/** Two that find no table at the same moment both make it, and one of them fails. Then it is there. */
const again = Schedule.jittered(Schedule.spaced("100 millis")).pipe(Schedule.upTo("10 seconds"))

/**
 * Makes the tables, or changes those of an older release. Several machines may do so at the same moment. Fails with
 * `BatchStoreFailed` if a statement failed for 10 s.
 *
 * @since 0.2.0
 * @category migrations
 */
export const migrate: Effect.Effect<void, BatchStoreFailed, SqlClient.SqlClient> = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  const text = sql.onDialectOrElse({ pg: () => 'text COLLATE "C"', orElse: () => "text" })
  const loader = Migrator.fromRecord(
    Object.fromEntries(
      migrations.map(({ id, name, statements }): [string, Effect.Effect<void, SqlError>] => [
        `${String(id).padStart(4, "0")}_${name}`,
        Effect.forEach(statements(text), (statement) => sql.unsafe(statement), { discard: true })
      ])
    )
  )
  yield* Migrator.make({})({ loader, table: "keysecure_batch_migrations" }).pipe(
    // A statement that fails is a defect to the migrator.
    Effect.sandbox,
    Effect.retry(again),
    Effect.mapError(() => new BatchStoreFailed({ detail: "the tables could not be made for 10 s" }))
  )
})

/**
 * The store in the database of the `SqlClient`, with its tables made first.
 *
 * @since 0.2.0
 * @category layers
 */
export const layer: Layer.Layer<BatchStore, BatchStoreFailed, SqlClient.SqlClient> = Layer.provideMerge(
  layerWithoutTables,
  Layer.effectDiscard(migrate)
)
