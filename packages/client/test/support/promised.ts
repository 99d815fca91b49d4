/** Clients with promises, of a simulator. */
import { type Fault, KeySecureSimulator, Scenario } from "@effect-keysecure/testkit"
import { HttpClient } from "@effect/platform"
import { Context, Effect, Layer, Scope } from "effect"
import * as KeySecure from "../../src/promise.js"

export const application = {
  cardType: "Virtual",
  packageNo: Scenario.virtualPackageNo,
  cardholderNo: Scenario.approvedCardholderNo,
  cardUniqueNo: "order-1"
} as const

/** A simulator that outlives clients, and a client of it. */
export const simulated = async (faults: Fault.Schedule = []) => {
  const context = await Effect.runPromise(
    Layer.buildWithScope(KeySecureSimulator.layerHttpClient({ faults }), Effect.runSync(Scope.make()))
  )
  const httpClient = Layer.succeed(HttpClient.HttpClient, Context.get(context, HttpClient.HttpClient))
  const { cards } = Context.get(context, KeySecureSimulator.KeySecureSimulator)
  const make = (options: Partial<KeySecure.Options> = {}) =>
    KeySecure.make({
      apiKey: Scenario.creditApiKey,
      baseUrl: KeySecureSimulator.baseUrl,
      store: "memory",
      httpClient,
      ...options
    } as KeySecure.Options)
  return { make, cards: async () => (await Effect.runPromise(cards)).length }
}
