/** The same without a network: the simulator is in the bundle, too. */
import { KeySecureClient } from "@effect-keysecure/client"
import { KeySecureSimulator, Sample, Scenario } from "@effect-keysecure/testkit"
import { Console, Effect, Layer, Redacted } from "effect"

const program = Effect.gen(function* () {
  const client = yield* KeySecureClient.KeySecureClient
  const card = yield* client.applyForCard(Sample.virtualApplication)
  yield* Console.log(`card ${card.cardNo}`)
})

void program.pipe(
  Effect.provide(
    KeySecureClient.layer({
      apiKey: Redacted.make(Scenario.creditApiKey),
      baseUrl: KeySecureSimulator.baseUrl
    }).pipe(Layer.provide(KeySecureSimulator.layerHttpClient()))
  ),
  Effect.runPromise
)
