/** The engine under a batch, over a simulator in memory, on a clock that jumps. */
import { BatchEngine, CardBatch, MemoryBatchStore, PayloadCipher, Rows, Throttle } from "@effect-keysecure/batch"
import { AttemptLog, TokenStore } from "@effect-keysecure/client"
import { KeySecureSimulator, Scenario } from "@effect-keysecure/testkit"
import { it } from "@effect-keysecure/testkit/vitest"
import { expect } from "@effect/vitest"
import { Effect, Layer, Logger, LogLevel, Redacted, Ref, Stream } from "effect"
import { layer } from "../82_batch-engine.js"

/** The engine, over work that dies some times. It tells how often work began. */
const dying = (times: number, begun: Ref.Ref<number>) =>
  Layer.effect(
    BatchEngine.BatchEngine,
    Effect.map(BatchEngine.BatchEngine, ({ run, serve }): BatchEngine.Service => ({
      run,
      serve: (work) =>
        serve((chunk) =>
          Effect.flatMap(
            Ref.updateAndGet(begun, (n) => n + 1),
            (n) => (n <= times ? Effect.dieMessage("the machine is gone") : work(chunk))
          )
        )
    }))
  ).pipe(Layer.provide(layer))

const batches = (engine: Layer.Layer<BatchEngine.BatchEngine>) =>
  CardBatch.layer({ apiKey: Redacted.make(Scenario.creditApiKey), baseUrl: KeySecureSimulator.baseUrl }).pipe(
    Layer.provide([engine, MemoryBatchStore.layer, AttemptLog.layerMemory(), TokenStore.layerMemory]),
    Layer.provide([Throttle.layer(), PayloadCipher.layer(Redacted.make(Buffer.alloc(32, 7).toString("base64")))]),
    Layer.provideMerge(KeySecureSimulator.layerHttpClient())
  )

const rows = Rows.fromStream(
  Stream.map(Stream.range(1, 300), (n) => ({
    card_unique_no: `order-${n}`,
    cardholder_no: "U0001",
    card_type: "Virtual",
    package_no: "P0001"
  }))
)

it.virtual("a chunk whose work dies is run again, until every row has its card", () =>
  Effect.gen(function* () {
    const begun = yield* Ref.make(0)
    yield* Effect.gen(function* () {
      const batch = yield* CardBatch.CardBatch
      yield* batch.submit("june", rows)
      expect(yield* batch.run("june")).toMatchObject({ total: 300, rows: { ready: 300 } })
      const simulator = yield* KeySecureSimulator.KeySecureSimulator
      expect(yield* simulator.cards).toHaveLength(300)
    }).pipe(Effect.provide(batches(dying(6, begun))), Logger.withMinimumLogLevel(LogLevel.Error))
    // Six died, and four lanes had chunks that ended.
    expect(yield* Ref.get(begun)).toBeGreaterThanOrEqual(10)
  })
)
