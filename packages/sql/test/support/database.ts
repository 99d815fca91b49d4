/** A database as users have it, and what is made of a connection of its own. */
import type { SqlClient } from "@effect/sql/SqlClient"
import { Effect, Layer } from "effect"

/** A database, to which every build of the layer makes a connection of its own. */
export interface Database {
  readonly name: string
  readonly connection: Layer.Layer<SqlClient>
  /** Where another process finds it. */
  readonly url: () => string
}

/** Something that is made of a connection of its own. */
export const over = <A, E>({ connection }: Database, make: Effect.Effect<A, E, SqlClient>) =>
  Effect.flatMap(Layer.build(connection), (context) => Effect.provide(make, context))
