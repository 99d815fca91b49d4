import { SqlClient } from "@effect/sql"
import { Chunk, Effect, FastCheck, Runtime, Stream } from "effect"
import * as Path from "node:path"
import { describe, expect, it } from "vitest"
import * as Sqlite from "../../src/Sqlite.js"
import { run } from "../support/contracts.js"
import { driver } from "../support/driver.js"
import { folder } from "../support/sqlite.js"

const home = folder()
const opened = Sqlite.make({ ...driver, filename: Path.join(home, "values.db") })

describe("a value", () => {
  it("comes back as it went in", () =>
    run(
      Effect.gen(function* () {
        const sql = yield* opened
        const runtime = yield* Effect.runtime()
        const values = FastCheck.oneof(
          FastCheck.maxSafeInteger(),
          FastCheck.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0),
          FastCheck.string({ unit: FastCheck.constantFrom("a", "'", "%", "é", "😀", "\u2028", "\ufeff") }),
          FastCheck.constant(null)
        )
        yield* Effect.promise(() =>
          FastCheck.assert(
            FastCheck.asyncProperty(values, async (value) => {
              expect(await Runtime.runPromise(runtime)(sql`SELECT ${value} AS value`)).toEqual([{ value }])
            })
          )
        )
      })
    ))

  it.each([
    ["an integer", 1_764_262_958_123, "integer"],
    ["a fraction", 0.5, "real"],
    ["a truth value", true, "integer"],
    ["a date", new Date(0), "text"],
    ["a big integer", 9_007_199_254_740_993n, "integer"],
    ["bytes", new Uint8Array([1, 2]), "blob"],
    ["nothing", null, "null"]
  ])("has the type that it is asked for with: %s", (_name, value, type) =>
    run(
      Effect.gen(function* () {
        const sql = yield* opened
        expect(yield* sql`SELECT typeof(${value}) AS type`).toEqual([{ type }])
      })
    )
  )

  it("is a bigint only where that is asked for", () =>
    run(
      Effect.gen(function* () {
        const sql = yield* opened
        const query = sql`SELECT ${9_007_199_254_740_993n} AS value`
        expect(yield* Effect.provideService(query, SqlClient.SafeIntegers, true)).toEqual([
          { value: 9_007_199_254_740_993n }
        ])
        expect(yield* query).toEqual([{ value: 9_007_199_254_740_992 }])
      })
    ))

  it.each([[[1]], [{ a: 1 }], [Symbol("a")]])("that SQLite has no type for is an error: %s", (value) =>
    run(
      Effect.gen(function* () {
        const sql = yield* opened
        expect(yield* Effect.flip(sql.unsafe("SELECT ?", [value]))).toHaveProperty("_tag", "SqlError")
      })
    )
  )
})

describe("rows", () => {
  const many =
    "WITH RECURSIVE counted(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM counted WHERE n < 250) SELECT n FROM counted"
  const all = Array.from({ length: 250 }, (_, index) => index + 1)

  it("are all there, as records, as arrays and as a stream", () =>
    run(
      Effect.gen(function* () {
        const sql = yield* opened
        const query = sql.unsafe(many)
        const records = all.map((n) => ({ n }))
        expect(yield* query).toEqual(records)
        expect(yield* query.values).toEqual(all.map((n) => [n]))
        expect(yield* query).toEqual(records)
        expect(Chunk.toReadonlyArray(yield* Stream.runCollect(query.stream))).toEqual(records)
      })
    ))

  it("of a statement without rows are none, and raw it says what it changed", () =>
    run(
      Effect.gen(function* () {
        const sql = yield* opened
        yield* sql`CREATE TABLE numbers (n integer)`
        expect(yield* sql`INSERT INTO numbers VALUES (1), (2)`).toEqual([])
        expect(yield* sql`UPDATE numbers SET n = 3`.raw).toMatchObject({ changes: 2 })
      })
    ))

  it("of more statements than are kept prepared are right", () =>
    run(
      Effect.gen(function* () {
        const sql = yield* opened
        for (let n = 0; n < 250; n++) expect(yield* sql.unsafe(`SELECT ${n % 130} AS n`)).toEqual([{ n: n % 130 }])
      })
    ))
})
