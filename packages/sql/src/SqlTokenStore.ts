/**
 * The store in which several machines share a token (`AccessTokens.layerStore`), in a table.
 *
 * The key of an entry is a digest, and its text holds the token itself: keep the database as safe as the Api-Key.
 *
 * @module SqlTokenStore
 * @since 0.2.0
 */
import { TokenStore } from "@effect-keysecure/client"
import * as SqlClient from "@effect/sql/SqlClient"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import { changes, insertNew, stepsOf } from "./internal/database/statement.js"

const table = "keysecure_tokens"

const makeStore = (sql: SqlClient.SqlClient): TokenStore.Service => {
  const step = stepsOf(sql, (detail) => new TokenStore.TokenStoreFailed({ detail }))
  const reading = step("the table could not be read")
  const writing = step("the table could not be written")
  return {
    find: (key) =>
      Effect.map(
        reading(sql<{ readonly entry: string }>`SELECT entry FROM ${sql(table)} WHERE ${sql("key")} = ${key}`),
        ([row]) => Option.map(Option.fromNullable(row), ({ entry }) => entry)
      ),
    compareAndSwap: (key, expected, next) =>
      writing(
        Option.match(expected, {
          onNone: () => insertNew(sql, table, { key, entry: next }),
          onSome: (entry) =>
            changes(sql`UPDATE ${sql(table)} SET entry = ${next} WHERE ${sql("key")} = ${key} AND entry = ${entry}`)
        })
      )
  }
}

/**
 * Makes a store in the database of the `SqlClient`. The tables must be there (`Migrations`).
 *
 * @since 0.2.0
 * @category constructors
 */
export const make: Effect.Effect<TokenStore.Service, never, SqlClient.SqlClient> = Effect.map(
  SqlClient.SqlClient,
  (sql) => makeStore(sql.withoutTransforms())
)

/**
 * The store in the database of the `SqlClient`. The tables must be there (`Migrations`).
 *
 * @since 0.2.0
 * @category layers
 */
export const layer: Layer.Layer<TokenStore.TokenStore, never, SqlClient.SqlClient> = Layer.effect(
  TokenStore.TokenStore,
  make
)
