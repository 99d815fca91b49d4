/** The client over the simulator in memory, as consumers' suites have it. */
import { KeySecureClient } from "@effect-keysecure/client"
import { KeySecureSimulator, Scenario } from "@effect-keysecure/testkit"
import { Layer, Redacted } from "effect"

export const apiKey = Redacted.make(Scenario.creditApiKey)

/** The client of the default scenario's merchant in credit extension mode, and the simulator behind it. */
export const simulated = (scenario: Scenario.Scenario = (state) => state, options: KeySecureClient.Options = {}) =>
  KeySecureClient.layer({ apiKey, baseUrl: KeySecureSimulator.baseUrl, ...options }).pipe(
    Layer.provideMerge(KeySecureSimulator.layerHttpClient({ scenario }))
  )
