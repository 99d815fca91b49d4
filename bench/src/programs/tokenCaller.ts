/** A process that makes calls with a token that it shares through a database, and says how many were lost. */
import * as AccessTokens from "@effect-keysecure/client/AccessTokens"
import * as KeySecureClient from "@effect-keysecure/client/KeySecureClient"
import * as KeySecureConfig from "@effect-keysecure/client/KeySecureConfig"
import * as ServerTime from "@effect-keysecure/client/ServerTime"
import * as UndiciHttpClient from "@effect-keysecure/client/UndiciHttpClient"
import { Scenario } from "@effect-keysecure/testkit"
import { Effect, Layer, Redacted } from "effect"
import { stores } from "../batch/machine.js"

const [database = "", baseUrl = "", count = "0"] = process.argv.slice(2)

const options = { apiKey: Redacted.make(Scenario.creditApiKey), baseUrl }
const client = KeySecureClient.layerWithoutDependencies().pipe(
  Layer.provide(AccessTokens.layerStore()),
  Layer.provide(KeySecureConfig.layer(options)),
  Layer.provide(ServerTime.layer()),
  Layer.provide(UndiciHttpClient.layer),
  Layer.provide(stores(database))
)
const calls = Effect.flatMap(KeySecureClient.KeySecureClient, ({ listPackages }) =>
  Effect.forEach(Array.from({ length: Number(count) }), () => Effect.either(listPackages({})), { concurrency: 16 })
)
const ends = await Effect.runPromise(Effect.provide(calls, client))
process.send?.({ lost: ends.flatMap((end) => (end._tag === "Left" ? [end.left._tag] : [])) })
process.disconnect?.()
