/** The tables, made and changed by migrations. */
import * as Migrator from "@effect/sql/Migrator"
import * as SqlClient from "@effect/sql/SqlClient"
import type { SqlError } from "@effect/sql/SqlError"
import * as Effect from "effect/Effect"
import * as Predicate from "effect/Predicate"
import * as Schedule from "effect/Schedule"
import { BatchStoreFailed } from "../../BatchStore.js"
import { losesWrites, unsupported } from "./clients.js"
import type { Migration } from "./tables.js"
import { wordsOf } from "./words.js"

/** Two that find no table at the same moment both make it, and one of them fails. Then it is there. */
const again = Schedule.jittered(Schedule.spaced("100 millis")).pipe(Schedule.upTo("10 seconds"))

const table = "keysecure_batch_migrations"

/** Runs the migrations in a transaction, which the databases but MySQL make and change tables in. */
const runAsOne = (sql: SqlClient.SqlClient, migrations: ReadonlyArray<Migration>) =>
  Migrator.make({})({
    table,
    loader: Migrator.fromRecord(
      Object.fromEntries(
        migrations.map(({ id, name, statements }): [string, Effect.Effect<void, SqlError>] => [
          `${String(id).padStart(4, "0")}_${name}`,
          Effect.forEach(statements(wordsOf(sql)), (statement) => sql.unsafe(statement), { discard: true })
        ])
      )
    )
  })

/** Whether MySQL has a table, a column or an index of its name already. */
const isThere = ({ cause }: SqlError): boolean =>
  Predicate.hasProperty(cause, "errno") && [1050, 1060, 1061].includes(Number(cause.errno))

/**
 * Runs the migrations on MySQL, which commits whatever is under way when it makes a table. So nothing may be recorded before it is
 * done, and a statement may meet what was made before: by a machine that stopped in the middle, or by one that runs now.
 */
const runInSteps = (sql: SqlClient.SqlClient, migrations: ReadonlyArray<Migration>) =>
  Effect.gen(function* () {
    yield* sql`CREATE TABLE IF NOT EXISTS ${sql(table)} (
      migration_id integer NOT NULL PRIMARY KEY,
      name varchar(255) NOT NULL,
      created_at timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP
    ) ENGINE = InnoDB`
    const rows = yield* sql<{ readonly id: number }>`SELECT migration_id AS id FROM ${sql(table)}`
    const recorded = new Set(rows.map(({ id }) => id))
    for (const { id, name, statements } of migrations.filter((each) => !recorded.has(each.id))) {
      yield* Effect.forEach(
        statements(wordsOf(sql)),
        (statement) => Effect.catchIf(sql.unsafe(statement), isThere, () => Effect.succeed([])),
        { discard: true }
      )
      yield* sql`INSERT INTO ${sql(table)} ${sql.insert({ migration_id: id, name })}
          ON DUPLICATE KEY UPDATE name = name`
    }
  })

/** Whether a text that is too long is refused. MySQL without strict mode shortens it, and two keys may become one. */
const isStrict = (sql: SqlClient.SqlClient): Effect.Effect<boolean, SqlError> =>
  sql.onDialectOrElse({
    mysql: () =>
      Effect.map(sql<{ readonly mode: string }>`SELECT @@SESSION.sql_mode AS mode`, ([row]) =>
        /STRICT_(ALL|TRANS)_TABLES/.test(row?.mode ?? "")
      ),
    orElse: () => Effect.succeed(true)
  })

const patiently = <A, E, R>(work: Effect.Effect<A, E, R>): Effect.Effect<A, BatchStoreFailed, R> =>
  work.pipe(
    // A statement that fails is a defect to the migrator.
    Effect.sandbox,
    Effect.retry(again),
    Effect.mapError(() => new BatchStoreFailed({ detail: "the tables could not be made for 10 s" }))
  )

/** Runs those migrations that were not run before, on any machine. One that knows fewer than were run does nothing. */
export const migrateBy = (
  migrations: ReadonlyArray<Migration>
): Effect.Effect<void, BatchStoreFailed, SqlClient.SqlClient> =>
  Effect.gen(function* () {
    const sql = yield* SqlClient.SqlClient
    if (losesWrites(sql)) return yield* new BatchStoreFailed({ detail: unsupported })
    const plain = sql.withoutTransforms()
    if (!(yield* patiently(isStrict(plain)))) {
      return yield* new BatchStoreFailed({
        detail: "sql_mode lacks STRICT_TRANS_TABLES, so MySQL shortens what is too long"
      })
    }
    return yield* sql.onDialectOrElse({
      mysql: () => patiently(runInSteps(plain, migrations)),
      orElse: () => Effect.asVoid(patiently(runAsOne(sql, migrations)))
    })
  })
