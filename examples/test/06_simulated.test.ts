import { KeySecureClient } from "@effect-keysecure/client"
import { type Fault, KeySecureSimulator, Sample, Scenario } from "@effect-keysecure/testkit"
import { it } from "@effect-keysecure/testkit/vitest"
import { expect } from "@effect/vitest"
import { Effect, Layer, Redacted } from "effect"

const simulated = (faults: Fault.Schedule) =>
  KeySecureClient.layer({
    apiKey: Redacted.make(Scenario.creditApiKey),
    baseUrl: KeySecureSimulator.baseUrl
  }).pipe(Layer.provideMerge(KeySecureSimulator.layerHttpClient({ faults })))

it.virtual("a customer gets a card", () =>
  Effect.gen(function* () {
    const client = yield* KeySecureClient.KeySecureClient
    const card = yield* client.applyForCard(Sample.virtualApplication)

    const simulator = yield* KeySecureSimulator.KeySecureSimulator
    expect((yield* simulator.cards).map(({ cardNo }) => cardNo)).toEqual([card.cardNo])
  }).pipe(Effect.provide(simulated([])))
)

it.virtual("a lost answer is no failure: there may be a card", () =>
  Effect.gen(function* () {
    const client = yield* KeySecureClient.KeySecureClient
    const error = yield* Effect.flip(client.applyForCard(Sample.virtualApplication))
    expect(error._tag).toBe("OutcomeUnknown")

    const simulator = yield* KeySecureSimulator.KeySecureSimulator
    expect(yield* simulator.cards).toHaveLength(1)
  }).pipe(
    Effect.provide(simulated([{ operation: "applyForCard", nth: 1, fault: { _tag: "LoseAnswer", silent: true } }]))
  )
)
