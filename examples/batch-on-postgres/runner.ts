/** One of several machines that issue a batch over one PostgreSQL. All of them run this program, with the same environment. */
import { BatchEngine, CardBatch, PayloadCipher, Rows, SqlBatchStore, Throttle } from "@effect-keysecure/batch"
import { Migrations, SqlAttemptLog, SqlRateLimit, SqlTokenStore } from "@effect-keysecure/sql"
import * as NodeHttpClient from "@effect/platform-node/NodeHttpClient"
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import { PgClient } from "@effect/sql-pg"
import { Config, Console, Effect, Layer, Stream } from "effect"

/** 50 calls per second for all machines together. */
const throttle = Layer.unwrapEffect(
  Effect.map(SqlRateLimit.make({ name: "merchant", perSecond: 50 }), (rateLimit) => Throttle.layer({ rateLimit }))
)

/** What the machines share. Each may make the tables. */
const shared = Layer.mergeAll(SqlBatchStore.layer, SqlAttemptLog.layer, SqlTokenStore.layer, throttle).pipe(
  Layer.provide(Migrations.layer),
  Layer.provide(PgClient.layerConfig({ url: Config.redacted("DATABASE_URL") }))
)

const batches = CardBatch.layerConfig().pipe(
  Layer.provide([shared, BatchEngine.layerMemory, PayloadCipher.layerConfig(), NodeHttpClient.layerUndici])
)

/** In earnest: rows of a table of yours. */
const rows = Rows.fromStream(
  Stream.map(Stream.range(1, 300), (n) => ({
    order: `order-${n}`,
    cardholder_no: "U0001",
    card_type: "Virtual",
    package_no: "P0001"
  })),
  { key: { batch: "june", column: "order" } }
)

const program = Effect.gen(function* () {
  const batch = yield* CardBatch.CardBatch
  yield* batch.submit("june", rows) // all machines may do so: rows that are there stay as they are
  yield* Console.log("takes part")
  const { ended, total } = yield* batch.run("june")
  yield* Console.log(`${ended} of ${total} rows ended`)
})

program.pipe(Effect.provide(batches), NodeRuntime.runMain)
