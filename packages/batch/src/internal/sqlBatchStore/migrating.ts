/** The tables, made and changed by migrations. */
import * as Migrator from "@effect/sql/Migrator"
import * as SqlClient from "@effect/sql/SqlClient"
import type { SqlError } from "@effect/sql/SqlError"
import * as Effect from "effect/Effect"
import * as Schedule from "effect/Schedule"
import { BatchStoreFailed } from "../../BatchStore.js"
import type { Migration } from "./tables.js"

/** Two that find no table at the same moment both make it, and one of them fails. Then it is there. */
const again = Schedule.jittered(Schedule.spaced("100 millis")).pipe(Schedule.upTo("10 seconds"))

/** Runs those migrations that were not run before, on any machine. One that knows fewer than were run does nothing. */
export const migrateBy = (
  migrations: ReadonlyArray<Migration>
): Effect.Effect<void, BatchStoreFailed, SqlClient.SqlClient> =>
  Effect.gen(function* () {
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
