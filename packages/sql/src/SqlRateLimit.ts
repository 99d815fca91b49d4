/**
 * How many calls all machines together start per second, counted in a table (`RateLimit` of `@effect-keysecure/batch`).
 *
 * @module SqlRateLimit
 * @since 0.2.0
 */
import * as SqlClient from "@effect/sql/SqlClient"
import * as Cause from "effect/Cause"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Schedule from "effect/Schedule"
import * as Schema from "effect/Schema"
import { type Supported, supportedOf, unsupported } from "./internal/database/statement.js"

/**
 * What a limit permits. Every machine gives the same.
 *
 * @since 0.2.0
 * @category options
 */
export interface Options {
  /** The limit's name in the table: those who give the same name share it. */
  readonly name: string
  /** How many calls per second, more than 0. */
  readonly perSecond: number
  /** How many calls may start at once after a pause, 1 or more. Default 1: calls start evenly. */
  readonly burst?: number
}

/**
 * A limit.
 *
 * @since 0.2.0
 * @category models
 */
export interface SqlRateLimit {
  /** Takes the right to start one call, and gives how long to wait before it starts, in ms. */
  readonly take: Effect.Effect<number>
}

/** The database's own clock in Unix ms, which all machines share. */
const nowOn: Readonly<Record<Supported, string>> = {
  mysql: "(timestampdiff(MICROSECOND, '1970-01-01', utc_timestamp(6)) / 1000)",
  pg: "(extract(epoch FROM clock_timestamp()) * 1000)::double precision",
  sqlite: "((julianday('now') - 2440587.5) * 86400000.0)"
}

interface Taken {
  readonly ahead: number
}

/** How far ahead the next call of a limit is due, in ms, once a right is taken. */
const takenOn = (sql: SqlClient.SqlClient, database: Supported, name: string, interval: number) => {
  const now = sql.literal(nowOn[database])
  if (database === "mysql") {
    // A bound value beside a whole number may be taken for one.
    const ms = sql.literal(String(interval))
    // A statement that writes gives nothing but one number, which is that of LAST_INSERT_ID: here in µs.
    return sql`INSERT INTO keysecure_rate_limits (name, due)
        VALUES (${name}, ${now} + last_insert_id(round(1000 * ${ms})) / 1000)
        ON DUPLICATE KEY UPDATE due =
          ${now} + last_insert_id(round(1000 * (${ms} + greatest(due - ${now}, 0)))) / 1000`.raw.pipe(
      Effect.flatMap(readInsertId),
      Effect.map(({ insertId }) => insertId / 1000)
    )
  }
  return sql<Taken>`INSERT INTO keysecure_rate_limits (name, due) VALUES (${name}, ${now} + ${interval})
      ON CONFLICT (name) DO UPDATE SET due = ${interval} +
        CASE WHEN keysecure_rate_limits.due > ${now} THEN keysecure_rate_limits.due ELSE ${now} END
      RETURNING due - ${now} AS ahead`.pipe(Effect.map(([row]) => Number(row?.ahead ?? 0)))
}

const readInsertId = Schema.decodeUnknown(Schema.Struct({ insertId: Schema.Number }))

/** After 100 ms, doubling up to 5 s, without end. */
const again = Schedule.exponential("100 millis").pipe(
  Schedule.modifyDelay((_, delay) => Duration.min(delay, Duration.seconds(5))),
  Schedule.jittered
)

/**
 * Makes a limit in the database of the `SqlClient`. The tables must be there (`Migrations`). A right is taken by one
 * statement. While the database does not answer, `take` waits, so nothing starts.
 *
 * It dies if `perSecond` or `burst` is out of its range, or if the database is not supported.
 *
 * @since 0.2.0
 * @category constructors
 */
export const make = ({
  burst = 1,
  name,
  perSecond
}: Options): Effect.Effect<SqlRateLimit, never, SqlClient.SqlClient> =>
  Effect.flatMap(SqlClient.SqlClient, (client) => {
    const database = supportedOf(client)
    const interval = 1000 / perSecond
    if (database === undefined) return Effect.die(new Cause.IllegalArgumentException(unsupported))
    if (!(interval > 0 && Number.isFinite(interval)) || !(burst >= 1)) {
      return Effect.die(new Cause.IllegalArgumentException("perSecond must be more than 0, and burst 1 or more"))
    }
    const taken = takenOn(client.withoutTransforms(), database, name, interval)
    return Effect.succeed({
      take: Effect.map(Effect.orDie(Effect.retry(taken, again)), (ahead) => Math.max(0, ahead - burst * interval))
    })
  })
