/** Who may use the connection when: one statement at a time, or one transaction. */
import * as SqlClient from "@effect/sql/SqlClient"
import type { Connection } from "@effect/sql/SqlConnection"
import { SqlError } from "@effect/sql/SqlError"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Predicate from "effect/Predicate"
import * as Schedule from "effect/Schedule"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import { isBusy, type SafeDatabase, type Statement } from "./driver.js"

/** How a statement is run. */
type Run = (statement: Statement) => Effect.Effect<unknown, SqlError>

/** They need no lock of the writer. Every other statement is run in a transaction. */
const isRead = (text: string): boolean => /^\s*(SELECT|PRAGMA|EXPLAIN)\b/i.test(text)

const beginning = /^\s*BEGIN\b/i
const rollback = /^\s*ROLLBACK(\s+TRANSACTION)?\s*;?\s*$/i
const control = /^\s*(BEGIN|COMMIT|END|ROLLBACK|SAVEPOINT|RELEASE)\b/i

/** The beginning of a transaction, with the lock of the writer: without it, a write later on fails where another has written. */
export const begin = "BEGIN IMMEDIATE"

/** Asks for a lock of another process again, without holding up the other fibers, for so many ms. */
export const waiting = (busyTimeout: number): Schedule.Schedule<unknown> =>
  Schedule.jittered(Schedule.spaced("10 millis")).pipe(Schedule.upTo(busyTimeout))

const attempt = <A>(work: () => A): Effect.Effect<A, SqlError> =>
  Effect.try({ try: work, catch: (cause) => new SqlError({ cause, message: "Failed to execute statement" }) })

const refused = (message: string): Effect.Effect<never, SqlError> =>
  Effect.fail(new SqlError({ cause: message, message }))

const rowsOf = (result: unknown): ReadonlyArray<unknown> => (Array.isArray(result) ? result : [])

const connectionOver = (run: Run): Connection => {
  const running = (text: string, values: ReadonlyArray<unknown>, arrays: boolean) =>
    Effect.withFiberRuntime<unknown, SqlError>((fiber) =>
      run({ text, values, arrays, bigints: Context.get(fiber.currentContext, SqlClient.SafeIntegers) })
    )
  const execute: Connection["execute"] = (text, values, transform) =>
    Effect.map(running(text, values, false), (result) =>
      transform === undefined ? rowsOf(result) : transform(rowsOf(result).filter(Predicate.isRecord))
    )
  return {
    execute,
    executeUnprepared: execute,
    executeRaw: (text, values) => running(text, values, false),
    executeValues: (text, values) =>
      Effect.map(running(text, values, true), (rows) => rowsOf(rows).filter(Array.isArray)),
    executeStream: (text, values, transform) => Stream.fromIterableEffect(execute(text, values, transform))
  }
}

const hasTransaction = (database: SafeDatabase): boolean => database.isOpen() && database.inTransaction()

/** Each statement is a transaction of its own. */
const aloneIn =
  (database: SafeDatabase): Run =>
  (statement) =>
    Effect.suspend(() => {
      if (!database.isOpen()) return refused("the connection is closed")
      // What is read now would include writes that no other process will ever see.
      if (database.inTransaction()) return refused("an earlier transaction could not be ended")
      return attempt(() => (isRead(statement.text) ? database.run(statement) : database.runAlone(statement)))
    })

/** Each statement is one of a transaction, which is begun and ended by statements too. */
const withinIn =
  (database: SafeDatabase): Run =>
  (statement) =>
    Effect.suspend(() => {
      const { text } = statement
      // One that could not begin is not there, and SQLite may have undone it by itself, as where the disk is full.
      if (rollback.test(text) && !hasTransaction(database)) return Effect.void
      if (!database.isOpen()) return refused("the connection is closed")
      if (control.test(text)) return attempt(() => database.exec(beginning.test(text) ? begin : text))
      return database.inTransaction() || isRead(text)
        ? attempt(() => database.run(statement))
        : refused("a write on a reserved connection needs a transaction")
    })

/** The two ways to the one connection. */
export interface Connections {
  /** Statements on their own. Each waits while a transaction is under way. */
  readonly alone: Connection
  /** The connection for a transaction, until the scope ends. Then what was not ended is undone. */
  readonly reserved: Effect.Effect<Connection, never, Scope.Scope>
}

/** Makes both ways. A lock of another process is waited for, for so many ms. */
export const make = (database: SafeDatabase, busyTimeout: number): Effect.Effect<Connections> =>
  Effect.map(Effect.makeSemaphore(1), (gate) => {
    const patiently =
      (run: Run): Run =>
      (statement) =>
        Effect.retry(run(statement), { while: ({ cause }) => isBusy(cause), schedule: waiting(busyTimeout) })
    const runAlone = patiently(aloneIn(database))
    const within = connectionOver(patiently(withinIn(database)))
    const undo = Effect.suspend(() =>
      hasTransaction(database) ? Effect.ignore(attempt(() => database.exec("ROLLBACK"))) : Effect.void
    )
    const release = Effect.zipRight(undo, gate.release(1))
    return {
      alone: connectionOver((statement) => gate.withPermits(1)(runAlone(statement))),
      reserved: Effect.uninterruptibleMask((restore) =>
        restore(gate.take(1)).pipe(Effect.zipRight(Effect.addFinalizer(() => release)), Effect.as(within))
      )
    }
  })
