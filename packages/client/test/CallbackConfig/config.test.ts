/** Whose callbacks, and under which rules: what is refused at construction. */
import { CallbackConfig, Callbacks, HandledCallbacks } from "@effect-keysecure/client"
import { describe, expect, it } from "@effect/vitest"
import { Config, ConfigError, ConfigProvider, Effect, Layer, Redacted, TestClock } from "effect"
import {
  apiSecret,
  appId,
  auth,
  bodyOf,
  counting,
  delivered,
  headersOf,
  hmac,
  now,
  verify
} from "../support/callbacks.js"

const options = { appId, apiSecret: Redacted.make(apiSecret) }

const fromEnvironment = (variables: Readonly<Record<string, string>>) =>
  Effect.withConfigProvider(ConfigProvider.fromMap(new Map(Object.entries(variables))))

const { handlers } = counting()
const rubbish = { headers: {}, body: "" }

const messageOf = (error: ConfigError.ConfigError): string => String(error)

describe("callbacks", () => {
  it.effect("have their defaults", () =>
    Effect.gen(function* () {
      const settings = yield* CallbackConfig.make(options)
      expect(settings).toMatchObject({ appId, toleranceMillis: 300_000, maxAgeMillis: 300_000, failureCode: 1 })
      expect(String(settings.authTime)).toContain("700")
      expect(JSON.stringify(settings)).not.toContain(apiSecret)
    })
  )

  it.effect.each([
    ["appId", { appId: "" }],
    ["appId", { appId: "app\n" }],
    ["apiSecret", { apiSecret: Redacted.make("") }],
    ["apiSecret", { apiSecret: Redacted.make("secret-canary\n") }],
    ["keyFrom", { keyFrom: () => new Uint8Array() }],
    ["keyFrom", { keyFrom: "hex" as const, apiSecret: Redacted.make("secret-canary") }],
    [
      "keyFrom",
      {
        keyFrom: (): Uint8Array => {
          throw new Error("secret-canary")
        }
      }
    ],
    ["tolerance", { tolerance: Infinity }],
    ["maxAge", { maxAge: Infinity }],
    ["maxAge", { maxAge: "4 minutes" as const }],
    ["failureCode", { failureCode: 0 }],
    ["failureCode", { failureCode: 1.5 }],
    ["authMargin", { authMargin: 800 }],
    ["authMargin", { authMargin: "2 seconds" as const }]
  ] as const)("are refused with a wrong %s (case %#)", ([name, wrong]) =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(CallbackConfig.make({ ...options, ...wrong } as CallbackConfig.Options))
      expect(ConfigError.isConfigError(error)).toBe(true)
      expect(messageOf(error)).toContain(name)
      expect(messageOf(error)).not.toContain("canary")
    })
  )

  it.effect.each([
    ["KEYSECURE_APP_ID", {}],
    ["KEYSECURE_APP_ID", { KEYSECURE_API_SECRET: "secret-canary" }],
    ["KEYSECURE_APP_ID", { KEYSECURE_APP_ID: " ", KEYSECURE_API_SECRET: "secret-canary" }],
    ["KEYSECURE_API_SECRET", { KEYSECURE_APP_ID: "app" }],
    ["KEYSECURE_API_SECRET", { KEYSECURE_APP_ID: "app", KEYSECURE_API_SECRET: "secret-canary " }]
  ] as const)("name the variable that is wrong: %s (case %#)", ([name, variables]) =>
    Effect.gen(function* () {
      const built = Effect.scoped(Layer.build(Layer.provide(Callbacks.layerConfig(), HandledCallbacks.layerMemory())))
      const error = yield* Effect.flip(fromEnvironment(variables)(built))
      expect(messageOf(error)).toContain(name)
      expect(messageOf(error)).not.toContain("canary")
    })
  )

  it.effect("are those of the environment", () =>
    Effect.zipRight(TestClock.setTime(now), verify(delivered(auth))).pipe(
      Effect.provide(Layer.provide(Callbacks.layerConfig(), HandledCallbacks.layerMemory())),
      fromEnvironment({ KEYSECURE_APP_ID: appId, KEYSECURE_API_SECRET: apiSecret })
    )
  )

  it.effect("are those of other variables, and have other rules, if `Config`s say so", () =>
    Effect.zipRight(
      TestClock.setTime(now),
      Effect.flatMap(Callbacks.Callbacks, (service) => service.answer(rubbish, handlers))
    ).pipe(
      Effect.map((answer) => expect(answer.code).toBe(9)),
      Effect.provide(
        Callbacks.layerConfig({
          appId: Config.string("APP"),
          apiSecret: Config.redacted("SECRET"),
          failureCode: Config.integer("CODE")
        }).pipe(Layer.provide(HandledCallbacks.layerMemory()))
      ),
      fromEnvironment({ APP: appId, SECRET: apiSecret, CODE: "9" })
    )
  )

  it.effect.each([
    ["utf8", apiSecret],
    ["hex", Buffer.from(apiSecret).toString("hex")],
    ["base64", Buffer.from(apiSecret).toString("base64")]
  ] as const)("take the key of a secret in %s", ([keyFrom, secret]) =>
    Effect.zipRight(TestClock.setTime(now), verify(delivered(auth))).pipe(
      Effect.provide(
        Callbacks.layer({ appId, apiSecret: Redacted.make(secret), keyFrom }).pipe(
          Layer.provide(HandledCallbacks.layerMemory())
        )
      )
    )
  )

  it.effect("take another key, if it is made otherwise", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(now)
      const signed = [...auth.pairs, ["appId", appId] as const, ["timestamp", String(now)] as const]
        .sort(([one], [other]) => (one < other ? -1 : 1))
        .map((pair) => pair.join("="))
        .join("&")
      yield* verify({ headers: headersOf(hmac(signed, `key of ${apiSecret}`)), body: bodyOf(auth) })
    }).pipe(
      Effect.provide(
        Callbacks.layer({ ...options, keyFrom: (secret) => new TextEncoder().encode(`key of ${secret}`) }).pipe(
          Layer.provide(HandledCallbacks.layerMemory())
        )
      )
    )
  )
})
