/** A program that puts an entry in place of none under each of some keys, and says under which ones it was told yes. */
import * as TokenStore from "@effect-keysecure/client/TokenStore"
import { Config, Effect, Layer, Option } from "effect"
import * as Sqlite from "../../src/Sqlite.js"
import * as SqlTokenStore from "../../src/SqlTokenStore.js"

const program = Effect.gen(function* () {
  const filename = yield* Config.string("DATABASE_URL")
  const count = yield* Config.integer("NUMBERS")
  const keys = Array.from({ length: count }, (_, index) => `key-${index}`)
  const yeses = Effect.flatMap(TokenStore.TokenStore, ({ compareAndSwap }) =>
    Effect.filter(keys, (key) => compareAndSwap(key, Option.none(), String(process.pid)))
  ).pipe(Effect.provide(SqlTokenStore.layer.pipe(Layer.provide(Sqlite.layer({ filename })))))
  process.stdout.write(JSON.stringify((yield* yeses).map((key) => [key, String(process.pid)])))
})

await Effect.runPromise(program)
