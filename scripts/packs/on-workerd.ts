/**
 * A worker of Cloudflare's with a runtime at the level of its module, as such programs have it. A request says which tokens
 * it wants, and how many cards it applies for, one after the other.
 */
import { AccessTokens, KeySecureClient, KeySecureConfig, ServerTime, TokenStore } from "@effect-keysecure/client"
import { Card, Cardholder, CardProduct } from "@effect-keysecure/schema"
import { FetchHttpClient } from "@effect/platform"
import { Effect, Layer, ManagedRuntime, Redacted } from "effect"

/** Put in by the bundler. */
declare const SIMULATOR_URL: string

const options = { apiKey: Redacted.make("sim_credit_key"), baseUrl: SIMULATOR_URL }

const clients = {
  unchosen: KeySecureClient.layer(options),
  layer: KeySecureClient.layer({ ...options, fetchedBy: "layer" }),
  caller: KeySecureClient.layer({ ...options, fetchedBy: "caller" }),
  store: KeySecureClient.layerWithoutDependencies().pipe(
    Layer.provide(AccessTokens.layerStore({ fetchedBy: "caller" })),
    Layer.provide([TokenStore.layerMemory, KeySecureConfig.layer(options), ServerTime.layer()])
  )
}

const runtimeOf = (mode: keyof typeof clients) =>
  ManagedRuntime.make(Layer.provide(clients[mode], FetchHttpClient.layer))

const runtimes = {
  unchosen: runtimeOf("unchosen"),
  layer: runtimeOf("layer"),
  caller: runtimeOf("caller"),
  store: runtimeOf("store")
}

const apply = (cardUniqueNo: string) =>
  Effect.flatMap(KeySecureClient.KeySecureClient, (client) =>
    client.applyForCard({
      cardType: "Virtual",
      packageNo: CardProduct.PackageNo.make("P0001"),
      cardholderNo: Cardholder.CardholderNo.make("U0001"),
      cardUniqueNo: Card.CardUniqueNo.make(cardUniqueNo)
    })
  )

const isMode = (text: string): text is keyof typeof runtimes => text in runtimes

export default {
  async fetch(request: Request): Promise<Response> {
    const [, mode = "", number = "", cards = ""] = new URL(request.url).pathname.split("/")
    if (!isMode(mode)) return new Response(null, { status: 404 })
    const numbers = Array.from({ length: Number(cards) }, (_, index) => `${mode}-${number}-${index}`)
    const program = Effect.match(Effect.forEach(numbers, apply), {
      onFailure: (error) => new Response(error.message, { status: 500 }),
      onSuccess: (applied) => new Response(applied.map(({ cardNo }) => cardNo).join(" "))
    })
    return runtimes[mode].runPromise(program)
  }
}
