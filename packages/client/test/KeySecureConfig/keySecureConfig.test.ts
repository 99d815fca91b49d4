import { KeySecureClient, KeySecureConfig } from "@effect-keysecure/client"
import { HttpClient } from "@effect/platform"
import { describe, expect, it } from "@effect/vitest"
import { Config, ConfigProvider, Effect, Exit, Layer, Option, Redacted } from "effect"

const apiKey = Redacted.make("sim_credit_key")
const key = ["KEYSECURE_API_KEY", "sim_credit_key"] as const

type Variables = ReadonlyArray<readonly [string, string]>

const providerOf = (variables: Variables) => ConfigProvider.fromMap(new Map(variables))

const fromEnvironment = (variables: Variables) =>
  Effect.provide(KeySecureConfig.KeySecureConfig, KeySecureConfig.layerConfig()).pipe(
    Effect.withConfigProvider(providerOf(variables))
  )

/** An HTTP client that must not be used. */
const noRequests = Layer.succeed(
  HttpClient.HttpClient,
  HttpClient.make((request) => Effect.dieMessage(`a request was sent to ${request.url}`))
)

describe("from the environment", () => {
  it.effect("sandbox and production stand for the vendor's hosts", () =>
    Effect.gen(function* () {
      const sandbox = yield* fromEnvironment([key, ["KEYSECURE_ENVIRONMENT", "sandbox"]])
      const production = yield* fromEnvironment([key, ["KEYSECURE_ENVIRONMENT", "production"]])
      expect(sandbox.baseUrl).toBe("https://sandbox-openplatform.keysecure.io")
      expect(production.baseUrl).toBe("https://openplatform.keysecure.io")
    })
  )

  it.effect("a base URL and a language are taken as they are, without the slash at the end", () =>
    Effect.gen(function* () {
      const settings = yield* fromEnvironment([
        key,
        ["KEYSECURE_BASE_URL", "http://127.0.0.1:4010/"],
        ["KEYSECURE_ENVIRONMENT", ""],
        ["KEYSECURE_LANGUAGE", "zh_CN"]
      ])
      expect(settings.baseUrl).toBe("http://127.0.0.1:4010")
      expect(settings.language).toEqual(Option.some("zh_CN"))
      expect(Redacted.value(settings.apiKey)).toBe("sim_credit_key")
    })
  )

  it.effect(
    "the platform is the environment's name, or what is given for a base URL, which on loopback may be left out",
    () =>
      Effect.gen(function* () {
        const platformOf = (...variables: Variables) =>
          Effect.map(fromEnvironment([key, ...variables]), ({ platform }) => platform)
        const gateway = ["KEYSECURE_BASE_URL", "https://gateway.example.com"] as const
        const local = ["KEYSECURE_BASE_URL", "http://[::1]:4010"] as const
        expect(yield* platformOf(["KEYSECURE_ENVIRONMENT", "sandbox"])).toBe("sandbox")
        expect(yield* platformOf(["KEYSECURE_ENVIRONMENT", "production"], ["KEYSECURE_PLATFORM", ""])).toBe(
          "production"
        )
        expect(yield* platformOf(gateway, ["KEYSECURE_PLATFORM", "production"])).toBe("production")
        expect(yield* platformOf(local)).toBe("loopback")
        expect(yield* platformOf(local, ["KEYSECURE_PLATFORM", "simulator 2"])).toBe("simulator 2")
        expect(yield* platformOf(local, ["KEYSECURE_PLATFORM", "~".repeat(64)])).toBe("~".repeat(64))
      })
  )

  it.effect("`Config`s of one's own are checked alike, each for itself or all in one", () =>
    Effect.gen(function* () {
      const built = (config: Parameters<typeof KeySecureConfig.layerConfig>[0]) =>
        Effect.provide(KeySecureConfig.KeySecureConfig, KeySecureConfig.layerConfig(config))
      const apiKey = Config.redacted("KEY")
      expect(yield* built({ apiKey, environment: Config.literal("sandbox", "production")("WHERE") })).toMatchObject({
        platform: "sandbox",
        baseUrl: KeySecureConfig.hosts.sandbox
      })
      const asLocal = Config.map(apiKey, (key) => ({ apiKey: key, baseUrl: "http://127.0.0.1:1", platform: "mine" }))
      expect(yield* built(asLocal)).toMatchObject({ platform: "mine", baseUrl: "http://127.0.0.1:1" })
      const wrong = yield* Effect.flip(built({ apiKey, baseUrl: Config.succeed("http://example.com") }))
      expect(String(wrong)).toMatch(/baseUrl.*https/s)
      expect(
        String(yield* Effect.flip(built({ apiKey: Config.redacted("NONE"), environment: Config.succeed("sandbox") })))
      ).toContain("NONE")
    }).pipe(
      Effect.withConfigProvider(
        providerOf([
          ["KEY", "key"],
          ["WHERE", "sandbox"]
        ])
      )
    )
  )

  const clientFromEnvironment = (variables: Variables) =>
    Layer.build(KeySecureClient.layerConfig()).pipe(
      Effect.scoped,
      Effect.provide(noRequests),
      Effect.withConfigProvider(providerOf(variables))
    )

  const sandbox = ["KEYSECURE_ENVIRONMENT", "sandbox"] as const
  const url = (value: string) => ["KEYSECURE_BASE_URL", value] as const

  it.effect.each([
    { what: "no key", variables: [sandbox], names: "KEYSECURE_API_KEY" },
    { what: "an empty key", variables: [["KEYSECURE_API_KEY", ""], sandbox], names: "KEYSECURE_API_KEY" },
    {
      what: "a key with a line break",
      variables: [["KEYSECURE_API_KEY", "a\nb"], sandbox],
      names: "KEYSECURE_API_KEY"
    },
    { what: "neither environment nor URL", variables: [key], names: "KEYSECURE_ENVIRONMENT" },
    { what: "both", variables: [key, sandbox, url("https://example.com")], names: "KEYSECURE_BASE_URL" },
    {
      what: "another environment",
      variables: [key, ["KEYSECURE_ENVIRONMENT", "test"]],
      names: "KEYSECURE_ENVIRONMENT"
    },
    { what: "no URL", variables: [key, url("openplatform")], names: "KEYSECURE_BASE_URL" },
    {
      what: "http beyond loopback",
      variables: [key, url("http://openplatform.keysecure.io")],
      names: "KEYSECURE_BASE_URL"
    },
    {
      what: "a name that begins like loopback",
      variables: [key, url("http://127.0.0.1.example.com")],
      names: "KEYSECURE_BASE_URL"
    },
    { what: "another protocol", variables: [key, url("ftp://127.0.0.1")], names: "KEYSECURE_BASE_URL" },
    {
      what: "a password in the URL",
      variables: [key, url("https://user:word@example.com")],
      names: "KEYSECURE_BASE_URL"
    },
    { what: "a query", variables: [key, url("https://example.com/?a=b")], names: "KEYSECURE_BASE_URL" },
    { what: "the path of the API", variables: [key, url("https://example.com/open-api")], names: "KEYSECURE_BASE_URL" },
    {
      what: "a gateway whose platform is not named",
      variables: [key, url("https://example.com")],
      names: "KEYSECURE_PLATFORM"
    },
    {
      what: "a gateway whose platform is empty",
      variables: [key, url("https://example.com"), ["KEYSECURE_PLATFORM", ""]],
      names: "KEYSECURE_PLATFORM"
    },
    {
      what: "a platform beside an environment",
      variables: [key, sandbox, ["KEYSECURE_PLATFORM", "sandbox"]],
      names: "KEYSECURE_PLATFORM"
    },
    ...[" ", " a", "a ", "a\tb", "生产", "a\u0000", "a".repeat(65)].map((platform) => ({
      what: `the platform ${JSON.stringify(platform)}`,
      variables: [key, url("http://127.0.0.1"), ["KEYSECURE_PLATFORM", platform]],
      names: "KEYSECURE_PLATFORM"
    })),
    { what: "another language", variables: [key, sandbox, ["KEYSECURE_LANGUAGE", "fr"]], names: "KEYSECURE_LANGUAGE" }
  ] as ReadonlyArray<{ what: string; variables: Variables; names: string }>)(
    "$what is an error that names $names, before any request",
    ({ names, variables }) =>
      Effect.gen(function* () {
        const error = yield* Effect.flip(fromEnvironment(variables))
        expect(yield* Effect.flip(clientFromEnvironment(variables))).toEqual(error)
        expect(String(error)).toContain(names)
        for (const [, value] of variables) {
          if (value.includes("user:word")) expect(String(error)).not.toContain("user:word")
        }
        expect(String(error)).not.toContain("sim_credit_key")
      })
  )
})

