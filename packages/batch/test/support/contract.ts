/** The store in a database tells what the one in memory tells, step by step. */
import { SqlClient } from "@effect/sql"
import { Context, Effect, FastCheck as fc, Layer } from "effect"
import { expect, it } from "vitest"
import type { Database } from "../../../sql/test/support/database.js"
import { BatchStore, MemoryBatchStore, SqlBatchStore } from "../../src/index.js"
import { steps, toldBy } from "./storeSteps.js"

const tables = ["keysecure_batches", "keysecure_batch_rows", "keysecure_batch_runners"]

/** A store over a connection of its own. */
export const opened = ({ connection }: Database) =>
  Effect.map(Layer.build(Layer.provideMerge(SqlBatchStore.layer, connection)), (context) => ({
    store: Context.get(context, BatchStore.BatchStore),
    sql: Context.get(context, SqlClient.SqlClient)
  }))

/** A row that can be applied for. */
export const queued = (key: string, line: number): BatchStore.NewRow => ({
  key,
  line,
  cardUniqueNo: `no ${key}`,
  digest: "digest",
  payload: "sealed",
  problem: null
})

/** Tries the store over a database. */
export const itTellsWhatMemoryTells = (database: Database, numRuns: number): void => {
  it("tells what the store in memory tells", () =>
    Effect.gen(function* () {
      const { sql, store } = yield* opened(database)
      yield* Effect.promise(() =>
        fc.assert(
          fc.asyncProperty(steps, (all) =>
            Effect.gen(function* () {
              yield* Effect.forEach(tables, (table) => sql`DELETE FROM ${sql(table)}`)
              const memory = Context.get(yield* Layer.build(MemoryBatchStore.layer), BatchStore.BatchStore)
              expect(yield* toldBy(store, all)).toEqual(yield* toldBy(memory, all))
            }).pipe(Effect.scoped, Effect.runPromise)
          ),
          { numRuns }
        )
      )
    }).pipe(Effect.scoped, Effect.runPromise))

  it("gives each row to one of the machines that claim at the same moment", () =>
    Effect.gen(function* () {
      const machines = yield* Effect.replicateEffect(opened(database), 4)
      const keys = Array.from({ length: 200 }, (_, n) => `key ${n}`)
      const [{ store }] = [...machines, yield* opened(database)]
      yield* store.open("race", 1)
      yield* store.insert("race", keys.map(queued), 1)
      yield* store.enter("race", ["submitting"], "running", "")
      const claims = machines.flatMap((machine, index) =>
        Array.from({ length: 4 }, () => machine.store.claim("race", `runner ${index}`, 2, 10))
      )
      yield* Effect.forEach(machines, (machine, index) => machine.store.alive(`runner ${index}`, 3))
      const atOnce = yield* Effect.all(claims, { concurrency: "unbounded" })
      // Rows that were locked at that moment are left.
      const rest = yield* store.claim("race", "runner 0", 2, 200)
      const claimed = [...atOnce.flat(), ...rest].map(({ row }) => row.key)
      expect(claimed.toSorted()).toEqual(keys.toSorted())
    }).pipe(Effect.scoped, Effect.runPromise))
}
