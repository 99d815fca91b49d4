/** The statements of docs/batch.md, on the tables as they are. */
import { readFileSync, mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { SqlBatchStore } from "@effect-keysecure/batch"
import * as Sqlite from "@effect-keysecure/sql/Sqlite"
import { SqlClient } from "@effect/sql"
import { expect, it } from "@effect/vitest"
import { Effect } from "effect"

const text = readFileSync(new URL("../../docs/batch.md", import.meta.url), "utf8")

const statements = [...text.matchAll(/^```sql\n([^`]*)```/gm)].flatMap(([, block = ""]) =>
  block
    .split(";")
    .map((statement) => statement.trim())
    .filter((statement) => statement !== "")
)

const folder = Effect.acquireRelease(
  Effect.sync(() => mkdtempSync(join(tmpdir(), "keysecure-example-"))),
  (made) => Effect.sync(() => rmSync(made, { recursive: true }))
)

it.scopedLive("the statements of the document fit the tables", () =>
  Effect.gen(function* () {
    expect(statements.length).toBeGreaterThan(4)
    const filename = join(yield* folder, "keysecure.db")
    yield* Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      yield* SqlBatchStore.migrate
      for (const statement of statements) expect(yield* sql.unsafe(statement)).toEqual([])
    }).pipe(Effect.provide(Sqlite.layer({ filename })))
  })
)
