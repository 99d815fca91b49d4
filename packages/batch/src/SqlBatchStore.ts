/**
 * Batches and their rows in tables that several machines share, on PostgreSQL, MySQL, or SQLite over the client `Sqlite` of
 * `@effect-keysecure/sql`. Over another client of SQLite no tables are made, and every step fails: it may lose writes.
 *
 * The tables hold no personal data but each row's application, which is sealed (`PayloadCipher`) and deleted when the row
 * has its card.
 *
 * @module SqlBatchStore
 * @since 0.2.0
 */
import * as SqlClient from "@effect/sql/SqlClient"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { BatchStore, type BatchStoreFailed, type Service } from "./BatchStore.js"
import { claimed } from "./internal/sqlBatchStore/claimed.js"
import { migrateBy } from "./internal/sqlBatchStore/migrating.js"
import { moved } from "./internal/sqlBatchStore/moved.js"
import { submitted } from "./internal/sqlBatchStore/submitted.js"
import { migrations } from "./internal/sqlBatchStore/tables.js"
import { told } from "./internal/sqlBatchStore/told.js"
import { toolsOf } from "./internal/sqlBatchStore/tools.js"
import { worked } from "./internal/sqlBatchStore/worked.js"

const makeStore = (sql: SqlClient.SqlClient): Service => {
  const tools = toolsOf(sql)
  return { ...submitted(tools), ...claimed(tools), ...worked(tools), ...moved(tools), ...told(tools) }
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

/**
 * Makes the tables, or changes those of an older release. Several machines may do so at the same moment, and machines of the
 * release before may go on meanwhile. Fails with `BatchStoreFailed` if a statement failed for 10 s, or the client is not supported.
 *
 * @since 0.2.0
 * @category migrations
 */
export const migrate: Effect.Effect<void, BatchStoreFailed, SqlClient.SqlClient> = migrateBy(migrations)

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
