/** Calls through the real client to a simulator in memory. */
import { Effect, Layer, Redacted } from "effect"
import { KeySecureClient } from "@effect-keysecure/client"
import { KeySecureSimulator, Scenario } from "@effect-keysecure/testkit"
import type { Run } from "../lap.js"
import { applicationOf } from "./application.js"
import { running } from "./effects.js"

/** Rounds of calls. `renewed` takes the simulator back to where it began. */
export const simulated = <A, E>(
  options: KeySecureSimulator.Options,
  call: (client: KeySecureClient.Service, renewed: Effect.Effect<void>) => (n: number) => Effect.Effect<A, E>
): Promise<Run> =>
  running(
    KeySecureClient.layer({
      apiKey: Redacted.make(Scenario.creditApiKey),
      baseUrl: KeySecureSimulator.baseUrl
    }).pipe(
      Layer.provideMerge(KeySecureSimulator.layerHttpClient(options)),
      Layer.merge(Layer.setTracerEnabled(false))
    ),
    Effect.gen(function* () {
      const client = yield* KeySecureClient.KeySecureClient
      const simulator = yield* KeySecureSimulator.KeySecureSimulator
      // With the first card comes the token.
      yield* Effect.orDie(client.applyForCard(applicationOf(0)))
      const begun = yield* simulator.state
      return call(
        client,
        simulator.update(() => begun)
      )
    })
  )
