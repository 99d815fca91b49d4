/** One file, and several connections that write to it: nothing that counts as written is lost. */
import { SqlClient } from "@effect/sql"
import { Deferred, Effect, Exit, Fiber } from "effect"
import Libsql from "libsql"
import * as Path from "node:path"
import { describe, expect, it } from "vitest"
import { Migrations } from "../../src/index.js"
import * as Sqlite from "../../src/Sqlite.js"
import { run } from "../support/contracts.js"
import { driver } from "../support/driver.js"
import { racing } from "../support/processes.js"
import { folder } from "../support/sqlite.js"

const home = folder()
let files = 0
const newFile = (): string => Path.join(home, `${files++}.db`)

/** A file with one table, and a way to open connections to it. */
const tableOver = (options: Pick<Sqlite.Options, "driver">) =>
  Effect.gen(function* () {
    const filename = newFile()
    const open = (busyTimeout = 0) => Sqlite.make({ ...options, filename, busyTimeout })
    const sql = yield* open()
    yield* sql`CREATE TABLE entries (name text PRIMARY KEY, amount integer NOT NULL)`
    return { filename, open, sql }
  })
const table = tableOver(driver)

const write = (sql: SqlClient.SqlClient, name: string, amount = 0) =>
  sql`INSERT INTO entries ${sql.insert({ name, amount })}`

const names = (sql: SqlClient.SqlClient) =>
  Effect.map(sql<{ readonly name: string }>`SELECT name FROM entries ORDER BY name`, (rows) =>
    rows.map(({ name }) => name)
  )

/** Holds the lock of the writer until it is told to let it go. */
const holding = (sql: SqlClient.SqlClient) =>
  Effect.gen(function* () {
    const held = yield* Deferred.make<void>()
    const ending = yield* Deferred.make<void>()
    const fiber = yield* Effect.fork(
      sql.withTransaction(
        write(sql, "holder").pipe(
          Effect.zipRight(Deferred.succeed(held, undefined)),
          Effect.zipRight(Deferred.await(ending))
        )
      )
    )
    yield* Deferred.await(held)
    return { letGo: Effect.zipRight(Deferred.succeed(ending, undefined), Fiber.join(fiber)) }
  })

describe("a write that met the lock of another connection", () => {
  it("leaves a statement of libsql itself open, and the next write is lost, so the next test can fail", () =>
    run(
      Effect.gen(function* () {
        const { filename, sql } = yield* tableOver({})
        const other = new Libsql(filename)
        const { letGo } = yield* holding(sql)
        const failing = other.prepare("INSERT INTO entries VALUES ('first', 0) RETURNING name")
        expect(() => failing.all()).toThrow("locked")
        yield* letGo
        expect(other.prepare("INSERT INTO entries VALUES ('second', 0) RETURNING name").all()).toHaveLength(1)
        expect(yield* names(sql)).toEqual(["holder"])
      })
    ))

  it.each(["write", "transaction"] as const)("fails, and the next one is kept: a %s", (kind) =>
    run(
      Effect.gen(function* () {
        const { open, sql } = yield* table
        const other = yield* open()
        const { letGo } = yield* holding(sql)
        const step = (name: string) =>
          kind === "write" ? write(other, name) : other.withTransaction(write(other, name))
        expect(yield* Effect.flip(step("first"))).toHaveProperty("_tag", "SqlError")
        yield* letGo
        yield* step("second")
        expect(yield* names(sql)).toEqual(["holder", "second"])
      })
    )
  )

  it("waits for it, and the other fibers go on", () =>
    run(
      Effect.gen(function* () {
        const { open, sql } = yield* table
        const other = yield* open(60_000)
        const { letGo } = yield* holding(sql)
        const waiting = yield* Effect.fork(write(other, "waiting"))
        yield* Effect.repeatN(Effect.yieldNow(), 10)
        yield* letGo
        yield* Fiber.join(waiting)
        expect(yield* names(sql)).toEqual(["holder", "waiting"])
      })
    ))
})

