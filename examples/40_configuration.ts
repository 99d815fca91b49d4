/**
 * The configuration from the environment, and what is said of one that is missing, wrong or contradictory. No message holds
 * the Api-Key. The environments here are made up by `ConfigProvider`; without one, it is the process's own.
 *
 *     npx tsx examples/40_configuration.ts
 */
import { KeySecureClient, KeySecureConfig } from "@effect-keysecure/client"
import { KeySecureSimulator, Sample, Scenario } from "@effect-keysecure/testkit"
import { Config, ConfigProvider, Console, Effect, Layer, Redacted } from "effect"

type Variables = ReadonlyArray<readonly [string, string]>

const environments: Readonly<Record<string, Variables>> = {
  "as it should be": [
    ["KEYSECURE_API_KEY", Scenario.creditApiKey],
    ["KEYSECURE_BASE_URL", KeySecureSimulator.baseUrl]
  ],
  "no Api-Key": [["KEYSECURE_ENVIRONMENT", "sandbox"]],
  "an Api-Key that was copied with its quotes and a blank": [
    ["KEYSECURE_API_KEY", ' "a key"'],
    ["KEYSECURE_ENVIRONMENT", "sandbox"]
  ],
  "neither an environment nor a base URL": [["KEYSECURE_API_KEY", Scenario.creditApiKey]],
  both: [
    ["KEYSECURE_API_KEY", Scenario.creditApiKey],
    ["KEYSECURE_ENVIRONMENT", "production"],
    ["KEYSECURE_BASE_URL", KeySecureSimulator.baseUrl]
  ],
  "an environment that there is not": [
    ["KEYSECURE_API_KEY", Scenario.creditApiKey],
    ["KEYSECURE_ENVIRONMENT", "staging"]
  ],
  "a gateway to nobody knows what": [
    ["KEYSECURE_API_KEY", Scenario.creditApiKey],
    ["KEYSECURE_BASE_URL", "https://gateway.example.com"]
  ],
  "a language that there is not": [
    ["KEYSECURE_API_KEY", Scenario.creditApiKey],
    ["KEYSECURE_BASE_URL", KeySecureSimulator.baseUrl],
    ["KEYSECURE_LANGUAGE", "fr"]
  ]
}

/** A card, from a simulator in memory. */
const applied = Effect.map(
  Effect.flatMap(KeySecureClient.KeySecureClient, (client) => client.applyForCard(Sample.virtualApplication)),
  ({ cardNo }) => `card ${cardNo}`
)

/** The same with these variables in place of the environment. */
const apply = (variables: Variables) =>
  applied.pipe(
    Effect.provide(KeySecureClient.layerConfig().pipe(Layer.provide(KeySecureSimulator.layerHttpClient()))),
    Effect.withConfigProvider(ConfigProvider.fromMap(new Map(variables))),
    Effect.catchAll((error) => Effect.succeed(String(error)))
  )

/** Variables with names of our own. */
const ours = Config.all({
  apiKey: Config.redacted("CARDS_KEY"),
  baseUrl: Config.withDefault(Config.string("CARDS_URL"), KeySecureSimulator.baseUrl)
})

const withOtherNames = Effect.flatMap(ours, (options) =>
  Effect.provide(applied, KeySecureClient.layer(options).pipe(Layer.provide(KeySecureSimulator.layerHttpClient())))
).pipe(Effect.withConfigProvider(ConfigProvider.fromMap(new Map([["CARDS_KEY", Scenario.creditApiKey]]))))

const program = Effect.gen(function* () {
  for (const [name, variables] of Object.entries(environments)) {
    yield* Console.log(`${name} → ${yield* apply(variables)}`)
  }
  yield* Console.log(`with names of our own → ${yield* withOtherNames}`)
  const options = { apiKey: Redacted.make(Scenario.creditApiKey), environment: "sandbox" } as const
  const settings = yield* Effect.provide(KeySecureConfig.KeySecureConfig, KeySecureConfig.layer(options))
  yield* Console.log(`the settings, as a log would show them → ${settings.baseUrl}, ${settings.apiKey}`)
})

await Effect.runPromise(program)
