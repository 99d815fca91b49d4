/** Batches on a cluster, which is in this process. */
import { AttemptLog, TokenStore } from "@effect-keysecure/client"
import { KeySecureSimulator, Scenario } from "@effect-keysecure/testkit"
import * as TestRunner from "@effect/cluster/TestRunner"
import { Effect, Fiber, Layer, Redacted, Ref } from "effect"
import { describe, expect, it } from "vitest"
import { BatchEngine, CardBatch, MemoryBatchStore, PayloadCipher, Throttle } from "../../src/index.js"
import * as ClusterBatchEngine from "../../src/ClusterBatchEngine.js"
import { rows } from "../support/world.js"

const engine = Layer.provide(ClusterBatchEngine.layer, TestRunner.layer)

const inCluster = <A, E>(program: Effect.Effect<A, E, BatchEngine.BatchEngine>) =>
  Effect.runPromise(Effect.provide(program, engine))

describe("an engine on a cluster", () => {
  it("runs a batch to its end", () => {
    const machine = CardBatch.layer({
      apiKey: Redacted.make(Scenario.creditApiKey),
      baseUrl: KeySecureSimulator.baseUrl
    }).pipe(
      Layer.provide([
        engine,
        MemoryBatchStore.layer,
        AttemptLog.layerMemory(),
        TokenStore.layerMemory,
        Throttle.layer(),
        PayloadCipher.layer(Redacted.make(Buffer.alloc(32, 7).toString("base64")))
      ]),
      Layer.provideMerge(KeySecureSimulator.layerHttpClient())
    )
    return Effect.gen(function* () {
      const batch = yield* CardBatch.CardBatch
      yield* batch.submit("cards", rows(300))
      expect((yield* batch.run("cards")).rows.ready).toBe(300)
      const { cards } = yield* KeySecureSimulator.KeySecureSimulator
      expect(yield* cards).toHaveLength(300)
    }).pipe(Effect.provide(machine), Effect.runPromise)
  })

  it("ends a chunk when its work has ended, and not before", () =>
    inCluster(
      Effect.gen(function* () {
        const { run, serve } = yield* BatchEngine.BatchEngine
        const done = yield* Ref.make<ReadonlyArray<string>>([])
        yield* serve(({ id }) =>
          Effect.delay(
            Ref.update(done, (ids) => [...ids, id]),
            "300 millis"
          )
        )
        const running = yield* Effect.fork(run({ batch: "cards", id: "1" }))
        yield* Effect.sleep("100 millis")
        expect(yield* Ref.get(done)).toEqual([])
        yield* Fiber.join(running)
        expect(yield* Ref.get(done)).toEqual(["1"])
      }).pipe(Effect.scoped)
    ))

  it("runs a chunk again whose work died", () =>
    inCluster(
      Effect.gen(function* () {
        const { run, serve } = yield* BatchEngine.BatchEngine
        const runs = yield* Ref.make(0)
        yield* serve(() =>
          Effect.flatMap(
            Ref.updateAndGet(runs, (n) => n + 1),
            (n) => (n === 1 ? Effect.dieMessage("the machine") : Effect.void)
          )
        )
        yield* run({ batch: "cards", id: "1" })
        expect(yield* Ref.get(runs)).toBe(2)
      }).pipe(Effect.scoped)
    ))
})
