/** A batch whose merchant and key are in the environment. */
import { AttemptLog, TokenStore } from "@effect-keysecure/client"
import { KeySecureSimulator, Scenario, VirtualClock } from "@effect-keysecure/testkit"
import { ConfigProvider, Effect, Layer } from "effect"
import { expect, it } from "vitest"
import { BatchEngine, CardBatch, MemoryBatchStore, PayloadCipher, Throttle } from "../../src/index.js"
import { rows } from "../support/world.js"

const batches = CardBatch.layerConfig().pipe(
  Layer.provide(PayloadCipher.layerConfig()),
  Layer.provide([MemoryBatchStore.layer, BatchEngine.layerMemory, Throttle.layer()]),
  Layer.provide([AttemptLog.layerMemory(), TokenStore.layerMemory, KeySecureSimulator.layerHttpClient()])
)

const key = Buffer.alloc(32, 7).toString("base64")

const runWith = (variables: Readonly<Record<string, string>>) =>
  Effect.flatMap(CardBatch.CardBatch, (batch) =>
    Effect.zipRight(batch.submit("cards", rows(3)), batch.run("cards"))
  ).pipe(
    Effect.provide(batches),
    Effect.withConfigProvider(ConfigProvider.fromMap(new Map(Object.entries(variables)))),
    (program) => Effect.runPromise(VirtualClock.run(() => program).pipe(Effect.either))
  )

const merchant = { KEYSECURE_API_KEY: Scenario.creditApiKey, KEYSECURE_BASE_URL: KeySecureSimulator.baseUrl }

it("issues for the merchant and with the key of the environment", async () => {
  expect(await runWith({ ...merchant, KEYSECURE_BATCH_KEY: key })).toMatchObject({ right: { rows: { ready: 3 } } })
})

it("says which variable is missing, and that a key has the wrong length", async () => {
  expect(JSON.stringify(await runWith(merchant))).toContain("KEYSECURE_BATCH_KEY")
  expect(await runWith({ ...merchant, KEYSECURE_BATCH_KEY: "c2hvcnQ=" })).toMatchObject({
    left: {
      _tag: "PayloadCipherFailed",
      message: "An application could not be sealed: the key is not 32 bytes in base64"
    }
  })
})
