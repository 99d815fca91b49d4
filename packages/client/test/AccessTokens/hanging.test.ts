/** A request for a token that gets no answer. */
import { KeySecureClient } from "@effect-keysecure/client"
import { KeySecureSimulator } from "@effect-keysecure/testkit"
import { it } from "@effect-keysecure/testkit/vitest"
import { Clock, Effect, Layer } from "effect"
import { describe, expect } from "vitest"
import { applicationOf } from "../support/requests.js"
import { apiKey } from "../support/simulated.js"

const client = KeySecureClient.layer({ apiKey, baseUrl: KeySecureSimulator.baseUrl }).pipe(
  Layer.provideMerge(
    KeySecureSimulator.layerHttpClient({
      faults: [{ operation: "getToken", nth: 1, fault: { _tag: "LoseAnswer", silent: true } }]
    })
  )
)

describe("a request for a token that is never answered", () => {
  it.virtual("is sent again after 15 s, so that no call is lost", () =>
    Effect.gen(function* () {
      const { applyForCard } = yield* KeySecureClient.KeySecureClient
      const began = yield* Clock.currentTimeMillis
      yield* Effect.all(
        ["one", "two", "three"].map((name) => applyForCard(applicationOf(name))),
        { concurrency: "unbounded" }
      )
      expect((yield* Clock.currentTimeMillis) - began).toBeLessThanOrEqual(16_000)
    }).pipe(Effect.provide(client))
  )
})
