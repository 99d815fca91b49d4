import { SqlClient } from "@effect/sql"
import { Deferred, Effect, Fiber, Random } from "effect"
import { describe, expect, it } from "vitest"
import { mysql } from "../../../sql/test/support/mysql.js"
import { transactionOf } from "../../src/internal/sqlBatchStore/transactions.js"
import { migrations } from "../../src/internal/sqlBatchStore/tables.js"
import { wordsOf } from "../../src/internal/sqlBatchStore/words.js"
import { SqlBatchStore } from "../../src/index.js"
import { itTellsWhatMemoryTells, opened, queued } from "../support/contract.js"

describe("the store on MySQL", () => {
  const database = mysql()

  itTellsWhatMemoryTells(database, 150)

  it("is handed the same rows by eight machines, in any order, and has each once", () =>
    Effect.gen(function* () {
      const machines = yield* Effect.replicateEffect(opened(database), 8)
      const { store } = yield* opened(database)
      const keys = Array.from({ length: 60 }, (_, n) => `key ${n}`)
      for (let round = 0; round < 5; round++) {
        const batch = `handed in ${round}`
        yield* Effect.forEach(
          machines,
          (machine) =>
            Effect.gen(function* () {
              yield* machine.store.open(batch, 1)
              const rows = [...(yield* Random.shuffle(keys))].map(queued)
              yield* machine.store.insert(batch, rows, 1)
            }),
          { concurrency: "unbounded" }
        )
        expect((yield* store.counts(batch)).rows.queued).toBe(60)
      }
    }).pipe(Effect.scoped, Effect.runPromise))

  it("holds up neither other claims nor rows that are handed in, while it claims", () =>
    Effect.gen(function* () {
      const [one, other] = [yield* opened(database), yield* opened(database)]
      yield* other.store.open("held", 1)
      yield* other.store.insert("held", [queued("a", 1), queued("b", 2), queued("c", 3)], 1)
      yield* other.store.enter("held", ["submitting"], "running", "")
      yield* other.store.alive("other", 9)
      const [first] = yield* other.store.claim("held", "other", 2, 1)
      const [held, ending] = yield* Effect.all([Deferred.make<void>(), Deferred.make<void>()])
      const claiming = one.store
        .claim("held", "one", 2, 1)
        .pipe(Effect.zipLeft(Deferred.succeed(held, undefined)), Effect.zipLeft(Deferred.await(ending)))
      const claimed = yield* Effect.fork(transactionOf(one.sql)(claiming))
      yield* Deferred.await(held)
      yield* other.store.insert("held", [queued("aa", 0), queued("d", 4)], 1)
      const next = yield* other.store.claim("held", "other", 2, 2)
      yield* Deferred.succeed(ending, undefined)
      const all = [first, ...(yield* Fiber.join(claimed)), ...next]
      expect(all.map((each) => each?.row.key)).toEqual(["a", "b", "aa", "c"])
    }).pipe(Effect.timeout("20 seconds"), Effect.scoped, Effect.runPromise))

  it("fails, and does not die, if a transaction cannot be ended", () =>
    Effect.gen(function* () {
      const { sql } = yield* opened(database)
      const lost = transactionOf(sql)(Effect.ignore(sql`KILL CONNECTION_ID()`))
      expect(yield* Effect.flip(lost)).toHaveProperty("_tag", "BatchStoreFailed")
      expect(yield* transactionOf(sql)(sql`SELECT 1 AS one`)).toEqual([{ one: 1 }])
    }).pipe(Effect.scoped, Effect.runPromise))

  it("has its tables made after a machine that stopped in the middle", () =>
    Effect.gen(function* () {
      const { sql } = yield* opened(database)
      const statements = migrations.flatMap((each) => each.statements(wordsOf(sql)))
      for (const made of statements.keys()) {
        const tables = ["batches", "batch_rows", "batch_runners", "batch_migrations"]
        yield* Effect.forEach(tables, (table) => sql`DROP TABLE ${sql(`keysecure_${table}`)}`)
        yield* Effect.forEach(statements.slice(0, made), (statement) => sql.unsafe(statement))
        yield* Effect.provideService(SqlBatchStore.migrate, SqlClient.SqlClient, sql)
        const { store } = yield* opened(database)
        yield* store.open("cards", 1)
        yield* store.insert("cards", [queued("key", 1)], 1)
        yield* store.enter("cards", ["submitting"], "running", "")
        expect(yield* store.claim("cards", "runner", 2, 10)).toHaveLength(1)
      }
    }).pipe(Effect.scoped, Effect.runPromise))
})
