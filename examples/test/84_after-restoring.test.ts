/** A batch whose database is restored from a backup of before it was run. */
import { BatchEngine, CardBatch, MemoryBatchStore, PayloadCipher, Rows, Throttle } from "@effect-keysecure/batch"
import { AttemptLog, CardIssuance, Listing, TokenStore } from "@effect-keysecure/client"
import { KeySecureSimulator, Scenario } from "@effect-keysecure/testkit"
import { it } from "@effect-keysecure/testkit/vitest"
import { expect } from "@effect/vitest"
import { DateTime, Effect, Layer, Redacted, Stream } from "effect"
import { afterRestoring } from "../84_after-restoring.js"

const options = { apiKey: Redacted.make(Scenario.creditApiKey), baseUrl: KeySecureSimulator.baseUrl }

/** A machine with a database of its own: a batch store and an attempt log, as they were before anything was issued. */
const machine = Layer.fresh(
  CardBatch.layer(options).pipe(
    Layer.provide([MemoryBatchStore.layer, BatchEngine.layerMemory, Throttle.layer(), TokenStore.layerMemory]),
    Layer.provide(PayloadCipher.layer(Redacted.make(Buffer.alloc(32, 7).toString("base64")))),
    Layer.merge(Layer.provideMerge(Listing.layer, CardIssuance.layer(options))),
    Layer.provide(AttemptLog.layerMemory()),
    Layer.orDie
  )
)

const rows = Rows.fromStream(
  Stream.map(Stream.range(1, 150), (n) => ({
    card_unique_no: `order-${n}`,
    cardholder_no: "U0001",
    card_type: "Virtual",
    package_no: "P0001"
  }))
)

const run = Effect.gen(function* () {
  const batch = yield* CardBatch.CardBatch
  yield* batch.submit("june", rows)
  return yield* batch.run("june")
})

it.virtual("the cards of the list are in the log again, and no row is applied for a second time", () =>
  Effect.gen(function* () {
    const backedUpAt = yield* DateTime.now
    yield* Effect.provide(run, machine)
    yield* Effect.sleep("2 minutes")
    const restored = yield* Effect.zip(afterRestoring(backedUpAt), run).pipe(Effect.provide(machine))
    expect(restored).toMatchObject([150, { total: 150, rows: { ready: 150 } }])
    const simulator = yield* KeySecureSimulator.KeySecureSimulator
    const asked = yield* simulator.requests
    expect(asked.filter(({ operation }) => operation === "applyForCard")).toHaveLength(150)
  }).pipe(
    Effect.provide(
      // A platform that would make another card for a number that it knows.
      KeySecureSimulator.layerHttpClient({ scenario: Scenario.rules({ repeatedUniqueNo: "anotherCard" }) })
    )
  )
)
