/** A program that makes the tables on MySQL and uses them at once, and says which migrations it has run. */
import * as TokenStore from "@effect-keysecure/client/TokenStore"
import * as MysqlClient from "@effect/sql-mysql2/MysqlClient"
import { Config, Effect, Option } from "effect"
import * as Migrations from "../../src/Migrations.js"
import * as SqlTokenStore from "../../src/SqlTokenStore.js"

const program = Effect.gen(function* () {
  const names = yield* Migrations.run
  const used = yield* TokenStore.TokenStore.pipe(
    Effect.flatMap(({ compareAndSwap }) => compareAndSwap(`process ${process.pid}`, Option.none(), "entry")),
    Effect.provide(SqlTokenStore.layer)
  )
  const told = [...names, used ? "used" : "unused"].map((name) => [name, String(process.pid)])
  process.stdout.write(`${JSON.stringify(told)}\n`)
}).pipe(Effect.provide(MysqlClient.layerConfig({ url: Config.redacted("DATABASE_URL") })))

await Effect.runPromise(program)
