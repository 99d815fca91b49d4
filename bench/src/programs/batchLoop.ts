/** A plain loop over the same log: what a user writes without batches. */
import * as CardIssuance from "@effect-keysecure/client/CardIssuance"
import * as UndiciHttpClient from "@effect-keysecure/client/UndiciHttpClient"
import { Scenario } from "@effect-keysecure/testkit"
import { Effect, Layer, Redacted, Stream } from "effect"
import { stores } from "../batch/machine.js"
import { rows } from "../batch/trial.js"

const [database = "", baseUrl = "", count = "0"] = process.argv.slice(2)

const before = process.cpuUsage()
const loop = Effect.flatMap(CardIssuance.CardIssuance, ({ issue }) =>
  Stream.runDrain(
    Stream.mapEffect(
      Stream.flatMap(rows(Number(count), "loop"), (row) => row),
      ({ application }) => issue(application),
      { concurrency: 64, unordered: true }
    )
  )
)
const live = CardIssuance.layer({ apiKey: Redacted.make(Scenario.creditApiKey), baseUrl }).pipe(
  Layer.provide(UndiciHttpClient.layer),
  Layer.provide(stores(database))
)
await Effect.runPromise(Effect.provide(loop, live))
const { system, user } = process.cpuUsage(before)
process.send?.({ rows: {}, cpuMillis: (user + system) / 1_000, rssMb: process.memoryUsage().rss / 2 ** 20 })
process.disconnect?.()