describe("a transaction", () => {
  it("that fails is undone, and the next one is not", () =>
    run(
      Effect.gen(function* () {
        const { open, sql } = yield* table
        yield* Effect.exit(sql.withTransaction(Effect.zipRight(write(sql, "a"), Effect.fail("no"))))
        yield* Effect.exit(sql.withTransaction(Effect.zipRight(write(sql, "b"), Effect.interrupt)))
        yield* sql.withTransaction(
          Effect.zipRight(
            write(sql, "c"),
            Effect.ignore(sql.withTransaction(Effect.zipRight(write(sql, "d"), Effect.fail("no"))))
          )
        )
        expect(yield* names(yield* open())).toEqual(["c"])
      })
    ))

  it("has the connection for itself", () =>
    run(
      Effect.gen(function* () {
        const { sql } = yield* table
        const failing = yield* Deferred.make<never, string>()
        const fiber = yield* Effect.fork(sql.withTransaction(Effect.zipRight(write(sql, "a"), Deferred.await(failing))))
        yield* Effect.yieldNow()
        const reading = yield* Effect.fork(names(sql))
        const writing = yield* Effect.fork(write(sql, "b"))
        yield* Effect.repeatN(Effect.yieldNow(), 10)
        yield* Deferred.fail(failing, "no")
        expect(Exit.isFailure(yield* Fiber.await(fiber))).toBe(true)
        expect(yield* Fiber.join(reading)).toEqual([])
        yield* Fiber.join(writing)
        expect(yield* names(sql)).toEqual(["b"])
      })
    ))

  it("that SQLite has undone by itself takes no more writes", () =>
    run(
      Effect.gen(function* () {
        const { open, sql } = yield* table
        yield* sql`CREATE TRIGGER full BEFORE INSERT ON entries WHEN NEW.name = 'full' BEGIN SELECT RAISE(ROLLBACK, 'full'); END`
        const failed = yield* Effect.exit(
          sql.withTransaction(
            write(sql, "a").pipe(Effect.zipRight(Effect.ignore(write(sql, "full"))), Effect.zipRight(write(sql, "b")))
          )
        )
        expect(Exit.isFailure(failed)).toBe(true)
        yield* write(sql, "c")
        expect(yield* names(yield* open())).toEqual(["c"])
      })
    ))

  it("that a reserved connection has begun and not ended is undone", () =>
    run(
      Effect.gen(function* () {
        const { open, sql } = yield* table
        const outside = yield* Effect.scoped(
          Effect.flatMap(sql.reserve, (connection) =>
            Effect.zipLeft(
              Effect.flip(connection.execute("INSERT INTO entries VALUES ('a', 0)", [], undefined)),
              Effect.zipRight(
                connection.execute("BEGIN", [], undefined),
                connection.execute("INSERT INTO entries VALUES ('b', 0)", [], undefined)
              )
            )
          )
        )
        expect(outside.message).toContain("needs a transaction")
        yield* write(sql, "c")
        expect(yield* names(yield* open())).toEqual(["c"])
      })
    ))

  it("of many over several connections adds to what the others have added", () =>
    run(
      Effect.gen(function* () {
        const { open, sql } = yield* table
        yield* write(sql, "sum")
        const clients = yield* Effect.replicateEffect(open(60_000), 4)
        const adding = (client: SqlClient.SqlClient) =>
          client.withTransaction(
            Effect.flatMap(client<{ readonly amount: number }>`SELECT amount FROM entries`, ([row]) =>
              Effect.zipRight(Effect.yieldNow(), client`UPDATE entries SET amount = ${(row?.amount ?? 0) + 1}`)
            )
          )
        yield* Effect.forEach(clients, (client) => Effect.replicateEffect(adding(client), 25), {
          concurrency: "unbounded"
        })
        expect(yield* sql`SELECT amount FROM entries`).toEqual([{ amount: 100 }])
      })
    ))
})

describe("four processes that insert under the same 300 keys", () => {
  /** What the processes were told, and what another one finds. */
  const inserted = (killed: number) =>
    Effect.gen(function* () {
      const filename = newFile()
      const sql = yield* Sqlite.make({ ...driver, filename })
      yield* Effect.provideService(Migrations.run, SqlClient.SqlClient, sql)
      const program = new URL("../support/inserting.program.ts", import.meta.url)
      const told = yield* racing(program, 4, { DATABASE_URL: filename, NUMBERS: "300" }, killed)
      const found = yield* sql`SELECT key, entry FROM keysecure_tokens`.values
      return { told, found: new Map(found.map(([key, entry]) => [String(key), String(entry)])) }
    })

  it("are told of 300 successes, and these are what is found", () =>
    run(
      Effect.gen(function* () {
        const { found, told } = yield* inserted(0)
        expect(told).toHaveLength(300)
        expect(new Map(told)).toEqual(found)
      })
    ))

  it("have lost nothing that they were told when two of them are killed", () =>
    run(
      Effect.gen(function* () {
        const { found, told } = yield* inserted(2)
        expect(found.size).toBe(300)
        expect(told.filter(([key, entry]) => found.get(key) !== entry)).toEqual([])
        // One that is killed may have written an entry that it could not tell of.
        expect(new Set(told.map(([key]) => key)).size).toBe(told.length)
        expect(told.length).toBeGreaterThanOrEqual(298)
      })
    ))
})
