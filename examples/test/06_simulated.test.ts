import { KeySecureClient } from "@effect-keysecure/client"
import { KeySecureSimulator, Sample, Scenario } from "@effect-keysecure/testkit"
import { expect, it } from "@effect/vitest"
import { Effect, Layer, Redacted } from "effect"

const simulated = KeySecureClient.layer({
  apiKey: Redacted.make(Scenario.creditApiKey),
  baseUrl: KeySecureSimulator.baseUrl
}).pipe(Layer.provideMerge(KeySecureSimulator.layerHttpClient()))

it.effect("a customer gets a card", () =>
  Effect.gen(function* () {
    const client = yield* KeySecureClient.KeySecureClient
    const card = yield* client.applyForCard(Sample.virtualApplication)

    const simulator = yield* KeySecureSimulator.KeySecureSimulator
    expect((yield* simulator.cards).map(({ cardNo }) => cardNo)).toEqual([card.cardNo])
  }).pipe(Effect.provide(simulated))
)
