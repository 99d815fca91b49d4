import { Effect, Layer } from "effect"
import { expect, it } from "vitest"
import { another } from "../../../sql/test/support/another.js"
import { BatchStore, SqlBatchStore } from "../../src/index.js"

it("over a client of SQLite that may lose writes no tables are made, and every step fails", () =>
  Effect.gen(function* () {
    const steps = Effect.flatMap(BatchStore.BatchStore, (store) =>
      Effect.all([
        Effect.flip(store.open("may", 1)),
        Effect.flip(store.row("may", "k")),
        Effect.flip(store.alive("r", 1))
      ])
    )
    const failed = yield* Effect.provide(
      Effect.all([Effect.map(Effect.flip(SqlBatchStore.migrate), (error) => [error]), steps]),
      Layer.provideMerge(SqlBatchStore.layerWithoutTables, another)
    )
    expect(failed.flat()).toHaveLength(4)
    for (const { detail } of failed.flat()) expect(detail).toContain("SQLite over the client of Sqlite")
  }).pipe(Effect.runPromise))
