/** The stores on real databases, by the contracts that a user's store is tried by. */
import { SqlClient } from "@effect/sql"
import { AttemptLogContract, HandledCallbacksContract } from "@effect-keysecure/testkit"
import { Duration, Effect, Option, type Scope } from "effect"
import { beforeAll, expect, it } from "vitest"
import { Migrations, SqlAttemptLog, SqlHandledCallbacks, SqlRateLimit, SqlTokenStore } from "../../src/index.js"
import { type Database, over } from "./database.js"

/** Runs a test. */
export const run = <A, E>(program: Effect.Effect<A, E, Scope.Scope>) => Effect.runPromise(Effect.scoped(program))

const attemptLaws = (database: Database) =>
  AttemptLogContract.laws({
    open: over(database, SqlAttemptLog.make),
    corrupt: ({ cardUniqueNo }) =>
      over(
        database,
        Effect.flatMap(
          SqlClient.SqlClient,
          (sql) => sql`UPDATE keysecure_attempts SET tag = 'Opn', stamp = -1 WHERE card_unique_no = ${cardUniqueNo}`
        )
      ).pipe(Effect.asVoid, Effect.orDie)
  })

const callbackLaws = (database: Database) =>
  HandledCallbacksContract.laws({ open: over(database, SqlHandledCallbacks.make) })

/** What the stores promise, on a database. */
export const itKeepsTheContracts = (database: Database): void => {
  let migrated: ReadonlyArray<ReadonlyArray<string>> = []
  beforeAll(async () => {
    migrated = await run(
      Effect.all(
        Array.from({ length: 8 }, () => over(database, Migrations.run)),
        { concurrency: "unbounded" }
      )
    )
  })

  it("has its tables made once, by eight that find none", async () => {
    expect(migrated.flat().toSorted()).toEqual(["rate_limits", "stores"])
    expect(await run(over(database, Migrations.run))).toEqual([])
  })

  it.each(attemptLaws(database))("keeps attempts: $name", ({ check }) => run(check))
  it.each(callbackLaws(database))("keeps handled callbacks: $name", ({ check }) => run(check))

  it("keeps a token, and lets one of many replace it", () =>
    run(
      Effect.gen(function* () {
        const stores = yield* Effect.replicateEffect(over(database, SqlTokenStore.make), 8)
        const swapped = (expected: Option.Option<string>, round: string) =>
          Effect.forEach(stores, (store, index) => store.compareAndSwap("key", expected, `${round} ${index}`), {
            concurrency: "unbounded"
          })
        const first = yield* swapped(Option.none(), "first")
        expect(first.filter((was) => was)).toHaveLength(1)
        const winner = `first ${first.indexOf(true)}`
        for (const store of stores) expect(yield* store.find("key")).toEqual(Option.some(winner))
        const second = yield* swapped(Option.some(winner), "second")
        expect(second.filter((was) => was)).toHaveLength(1)
        expect((yield* swapped(Option.some(winner), "third")).filter((was) => was)).toEqual([])
        // An entry that is put in its own place changes nothing, and was the expected one all the same.
        const last = `second ${second.indexOf(true)}`
        const again = stores.map((store) => store.compareAndSwap("key", Option.some(last), last))
        expect(new Set(yield* Effect.all(again))).toEqual(new Set([true]))
        expect(
          yield* over(
            database,
            Effect.flatMap(SqlTokenStore.make, (store) => store.find("other"))
          )
        ).toEqual(Option.none())
      })
    ))

  it("lets no more calls start than a limit permits, whichever machine takes them", () =>
    run(
      Effect.gen(function* () {
        const make = SqlRateLimit.make({ name: "calls", perSecond: 2, burst: 3 })
        const limits = yield* Effect.replicateEffect(over(database, make), 4)
        const takeAll = Effect.forEach([...limits, ...limits], ({ take }) => take, { concurrency: "unbounded" })
        const [spent, taken] = yield* Effect.timed(takeAll)
        const waits = taken.toSorted((one, other) => one - other)
        expect(waits.slice(0, 3)).toEqual([0, 0, 0])
        // The others follow half a second after each other, less the time that it took to take them.
        for (const [index, wait] of waits.slice(3).entries()) {
          expect(wait).toBeLessThanOrEqual((index + 1) * 500 + 1)
          expect(wait).toBeGreaterThanOrEqual((index + 1) * 500 - Duration.toMillis(spent) - 1)
        }
        expect(Duration.toMillis(spent)).toBeLessThan(2000)
        const other = yield* over(database, SqlRateLimit.make({ name: "others", perSecond: 2 }))
        expect(yield* other.take).toBe(0)
      })
    ))
}
