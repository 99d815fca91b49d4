/** What `better-sqlite3` does by itself, and why its files are written to by our client and not by Effect's own. */
import * as Reactivity from "@effect/experimental/Reactivity"
import { SqlClient } from "@effect/sql"
import { Effect, Exit, type Scope } from "effect"
import Libsql from "libsql"
import * as Path from "node:path"
import { describe, expect, it } from "vitest"
import { Migrations } from "../../src/index.js"
import * as Sqlite from "../../src/Sqlite.js"
import { run } from "../support/contracts.js"
import { driver, Raw, requireBuilt } from "../support/driver.js"
import { folder } from "../support/sqlite.js"

const home = folder()
let files = 0
const newFile = (): string => Path.join(home, `${files++}.db`)

/** `@effect/sql-sqlite-node`, which is installed beside the driver. */
const {
  make
}: {
  readonly make: (options: {
    readonly filename: string
  }) => Effect.Effect<SqlClient.SqlClient, never, Scope.Scope | Reactivity.Reactivity>
} = requireBuilt("@effect/sql-sqlite-node/SqliteClient")

type Open = (filename: string) => Effect.Effect<SqlClient.SqlClient, Sqlite.SqliteFailed, Scope.Scope>

const effects: Open = (filename) => Effect.provide(make({ filename }), Reactivity.layer)
const ours: Open = (filename) => Sqlite.make({ ...driver, filename })

const names = (sql: SqlClient.SqlClient) =>
  Effect.map(sql`SELECT name FROM entries ORDER BY name`.values, (rows) => rows.flat())

describe("a statement of better-sqlite3 that met a lock", () => {
  it("is closed, and the next write is kept", () => {
    const filename = newFile()
    const holder = new Raw(filename, { timeout: 0 })
    holder.exec("PRAGMA journal_mode = WAL; CREATE TABLE entries (name text); BEGIN IMMEDIATE")
    const other = new Raw(filename, { timeout: 0 })
    const insert = other.prepare("INSERT INTO entries VALUES (?) RETURNING name")
    expect(() => insert.all(["first"])).toThrow("locked")
    holder.exec("COMMIT")
    insert.all(["second"])
    expect(holder.prepare("SELECT name FROM entries").raw(true).all([])).toEqual([["second"]])
  })
})

describe("libsql and better-sqlite3 in one process", () => {
  it("do not see each other's locks, so a file must be opened by one of them alone", () => {
    const filename = newFile()
    const holder = new Raw(filename, { timeout: 0 })
    holder.exec("PRAGMA journal_mode = WAL; CREATE TABLE entries (name text); BEGIN IMMEDIATE")
    expect(() => new Raw(filename, { timeout: 0 }).exec("BEGIN IMMEDIATE")).toThrow("locked")
    expect(() => new Libsql(filename, { timeout: 0 }).exec("BEGIN IMMEDIATE")).not.toThrow()
  })
})

describe("Effect's own client of better-sqlite3", () => {
  /** Writes after a transaction whose commit was refused: what is told of it, and what another connection sees. */
  const afterARefusedCommit = (open: Open) =>
    Effect.gen(function* () {
      const filename = newFile()
      const sql = yield* open(filename)
      yield* sql`PRAGMA foreign_keys = ON`
      yield* sql`CREATE TABLE parents (id text PRIMARY KEY)`
      yield* sql`CREATE TABLE children (id text REFERENCES parents (id) DEFERRABLE INITIALLY DEFERRED)`
      yield* sql`CREATE TABLE entries (name text PRIMARY KEY)`
      const refused = yield* Effect.exit(sql.withTransaction(sql`INSERT INTO children VALUES ('no parent')`))
      expect(Exit.isFailure(refused)).toBe(true)
      const told = yield* sql`INSERT INTO entries VALUES ('told')`.raw
      expect(told).toMatchObject({ changes: 1 })
      return yield* names(yield* open(filename))
    })

  it("loses writes that count as done, once a commit was refused", () =>
    run(Effect.map(afterARefusedCommit(effects), (seen) => expect(seen).toEqual([]))))

  it("is unlike ours, which loses none", () =>
    run(Effect.map(afterARefusedCommit(ours), (seen) => expect(seen).toEqual(["told"]))))

  /** Reads and then writes in a transaction, while another connection writes in between. */
  const readThenWritten = (open: Open) =>
    Effect.gen(function* () {
      const filename = newFile()
      const sql = yield* open(filename)
      yield* sql`CREATE TABLE entries (name text PRIMARY KEY)`
      const other = new Raw(filename, { timeout: 0 })
      // It fails where the lock of the writer is held already.
      const between = Effect.ignore(Effect.try(() => other.exec("INSERT INTO entries VALUES ('other')")))
      return yield* Effect.exit(
        sql.withTransaction(
          names(sql).pipe(Effect.zipRight(between), Effect.zipRight(sql`INSERT INTO entries VALUES ('own')`))
        )
      )
    })

  it("fails at once in a transaction that reads first, if another one has written meanwhile", () =>
    run(Effect.map(readThenWritten(effects), (exit) => expect(Exit.isFailure(exit)).toBe(true))))

  it("is unlike ours, which has the lock from the beginning", () =>
    run(Effect.map(readThenWritten(ours), (exit) => expect(Exit.isSuccess(exit)).toBe(true))))

  it("may lose the last entries in a crash of the machine: a file that is there is opened with synchronous = NORMAL", () =>
    run(
      Effect.gen(function* () {
        const filename = newFile()
        const modes = []
        for (const open of [effects, effects, ours]) {
          modes.push(...(yield* (yield* open(filename))`PRAGMA synchronous`.values).flat())
        }
        expect(modes).toEqual([2, 1, 2])
      })
    ))

  it("gets no tables", () =>
    run(
      Effect.gen(function* () {
        const failed = yield* Effect.flip(
          Effect.provideServiceEffect(Migrations.run, SqlClient.SqlClient, effects(newFile()))
        )
        expect(failed.message).toContain("which takes better-sqlite3 too")
      })
    ))

  it("may write to the same file in the same process", () =>
    run(
      Effect.gen(function* () {
        const filename = newFile()
        const [theirs, stores] = [yield* effects(filename), yield* ours(filename)]
        yield* theirs`CREATE TABLE entries (name text PRIMARY KEY)`
        const write = (sql: SqlClient.SqlClient, name: string) => sql`INSERT INTO entries VALUES (${name})`
        const slow = theirs.withTransaction(Effect.zipLeft(write(theirs, "theirs"), Effect.yieldNow()))
        yield* Effect.all([slow, write(stores, "ours")], { concurrency: "unbounded" })
        expect(yield* names(stores)).toEqual(["ours", "theirs"])
      })
    ))
})
