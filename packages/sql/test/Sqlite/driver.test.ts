/** What is asked of a driver, over one that has no file. So these tests are cheap, and part of the everyday suite. */
import { Sample } from "@effect-keysecure/testkit"
import { Effect, type Scope } from "effect"
import { expect, it } from "vitest"
import { Migrations, SqlAttemptLog } from "../../src/index.js"
import * as Sqlite from "../../src/Sqlite.js"
import { another } from "../support/another.js"

const run = <A, E>(program: Effect.Effect<A, E, Scope.Scope>) => Effect.runPromise(Effect.scoped(program))

/** A driver that writes down what it is asked for, and has these settings. */
const recording = (...settings: ReadonlyArray<string | number>) => {
  const asked: Array<string> = []
  const note =
    <A>(what: string, answer: A) =>
    (): A => {
      asked.push(what)
      return answer
    }
  const prepare = (text: string): Sqlite.PreparedStatement => ({
    reader: !text.startsWith("INSERT"),
    raw: () => prepare(text),
    safeIntegers: () => prepare(text),
    all: note(text, text.includes("pragma_busy_timeout") ? [settings] : []),
    run: note(text, { changes: 1 })
  })
  const driver: Sqlite.Driver = class {
    readonly open = true
    readonly inTransaction = false
    readonly prepare = prepare
    readonly close = note("close", undefined)
    constructor(filename: string, options: { readonly timeout: number }) {
      asked.push(`${filename}, ${options.timeout} ms`)
    }
    readonly exec = (text: string) => asked.push(text)
    readonly transaction = (work: () => unknown) => ({
      immediate: () => {
        asked.push("immediately")
        return work()
      }
    })
  }
  return { asked, driver }
}

const opened = (driver: Sqlite.Driver) => Sqlite.make({ filename: "cards.db", busyTimeout: 0, driver })
const refusal = (driver: Sqlite.Driver) => run(Effect.map(Effect.flip(opened(driver)), ({ message }) => message))

it("a driver is asked for the lock of the writer before each write, and for none before a read", async () => {
  const { asked, driver } = recording("wal", 2, 50)
  await run(
    Effect.gen(function* () {
      const sql = yield* opened(driver)
      yield* sql`SELECT 1`
      yield* sql`INSERT INTO entries VALUES (1)`
    })
  )
  expect(asked).toEqual([
    "cards.db, 50 ms",
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    expect.stringContaining("pragma_synchronous"),
    "SELECT 1",
    "immediately",
    "INSERT INTO entries VALUES (1)",
    "close"
  ])
})

it.each([
  ["another mode", ["delete", 2, 50]],
  ["synchronous = NORMAL", ["wal", 1, 50]],
  ["a longer wait of the thread", ["wal", 2, 5000]]
])("a driver that keeps %s is refused", async (_, settings) => {
  expect(await refusal(recording(...settings).driver)).toContain("refuses WAL, or synchronous = FULL")
})

it.each([
  ["has none", { tries: ["build/Release"] }],
  ["has that of another Node", { code: "ERR_DLOPEN_FAILED" }]
])("a driver that has no binary says what to do: it %s", async (_, cause) => {
  const { driver: Working } = recording("wal", 2, 50)
  const driver = class extends Working {
    constructor(filename: string) {
      super(filename, { timeout: 0 })
      throw Object.assign(new Error("no bindings"), cause)
    }
  }
  expect(await refusal(driver)).toContain("npm rebuild")
})

it("another client of SQLite gets no tables, and nothing is sent over it", async () => {
  const key = { platform: "sandbox", merchant: "", cardUniqueNo: Sample.cardUniqueNo(1) }
  const find = Effect.flatMap(SqlAttemptLog.make, (log) => log.find(key))
  const failures = Effect.provide(Effect.all([Effect.flip(Migrations.run), Effect.flip(find)]), another)
  for (const { message } of await run(failures)) expect(message).toContain("which takes better-sqlite3 too")
})
