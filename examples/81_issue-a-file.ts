import { BatchEngine, CardBatch, PayloadCipher, Rows, SqlBatchStore, Throttle } from "@effect-keysecure/batch"
import * as UndiciHttpClient from "@effect-keysecure/client/UndiciHttpClient"
import { Migrations, SqlAttemptLog, SqlTokenStore } from "@effect-keysecure/sql"
import * as Sqlite from "@effect-keysecure/sql/Sqlite"
import { FileSystem } from "@effect/platform"
import * as NodeFileSystem from "@effect/platform-node/NodeFileSystem"
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import { Console, Effect, Layer, Stream } from "effect"

// What all machines share. In the place of Sqlite.layer: PgClient.layerConfig of @effect/sql-pg, or MysqlClient.layerConfig of @effect/sql-mysql2.
const stores = Layer.mergeAll(SqlBatchStore.layer, SqlAttemptLog.layer, SqlTokenStore.layer).pipe(
  Layer.provide(Migrations.layer),
  Layer.provide(Sqlite.layer({ filename: "keysecure.db" }))
)

const batches = CardBatch.layerConfig().pipe(
  Layer.provide([stores, BatchEngine.layerMemory, Throttle.layer(), PayloadCipher.layerConfig()]),
  Layer.provide(UndiciHttpClient.layer)
)

const program = Effect.gen(function* () {
  const batch = yield* CardBatch.CardBatch
  const { stream } = yield* FileSystem.FileSystem
  const rows = Rows.fromCsv(stream("cards.csv"), { key: { batch: "june", column: "employee" } })

  const { added, problems, same } = yield* batch.submit("june", rows)
  yield* Console.log(`${added} new rows, ${same} known`)
  for (const { column, expected, line } of problems) {
    yield* Console.log(`line ${line}, ${column}: expected ${expected}`)
  }

  const { ended, total } = yield* batch.run("june") // kill it, and run it again: there is no second card
  yield* Console.log(`${ended} of ${total} rows ended`)
  yield* Stream.runForEach(batch.results("june"), ({ cardNo, key, problem, state }) =>
    Console.log(`${key}: ${state} ${cardNo ?? problem?.remedy}`)
  )
})

program.pipe(Effect.provide([batches, NodeFileSystem.layer]), NodeRuntime.runMain)
