/** What is otherwise on MySQL than on other databases. */
import { TokenStore } from "@effect-keysecure/client"
import { SqlClient, type SqlError } from "@effect/sql"
import { Context, Deferred, Effect, Exit, Fiber, Layer, Option } from "effect"
import { beforeAll, describe, expect, it } from "vitest"
import { Migrations, SqlTokenStore } from "../../../src/index.js"
import { run } from "../../support/contracts.js"
import { over } from "../../support/database.js"
import { mysql } from "../../support/mysql.js"
import { racing } from "../../support/processes.js"

const database = mysql()

/** A connection of its own, and the store of tokens over it. */
const opened = Effect.map(Layer.build(Layer.provideMerge(SqlTokenStore.layer, database.connection)), (context) => ({
  sql: Context.get(context, SqlClient.SqlClient),
  store: Context.get(context, TokenStore.TokenStore)
}))

const tables = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  const rows = yield* sql<{ name: string }>`SELECT table_name AS name FROM information_schema.tables
    WHERE table_schema = 'keysecure' ORDER BY table_name`
  return rows.map(({ name }) => name)
})

const dropAll = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  yield* Effect.forEach(yield* tables, (name) => sql`DROP TABLE ${sql(name)}`)
})

const all = [
  "keysecure_attempts",
  "keysecure_handled_callbacks",
  "keysecure_migrations",
  "keysecure_rate_limits",
  "keysecure_tokens"
]

describe("the tables on MySQL", () => {
  it.each(Migrations.statements.mysql.map((_, made) => [made]))(
    "are all made after a machine that stopped when it had made %i of them",
    (made) =>
      run(
        over(
          database,
          Effect.gen(function* () {
            const sql = yield* SqlClient.SqlClient
            yield* dropAll
            yield* Effect.forEach(Migrations.statements.mysql.slice(0, made), (statement) => sql.unsafe(statement))
            expect(yield* Migrations.run).toEqual(["stores", "rate_limits"])
            expect(yield* tables).toEqual(all)
            expect(yield* Migrations.run).toEqual([])
          })
        )
      )
  )

  it("are there for each of four processes that have made them at the same moment", async () => {
    await run(over(database, dropAll))
    const told = await run(
      racing(new URL("../../support/migrating.program.ts", import.meta.url), 4, { DATABASE_URL: database.url() })
    )
    expect(told.map(([name]) => name).toSorted()).toEqual(["rate_limits", "stores", "used", "used", "used", "used"])
  })

  it("are refused where the server would shorten what is too long", () =>
    run(
      over(
        database,
        Effect.gen(function* () {
          const sql = yield* SqlClient.SqlClient
          // In a transaction, all statements have one connection.
          const failed = yield* sql.withTransaction(
            Effect.zipRight(sql`SET SESSION sql_mode = 'NO_ENGINE_SUBSTITUTION'`, Effect.flip(Migrations.run))
          )
          expect(failed.message).toContain("STRICT_TRANS_TABLES")
        })
      )
    ))
})

describe("a step on MySQL", () => {
  beforeAll(() => run(over(database, Migrations.run)))

  it("fails if a key is too long, and shortens nothing", () =>
    run(
      Effect.gen(function* () {
        const { store } = yield* opened
        expect(yield* store.compareAndSwap("k".repeat(255), Option.none(), "entry")).toBe(true)
        const failed = yield* Effect.flip(store.compareAndSwap("l".repeat(256), Option.none(), "entry"))
        expect(failed).toHaveProperty("_tag", "TokenStoreFailed")
        expect(yield* store.find("l".repeat(255))).toEqual(Option.none())
      })
    ))

  /** Two that put an entry in the place of none, while a third one that has done so undoes it: they wait for each other. */
  const waitingForEachOther = (
    key: string,
    within: <A, E, R>(
      sql: SqlClient.SqlClient,
      step: Effect.Effect<A, E, R>
    ) => Effect.Effect<A, E | SqlError.SqlError, R>
  ) =>
    Effect.gen(function* () {
      const [first, ...others] = yield* Effect.replicateEffect(opened, 3)
      if (first === undefined) return []
      const [held, ending] = yield* Effect.all([Deferred.make<void>(), Deferred.make<never, string>()])
      const holding = yield* Effect.fork(
        first.sql.withTransaction(
          first.store
            .compareAndSwap(key, Option.none(), "undone")
            .pipe(Effect.zipRight(Deferred.succeed(held, undefined)), Effect.zipRight(Deferred.await(ending)))
        )
      )
      yield* Deferred.await(held)
      const waiting = yield* Effect.forEach(others, ({ sql, store }, index) =>
        Effect.fork(within(sql, store.compareAndSwap(key, Option.none(), String(index))))
      )
      yield* Effect.repeat(
        first.sql<{
          waits: number
        }>`SELECT count(*) AS waits FROM information_schema.innodb_trx WHERE trx_state = 'LOCK WAIT'`,
        { until: ([row]) => row?.waits === 2 }
      )
      yield* Deferred.fail(ending, "no")
      yield* Fiber.await(holding)
      return yield* Effect.forEach(waiting, Fiber.await)
    })

  it("is run again if it and another one waited for each other", () =>
    run(
      Effect.gen(function* () {
        for (let round = 0; round < 5; round++) {
          const told = yield* waitingForEachOther(`deadlock ${round}`, (_, step) => step)
          expect(told.map(Exit.getOrElse(() => "failed")).toSorted()).toEqual([false, true])
        }
      })
    ))

  it("is not run again in a transaction of the caller's, which was undone with it", () =>
    run(
      Effect.gen(function* () {
        const { store } = yield* opened
        let made = 0
        const told = yield* waitingForEachOther("deadlock within", (sql, step) =>
          sql.withTransaction(
            Effect.zipRight(
              sql`INSERT INTO keysecure_tokens ${sql.insert({ key: `before ${made++}`, entry: "" })}`,
              step
            )
          )
        )
        expect(told.map(Exit.isSuccess).toSorted()).toEqual([false, true])
        const kept = yield* Effect.forEach(["before 0", "before 1"], store.find)
        expect(kept.map(Option.isSome)).toEqual(told.map(Exit.isSuccess))
      })
    ))
})
