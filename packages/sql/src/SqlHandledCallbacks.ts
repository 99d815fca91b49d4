/**
 * The handled callbacks in a table that several machines share: a callback that is delivered again to another machine gets
 * the answer that it had.
 *
 * Deliveries at the same moment to two machines may both be handled: the answer is recorded when it is decided. Entries
 * are never removed. `recorded_at` (Unix ms, by the clock of the machine) says which ones may be deleted: those older than
 * the platform may deliver again, which is not documented.
 *
 * @module SqlHandledCallbacks
 * @since 0.2.0
 */
import { HandledCallbacks } from "@effect-keysecure/client"
import { Callback } from "@effect-keysecure/schema"
import * as SqlClient from "@effect/sql/SqlClient"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import { stepsOf } from "./internal/database/statement.js"

const decode = Schema.decodeUnknownOption(
  Schema.Struct({
    // PostgreSQL's 64 bits come as text.
    code: Schema.Union(Schema.Number, Schema.NumberFromString),
    message: Schema.NullOr(Schema.String)
  })
)
const isAnswer = Schema.is(Callback.Answer)

const answerOf = (row: unknown): Option.Option<Callback.Answer> =>
  decode(row).pipe(
    Option.map(({ code, message }) => ({ code, ...(message === null ? {} : { message }) })),
    Option.filter(isAnswer)
  )

const makeStore = (sql: SqlClient.SqlClient): HandledCallbacks.Service => {
  const step = stepsOf(sql, (detail) => new HandledCallbacks.HandledCallbacksFailed({ detail }))
  const reading = step("the table could not be read")
  const writing = step("the table could not be written")
  const replacing = sql.literal(
    sql.onDialectOrElse({
      mysql: () => "ON DUPLICATE KEY UPDATE",
      orElse: () => "ON CONFLICT (digest) DO UPDATE SET"
    })
  )
  return {
    find: (digest) =>
      Effect.map(
        reading(sql`SELECT code, message FROM keysecure_handled_callbacks WHERE digest = ${digest}`),
        ([row]) => answerOf(row)
      ),
    record: (digest, { code, message = null }) =>
      Effect.flatMap(Clock.currentTimeMillis, (now) =>
        Effect.asVoid(
          writing(
            sql`INSERT INTO keysecure_handled_callbacks ${sql.insert({ digest, code, message, recorded_at: now })}
              ${replacing} ${sql.update({ code, message, recorded_at: now })}`
          )
        )
      )
  }
}

/**
 * Makes a store in the database of the `SqlClient`. The tables must be there (`Migrations`). A step that fails is
 * `HandledCallbacksFailed`, which repeats nothing that the database says. An entry that cannot be read is taken for none.
 *
 * @since 0.2.0
 * @category constructors
 */
export const make: Effect.Effect<HandledCallbacks.Service, never, SqlClient.SqlClient> = Effect.map(
  SqlClient.SqlClient,
  (sql) => makeStore(sql.withoutTransforms())
)

/**
 * The handled callbacks in the database of the `SqlClient`. The tables must be there (`Migrations`).
 *
 * @since 0.2.0
 * @category layers
 */
export const layer: Layer.Layer<HandledCallbacks.HandledCallbacks, never, SqlClient.SqlClient> = Layer.effect(
  HandledCallbacks.HandledCallbacks,
  make
)
