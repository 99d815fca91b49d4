import * as LibsqlClient from "@effect/sql-libsql/LibsqlClient"
import { Sample } from "@effect-keysecure/testkit"
import { Effect, Layer } from "effect"
import { describe, expect, it } from "vitest"
import { Migrations, SqlAttemptLog } from "../../../src/index.js"
import { itKeepsTheContracts, run } from "../../support/contracts.js"
import { sqlite } from "../../support/sqlite.js"

describe("SQLite", () => {
  itKeepsTheContracts(sqlite())
})

describe("SQLite over another client", () => {
  const another = Layer.fresh(LibsqlClient.layer({ url: "file::memory:" }))
  const key = { platform: "sandbox", merchant: "", cardUniqueNo: Sample.cardUniqueNo(1) }

  it("gets no tables, and nothing is sent over it", async () => {
    const failed = await run(Effect.provide(Effect.flip(Migrations.run), another))
    expect(failed.message).toContain("neither PostgreSQL nor")
    const find = Effect.flatMap(SqlAttemptLog.make, (log) => Effect.flip(log.find(key)))
    expect(String(await run(Effect.provide(find, another)))).toContain("neither PostgreSQL nor")
  })
})
