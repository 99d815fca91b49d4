/** A program that puts an entry in place of none under each of some keys, and says so each time that it is told yes. */
import * as TokenStore from "@effect-keysecure/client/TokenStore"
import { Config, Effect, Layer, Option } from "effect"
import * as Sqlite from "../../src/Sqlite.js"
import * as SqlTokenStore from "../../src/SqlTokenStore.js"
import { driver } from "./driver.js"

const filename = Config.string("DATABASE_URL")
const store = Layer.provide(
  SqlTokenStore.layer,
  Layer.unwrapEffect(Effect.map(filename, (path) => Sqlite.layer({ ...driver, filename: path })))
)
const entry = String(process.pid)

const program = Effect.gen(function* () {
  const count = yield* Config.integer("NUMBERS")
  const { compareAndSwap } = yield* TokenStore.TokenStore
  for (const key of Array.from({ length: count }, (_, index) => `key-${index}`)) {
    if (yield* compareAndSwap(key, Option.none(), entry)) process.stdout.write(`${JSON.stringify([[key, entry]])}\n`)
  }
}).pipe(Effect.provide(store))

await Effect.runPromise(program)
