import { Config, ConfigProvider, Effect, Layer } from "effect"
import { SqlClient } from "@effect/sql"
import { writeFileSync } from "node:fs"
import * as Path from "node:path"
import { describe, expect, it } from "vitest"
import * as Sqlite from "../../src/Sqlite.js"
import { run } from "../support/contracts.js"
import { driver, Raw } from "../support/driver.js"
import { folder } from "../support/sqlite.js"

const home = folder()
const at = (name: string): string => Path.join(home, name)

const refusal = (filename: string) =>
  run(Effect.map(Effect.flip(Sqlite.make({ ...driver, filename, busyTimeout: 100 })), ({ message }) => message))

describe("a file", () => {
  it("is in WAL mode with synchronous = FULL, for every connection and after a transaction", () =>
    run(
      Effect.gen(function* () {
        for (let time = 0; time < 2; time++) {
          const sql = yield* Sqlite.make({ ...driver, filename: at("modes.db") })
          yield* sql.withTransaction(sql`SELECT 1`)
          expect(yield* sql`SELECT journal_mode, synchronous FROM pragma_journal_mode, pragma_synchronous`).toEqual([
            { journal_mode: "wal", synchronous: 2 }
          ])
        }
      })
    ))

  it("that does not exist is opened by eight at once", () =>
    run(
      Effect.forEach(Array.from({ length: 8 }), () => Sqlite.make({ ...driver, filename: at("many.db") }), {
        concurrency: "unbounded"
      })
    ))

  it("is named by the configuration", () =>
    run(
      Effect.gen(function* () {
        const sql = yield* SqlClient.SqlClient
        expect(yield* sql`SELECT 1 AS one`).toEqual([{ one: 1 }])
      }).pipe(
        Effect.provide(
          Sqlite.layerConfig({ filename: Config.string("FILE") }).pipe(
            Layer.provide(Layer.setConfigProvider(ConfigProvider.fromMap(new Map([["FILE", at("configured.db")]]))))
          )
        )
      )
    ))

  it("is refused in a folder that is not there", async () => {
    expect(await refusal(at("gone/keysecure.db"))).toContain("folder is not there")
  })

  it("is refused if it is no database", async () => {
    writeFileSync(at("cards.csv"), "number,package\n".repeat(100))
    expect(await refusal(at("cards.csv"))).toContain("no database of SQLite")
  })

  it("is refused in memory, where no other process sees it", async () => {
    expect(await refusal(":memory:")).toContain("refuses WAL")
  })

  it("is refused while another process holds it in another mode", async () => {
    const other = new Raw(at("held.db"), { timeout: 0 })
    other.exec("CREATE TABLE entries (name text)")
    other.exec("BEGIN IMMEDIATE")
    expect(await refusal(at("held.db"))).toContain("another process holds it")
    other.exec("COMMIT")
    await run(Sqlite.make({ ...driver, filename: at("held.db") }))
  })

  it("takes no statement once it is closed", () =>
    run(
      Effect.gen(function* () {
        const sql = yield* Effect.scoped(Sqlite.make({ ...driver, filename: at("closed.db") }))
        for (const statement of [sql`SELECT 1`, sql.withTransaction(sql`SELECT 1`)]) {
          expect(yield* Effect.flip(statement)).toHaveProperty("message", "the connection is closed")
        }
      })
    ))
})
