/** A client of SQLite that is not ours, and is asked for nothing. */
import * as Reactivity from "@effect/experimental/Reactivity"
import { SqlClient, Statement } from "@effect/sql"
import { Effect, Layer } from "effect"

/** It. */
export const another: Layer.Layer<SqlClient.SqlClient> = Layer.scoped(
  SqlClient.SqlClient,
  SqlClient.make({
    acquirer: Effect.dieMessage("a statement was run over it"),
    compiler: Statement.makeCompilerSqlite(),
    spanAttributes: []
  })
).pipe(Layer.provide(Reactivity.layer))
