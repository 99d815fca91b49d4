/** A program that applies for a card at the URL it is given and catches nothing. */
import { KeySecureClient, RetryPolicy } from "@effect-keysecure/client"
import * as NodeHttpClient from "@effect/platform-node/NodeHttpClient"
import { Effect, Layer, Redacted } from "effect"
import { application, key } from "./planted.js"

const [, , baseUrl = ""] = process.argv

void Effect.runPromise(
  Effect.flatMap(KeySecureClient.KeySecureClient, (client) => client.applyForCard(application)).pipe(
    Effect.provide(
      KeySecureClient.layer({ apiKey: Redacted.make(key), baseUrl, retryPolicy: RetryPolicy.never }).pipe(
        Layer.provide(NodeHttpClient.layerUndici)
      )
    )
  )
)
