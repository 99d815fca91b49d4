/** A program that applies for a card at the URL it is given, in the way that it is told, and catches nothing. */
import { AttemptLog, CardIssuance, KeySecureClient, RetryPolicy } from "@effect-keysecure/client"
import * as NodeHttpClient from "@effect/platform-node/NodeHttpClient"
import { Effect, Layer, Redacted } from "effect"
import { application, key } from "./planted.js"

const [, , baseUrl = "", way] = process.argv
const options = { apiKey: Redacted.make(key), baseUrl, retryPolicy: RetryPolicy.never }

const apply = Effect.flatMap(KeySecureClient.KeySecureClient, (client) => client.applyForCard(application)).pipe(
  Effect.provide(KeySecureClient.layer(options)),
  Effect.asVoid
)
const issue = Effect.flatMap(CardIssuance.CardIssuance, (service) =>
  service.issue(application, { reconcileTimeout: "100 millis" })
).pipe(Effect.provide(CardIssuance.layer(options).pipe(Layer.provide(AttemptLog.layerMemory()))), Effect.asVoid)

const program = way === "issue" ? issue : apply

void Effect.runPromise(program.pipe(Effect.provide(NodeHttpClient.layerUndici)))