describe("from options", () => {
  it.effect.each([
    "http://localhost:4010",
    "http://127.9.8.7",
    "http://[::1]:80",
    "https://gateway.example.com/keysecure/"
  ])("%s is a base URL", (baseUrl) =>
    Effect.map(KeySecureConfig.make({ apiKey, baseUrl, platform: "production" }), (settings) =>
      expect(settings.baseUrl).not.toMatch(/\/$/)
    )
  )

  it.effect("a layer with contradictory options fails before any request, and names the option", () =>
    Effect.gen(function* () {
      // What a caller without types can pass.
      const target = JSON.parse('{"environment":"sandbox","baseUrl":"https://example.com"}')
      const options: KeySecureConfig.Options = { ...target, apiKey }
      const exit = yield* Effect.exit(
        Effect.scoped(Layer.build(KeySecureClient.layer(options).pipe(Layer.provide(noRequests))))
      )
      expect(Exit.isFailure(exit)).toBe(true)
      expect(JSON.stringify(exit)).toContain("baseUrl")
    })
  )

  it.effect("a missing platform is named as an option, and the error says what to do", () =>
    Effect.map(Effect.flip(KeySecureConfig.make({ apiKey, baseUrl: "https://gateway.example.com" })), (error) => {
      expect(String(error)).toContain(
        "expected platform with a baseUrl that is not loopback: give sandbox or production"
      )
    })
  )

  it("a platform beside an environment does not type-check", () => {
    // @ts-expect-error the environment names the platform
    const options: KeySecureConfig.Options = { apiKey, environment: "sandbox", platform: "production" }
    expect(options.platform).toBe("production")
  })

  it("both or neither of environment and base URL do not type-check", () => {
    // @ts-expect-error neither
    const neither: KeySecureConfig.Options = { apiKey }
    // @ts-expect-error both
    const both: KeySecureConfig.Options = { apiKey, environment: "sandbox", baseUrl: "https://example.com" }
    expect([neither, both]).toHaveLength(2)
  })
})
