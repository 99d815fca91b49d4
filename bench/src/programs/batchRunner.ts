/** A machine that runs a batch to its end, and says what it cost. */
import * as CardBatch from "@effect-keysecure/batch/CardBatch"
import { Effect, Logger, LogLevel } from "effect"
import { machine } from "../batch/machine.js"

const [database = "", baseUrl = "", batch = "", perSecond = "", clusterPort = ""] = process.argv.slice(2)
const place = {
  database,
  baseUrl,
  ...(perSecond === "" ? {} : { perSecond: Number(perSecond) }),
  ...(clusterPort === "" ? {} : { clusterPort: Number(clusterPort) })
}

// Asked in the middle, it says what it takes then.
process.on("message", () => process.send?.({ rssMb: process.memoryUsage().rss / 2 ** 20 }))
const before = process.cpuUsage()
const run = Effect.flatMap(CardBatch.CardBatch, (service) => service.run(batch))
const progress = await Effect.runPromise(
  run.pipe(Effect.provide(machine(place)), Logger.withMinimumLogLevel(LogLevel.Error))
)
const { system, user } = process.cpuUsage(before)
process.send?.({ rows: progress.rows, cpuMillis: (user + system) / 1_000, rssMb: process.memoryUsage().rss / 2 ** 20 })
process.disconnect?.()
