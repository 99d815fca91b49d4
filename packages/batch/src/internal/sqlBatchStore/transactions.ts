/** Transactions, and what MySQL makes of them. */
import * as SqlClient from "@effect/sql/SqlClient"
import type { SqlError } from "@effect/sql/SqlError"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Predicate from "effect/Predicate"
import * as Schedule from "effect/Schedule"
import * as Scope from "effect/Scope"
import { BatchStoreFailed } from "../../BatchStore.js"

/**
 * A transaction of MySQL at READ COMMITTED. At its default level, rows that were only looked at stay locked until the end, and
 * so do the gaps between them.
 */
const readCommitted = (sql: SqlClient.SqlClient) =>
  SqlClient.makeWithTransaction({
    transactionTag: SqlClient.TransactionConnection,
    spanAttributes: [["db.system.name", "mysql"]],
    acquireConnection: Effect.flatMap(Scope.make(), (scope) =>
      Effect.map(Scope.extend(sql.reserve, scope), (connection) => [scope, connection] as const)
    ),
    begin: (connection) =>
      Effect.zipRight(
        connection.executeUnprepared("SET TRANSACTION ISOLATION LEVEL READ COMMITTED", [], undefined),
        connection.executeUnprepared("START TRANSACTION", [], undefined)
      ),
    savepoint: (connection, id) => connection.executeUnprepared(`SAVEPOINT keysecure_${id}`, [], undefined),
    commit: (connection) => connection.executeUnprepared("COMMIT", [], undefined),
    rollback: (connection) => connection.executeUnprepared("ROLLBACK", [], undefined),
    rollbackSavepoint: (connection, id) =>
      connection.executeUnprepared(`ROLLBACK TO SAVEPOINT keysecure_${id}`, [], undefined)
  })

/** Runs statements as one. A transaction that cannot be ended is a defect to the client, and here it is a step that failed. */
export const transactionOf = (sql: SqlClient.SqlClient) => {
  const withTransaction = sql.onDialectOrElse({ mysql: () => readCommitted(sql), orElse: () => sql.withTransaction })
  return <A, E>(work: Effect.Effect<A, E>): Effect.Effect<A, E | SqlError | BatchStoreFailed> =>
    Effect.catchSomeDefect(withTransaction(work), (defect) =>
      Predicate.isTagged(defect, "SqlError")
        ? Option.some(new BatchStoreFailed({ detail: "a transaction could not be ended" }))
        : Option.none()
    )
}

/** Whether MySQL has undone a transaction because it and another one waited for each other. */
const isDeadlock = (error: unknown): boolean =>
  Predicate.hasProperty(error, "cause") && Predicate.hasProperty(error.cause, "errno") && error.cause.errno === 1213

/** Eight times, within 2 s. */
const again = Schedule.jittered(Schedule.exponential("5 millis")).pipe(Schedule.intersect(Schedule.recurs(8)))

/** Runs a step again that MySQL has undone, but for one in a transaction of the caller's: all of that was undone. */
export const despiteDeadlocks = <A, E>(step: Effect.Effect<A, E>): Effect.Effect<A, E> =>
  Effect.flatMap(Effect.serviceOption(SqlClient.TransactionConnection), (within) =>
    Option.isSome(within) ? step : Effect.retry(step, { while: isDeadlock, schedule: again })
  )
