/** A transaction that fails where it is committed, as on a disk that is full. */
import { SqlClient } from "@effect/sql"
import { Effect, Layer } from "effect"
import { describe, expect, it } from "vitest"
import { sqlite } from "../../../sql/test/support/sqlite.js"
import { BatchStore, SqlBatchStore } from "../../src/index.js"

/** Each row that is inserted breaks a rule that is checked at the commit. */
const refuseCommits = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  yield* sql`PRAGMA foreign_keys = ON`
  yield* sql`CREATE TABLE parents (id text PRIMARY KEY)`
  yield* sql`CREATE TABLE children (id text REFERENCES parents (id) DEFERRABLE INITIALLY DEFERRED)`
  yield* sql`CREATE TRIGGER refused AFTER INSERT ON keysecure_batch_rows BEGIN INSERT INTO children VALUES ('no'); END`
})

describe("a page of rows whose transaction cannot be committed", () => {
  const database = sqlite()

  it("is an error of the store, and is not there", () =>
    Effect.gen(function* () {
      const store = yield* BatchStore.BatchStore
      yield* store.open("may", 1)
      yield* refuseCommits
      const given = { key: "k", digest: "d", line: 2, cardUniqueNo: "n", payload: "p", problem: null }
      const { _tag } = yield* Effect.flip(store.insert("may", [given], 1))
      expect(_tag).toBe("BatchStoreFailed")
      expect(yield* store.row("may", "k")).toBeNull()
    }).pipe(Effect.provide(Layer.provideMerge(SqlBatchStore.layer, database.connection)), Effect.runPromise))
})
