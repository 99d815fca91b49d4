/** Machines of this release and of the next one, which adds a column, share a database while they work. */
import { Migrations, SqlAttemptLog, SqlTokenStore } from "@effect-keysecure/sql"
import { KeySecureSimulator, Scenario } from "@effect-keysecure/testkit"
import { SqlClient } from "@effect/sql"
import { Context, Effect, Fiber, Layer, Schedule } from "effect"
import { expect, it } from "vitest"
import type { Database } from "../../../sql/test/support/database.js"
import { BatchStore, CardBatch, SqlBatchStore } from "../../src/index.js"
import { migrateBy } from "../../src/internal/sqlBatchStore/migrating.js"
import { migrations } from "../../src/internal/sqlBatchStore/tables.js"
import { cards, machine, rows } from "./world.js"

const next = [
  ...migrations,
  {
    id: migrations.length + 1,
    name: "notes",
    statements: ({ text }: { readonly text: string }) => [
      `ALTER TABLE keysecure_batch_rows ADD COLUMN note ${text} NOT NULL DEFAULT ''`
    ]
  }
]

/** This release, which takes what its lanes hold and no more until the next release has worked too. */
const thisStore = (nextWorks: Effect.Latch) =>
  Layer.effect(
    BatchStore.BatchStore,
    Effect.map(BatchStore.BatchStore, (store) => {
      let claims = 0
      return {
        ...store,
        claim: (...asked: Parameters<typeof store.claim>) =>
          Effect.suspend(() => {
            claims += 1
            return claims > lanes ? Effect.zipRight(nextWorks.await, store.claim(...asked)) : store.claim(...asked)
          })
      }
    })
  ).pipe(Layer.provide(SqlBatchStore.layer))

/** The store of the next release: it writes a note beside what became of a row. */
const nextStore = (nextWorks: Effect.Latch) =>
  Layer.effect(
    BatchStore.BatchStore,
    Effect.gen(function* () {
      yield* migrateBy(next)
      const sql = yield* SqlClient.SqlClient
      const store = yield* BatchStore.BatchStore
      const note = (batch: string, key: string) =>
        Effect.orDie(sql`UPDATE keysecure_batch_rows SET note = 'next' WHERE batch = ${batch} AND row_key = ${key}`)
      return {
        ...store,
        change: (batch, was, changed) =>
          Effect.tap(store.change(batch, was, changed), (did) =>
            did ? Effect.zipRight(note(batch, was.key), nextWorks.open) : Effect.void
          )
      }
    })
  ).pipe(Layer.provide(SqlBatchStore.layer))

/** A machine works in four lanes, each of which claims 50 rows at once. */
const lanes = 4
const total = 600

/** Tries an upgrade, a machine after the other, in the middle of a batch. */
export const itIsUpgradedWhileItRuns = ({ connection }: Database): void => {
  it("runs on machines of two releases at once, the newer of which adds a column", () => {
    const storesWith = (store: ReturnType<typeof thisStore | typeof nextStore>) =>
      Layer.mergeAll(store, SqlAttemptLog.layer, SqlTokenStore.layer).pipe(
        Layer.provide(Migrations.layer),
        Layer.provideMerge(connection),
        Layer.orDie
      )
    return Effect.gen(function* () {
      const machineOn = (store: Parameters<typeof storesWith>[0]) =>
        Effect.map(Layer.build(Layer.provideMerge(machine, storesWith(store))), (context) => ({
          batch: Context.get(context, CardBatch.CardBatch),
          sql: Context.get(context, SqlClient.SqlClient)
        }))
      const nextWorks = yield* Effect.makeLatch()
      const older = yield* machineOn(thisStore(nextWorks))
      yield* older.batch.submit("cards", rows(total))
      const first = yield* Effect.fork(older.batch.run("cards"))
      yield* older.batch
        .progress("cards")
        .pipe(Effect.repeat({ until: ({ ended }) => ended >= 50, schedule: Schedule.spaced("20 millis") }))
      const newer = yield* machineOn(nextStore(nextWorks))
      const second = yield* Effect.fork(newer.batch.run("cards"))
      yield* nextWorks.await
      // One of this release that starts when the tables are newer than it knows.
      const late = yield* machineOn(thisStore(nextWorks))
      const third = yield* Effect.fork(late.batch.run("cards"))
      const ends = yield* Effect.forEach([first, second, third], Fiber.join)
      expect(ends.map(({ rows: counts }) => counts.ready)).toEqual([total, total, total])
      expect(yield* cards).toHaveLength(total)
      expect(new Set(yield* cards).size).toBe(total)
      const notes = yield* newer.sql<{ note: string; count: number | string }>`
        SELECT note, count(*) AS count FROM keysecure_batch_rows GROUP BY note ORDER BY note`
      expect(notes.map(({ note }) => note)).toEqual(["", "next"])
    }).pipe(
      Effect.scoped,
      Effect.provide(
        KeySecureSimulator.layerHttpClient({ scenario: Scenario.rules({ delayMillis: { applyForCard: 30 } }) })
      ),
      Effect.runPromise
    )
  })
}
