/** The store in a database tells what the one in memory tells, step by step. */
import { SqlClient } from "@effect/sql"
import { Context, Effect, FastCheck as fc, Layer } from "effect"
import { expect, it } from "vitest"
import type { Database } from "../../../sql/test/support/database.js"
import { BatchStore, MemoryBatchStore, SqlBatchStore } from "../../src/index.js"
import { steps, toldBy } from "./storeSteps.js"

const tables = ["keysecure_batches", "keysecure_batch_rows", "keysecure_batch_runners"]

/** Tries the store over a database. */
export const itTellsWhatMemoryTells = ({ connection }: Database, numRuns: number): void => {
  it("tells what the store in memory tells", () =>
    Effect.gen(function* () {
      const context = yield* Layer.build(Layer.provideMerge(SqlBatchStore.layer, connection))
      const store = Context.get(context, BatchStore.BatchStore)
      const sql = Context.get(context, SqlClient.SqlClient)
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
}
