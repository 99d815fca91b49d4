/** Statements, and what a failure of one may say. */
import type { SqlError } from "@effect/sql/SqlError"
import * as Effect from "effect/Effect"
import * as Predicate from "effect/Predicate"
import * as Schedule from "effect/Schedule"

/** Whether a statement did nothing because another process writes: SQLite takes one writer at a time. */
const isBusy = (error: unknown): boolean => {
  if (Predicate.hasProperty(error, "code") && String(error.code).startsWith("SQLITE_BUSY")) return true
  return Predicate.hasProperty(error, "cause") && isBusy(error.cause)
}

/** A writer is done within milliseconds. One that takes 5 s hangs. */
const again = Schedule.jittered(Schedule.spaced("10 millis")).pipe(Schedule.upTo("5 seconds"))

/**
 * A statement, tried again while another process writes. The error of a database may repeat the values that it was given,
 * so only the step is told.
 */
export const stepOf =
  <Failed>(failed: (detail: string) => Failed) =>
  (detail: string) =>
  <A>(statement: Effect.Effect<A, SqlError>): Effect.Effect<A, Failed> =>
    statement.pipe(
      Effect.retry({ schedule: again, while: isBusy }),
      Effect.mapError(() => failed(detail))
    )
