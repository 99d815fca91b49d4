/** The store in a database tells what the one in memory tells, step by step. */
import { SqlClient } from "@effect/sql"
import { Context, Effect, FastCheck as fc, Layer } from "effect"
import { describe, expect, it } from "vitest"
import { databases } from "../../../sql/test/support/databases.js"
import { BatchStore, MemoryBatchStore, SqlBatchStore } from "../../src/index.js"
import { steps, toldBy } from "../support/storeSteps.js"

describe.each(databases())("the store on $name", ({ connection }) => {
  it("tells what the store in memory tells", () =>
    Effect.gen(function* () {
      const context = yield* Layer.build(Layer.provideMerge(SqlBatchStore.layer, connection))
      const store = Context.get(context, BatchStore.BatchStore)
      const sql = Context.get(context, SqlClient.SqlClient)
      const emptied = Effect.forEach(
        ["keysecure_batches", "keysecure_batch_rows", "keysecure_batch_runners"],
        (table) => sql`DELETE FROM ${sql(table)}`
      )
      yield* Effect.promise(() =>
        fc.assert(
          fc.asyncProperty(steps, (all) =>
            Effect.gen(function* () {
              yield* emptied
              const memory = Context.get(yield* Layer.build(MemoryBatchStore.layer), BatchStore.BatchStore)
              expect(yield* toldBy(store, all)).toEqual(yield* toldBy(memory, all))
            }).pipe(Effect.scoped, Effect.runPromise)
          ),
          { numRuns: 150 }
        )
      )
    }).pipe(Effect.scoped, Effect.runPromise))
})
