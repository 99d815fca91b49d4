/** A machine that takes part in batches: the database, the platform, and the key of the applications. */
import * as BatchEngine from "@effect-keysecure/batch/BatchEngine"
import * as BatchStore from "@effect-keysecure/batch/BatchStore"
import * as CardBatch from "@effect-keysecure/batch/CardBatch"
import * as Throttle from "@effect-keysecure/batch/Throttle"
import * as AccessTokens from "@effect-keysecure/client/AccessTokens"
import * as CardIssuance from "@effect-keysecure/client/CardIssuance"
import * as KeySecureClient from "@effect-keysecure/client/KeySecureClient"
import * as KeySecureConfig from "@effect-keysecure/client/KeySecureConfig"
import * as ServerTime from "@effect-keysecure/client/ServerTime"
import * as UndiciHttpClient from "@effect-keysecure/client/UndiciHttpClient"
import * as KeySecureSimulator from "@effect-keysecure/testkit/KeySecureSimulator"
import * as Scenario from "@effect-keysecure/testkit/Scenario"
import type * as ConfigError from "effect/ConfigError"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import { ended, endedBy } from "../ending/ended.js"
import { said } from "../language/said.js"
import { translated } from "../language/translated.js"
import * as Database from "./database.js"
import * as PayloadKey from "./payloadKey.js"

const described = (error: ConfigError.ConfigError): ReadonlyArray<string> => {
  switch (error._op) {
    case "And":
    case "Or":
      return [...described(error.left), ...described(error.right)]
    case "InvalidData":
    case "MissingData":
    case "SourceUnavailable":
    case "Unsupported":
      return [
        error.message.includes(error.path.join(".")) ? error.message : `${error.path.join(".")}: ${error.message}`
      ]
  }
}

/** A mistake in the configuration, and a command that does without one. */
export const misconfiguredFor = (command: string) => (error: ConfigError.ConfigError) =>
  ended(
    "usage",
    ...described(error).map(translated),
    said(`${command} needs no configuration.`, `${command} 无需配置。`)
  )

const misconfigured = misconfiguredFor("keysecure issue FILE --simulate")

type Options = KeySecureConfig.Options

/** The programs of one database share a token: on some platforms a new one ends the old. */
const issuance = (options: Options) =>
  CardIssuance.layerWithoutDependencies().pipe(
    Layer.provideMerge(KeySecureClient.layerWithoutDependencies({ retryPolicy: CardBatch.retryPolicy })),
    Layer.provide(AccessTokens.layerStore()),
    Layer.provide(Layer.mapError(KeySecureConfig.layer(options), misconfigured)),
    Layer.provide(ServerTime.layer())
  )

/** The merchant that the environment names. */
const configured = Effect.map(Effect.mapError(KeySecureConfig.config, misconfigured), (options) =>
  Layer.provide(issuance(options), UndiciHttpClient.layer)
)

/** A simulator in this process, with its default merchant. */
const simulated = issuance({ apiKey: Redacted.make(Scenario.creditApiKey), baseUrl: KeySecureSimulator.baseUrl }).pipe(
  Layer.provide(KeySecureSimulator.layerHttpClient({ requestsKept: 0 }))
)

/** How a machine works. */
export interface Settings {
  readonly place: Database.Place
  /** The platform that it calls: `"simulated"` in this process, or the one of the environment. */
  readonly platform: "simulated" | "configured"
  /** Whether a key of the applications is made if there is none. */
  readonly makesKey: boolean
  /** The most calls per second of all machines together; `null` for no limit but what is found by trying. */
  readonly rate: number | null
}

const throttle = (rate: number | null) =>
  rate === null
    ? Throttle.layer()
    : Layer.unwrapEffect(
        Effect.map(
          Effect.flatMap(Database.Limits, (make) => make(rate)),
          (rateLimit) => Throttle.layer({ rateLimit })
        )
      )

/** Cards of the platform, over the attempt log of the database. What is wrong in the environment is told before it is opened. */
const cards = ({ place, platform }: Pick<Settings, "place" | "platform">) =>
  Layer.unwrapEffect(
    Effect.map(platform === "simulated" ? Effect.succeed(simulated) : configured, (issuing) =>
      Layer.provideMerge(issuing, Database.layer(place))
    )
  )

const nobody = "nobody"

/** Fails if the store cannot be written: a machine would wait until it can. */
const writable = Layer.effectDiscard(
  Effect.flatMap(BatchStore.BatchStore, ({ alive, release }) =>
    Effect.mapError(Effect.zipRight(alive(nobody, 0), release(nobody)), endedBy("database"))
  )
)

/** The machine: it works on batches, looks at them, and asks about cards. */
export const layer = (settings: Settings) =>
  CardBatch.layerWithoutDependencies.pipe(
    Layer.provide([
      throttle(settings.rate),
      BatchEngine.layerMemory,
      PayloadKey.layer(settings.place, settings.makesKey)
    ]),
    Layer.provideMerge(Layer.provideMerge(writable, cards(settings)))
  )

/** Asking about cards, without a batch. */
export const asking = (place: Database.Place) => cards({ place, platform: "configured" })
