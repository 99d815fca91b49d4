/** Plain http to a host that is named, and to no other. */
import { KeySecureConfig } from "@effect-keysecure/client"
import { expect, it } from "@effect/vitest"
import { ConfigProvider, Effect, HashMap, Logger, Redacted } from "effect"

const apiKey = Redacted.make("sim_credit_key")

/** The settings, and what was logged meanwhile, with its level. */
const logged = <A, E>(effect: Effect.Effect<A, E>) =>
  Effect.suspend(() => {
    const lines: Array<string> = []
    const logger = Logger.make(({ annotations, logLevel, message }) => {
      lines.push(`${logLevel.label} ${String(message)} ${HashMap.size(annotations)}`)
    })
    return Effect.map(effect, (value) => ({ value, lines })).pipe(
      Effect.provide(Logger.replace(Logger.defaultLogger, logger))
    )
  })

const hosts = ["simulator", "simulator.shop.svc", "shop.localhost", "host.docker.internal", "Simulator", "10.1.2.3"]

it.effect.each(hosts)("plain http to %s is possible where it is named, and warned of", (plainHttpTo) =>
  Effect.gen(function* () {
    const baseUrl = `http://${plainHttpTo}:4010`
    const { lines, value } = yield* logged(
      KeySecureConfig.make({ apiKey, baseUrl, platform: "simulator", plainHttpTo })
    )
    expect(value.baseUrl).toBe(baseUrl.toLowerCase())
    expect(lines).toEqual([expect.stringContaining(`WARN KeySecure is called over plain http, to ${plainHttpTo}`)])
    expect(lines.join()).not.toContain("sim_credit_key")
    const error = yield* Effect.flip(KeySecureConfig.make({ apiKey, baseUrl, platform: "simulator" }))
    expect(String(error)).toContain("plainHttpTo")
  })
)

it.effect.each([
  ["another host", { baseUrl: "http://simulator:4010", plainHttpTo: "simulator2" }],
  ["a part of the host", { baseUrl: "http://simulator.evil.example", plainHttpTo: "simulator" }],
  ["a host with https", { baseUrl: "https://simulator:4010", plainHttpTo: "simulator" }],
  ["a host beside loopback", { baseUrl: "http://127.0.0.1:4010", plainHttpTo: "simulator" }]
] as const)("%s is refused", ([, place]) =>
  Effect.map(Effect.flip(KeySecureConfig.make({ apiKey, platform: "simulator", ...place })), (error) =>
    expect(String(error)).toContain("plainHttpTo")
  )
)

const fromEnvironment = (variables: Readonly<Record<string, string>>) =>
  Effect.provide(KeySecureConfig.KeySecureConfig, KeySecureConfig.layerConfig()).pipe(
    Effect.withConfigProvider(ConfigProvider.fromMap(new Map(Object.entries({ KEYSECURE_API_KEY: "k", ...variables }))))
  )

it.effect("the environment names it too, never together with the vendor's", () =>
  Effect.gen(function* () {
    const named = { KEYSECURE_PLAIN_HTTP_TO: "simulator" }
    const { lines, value } = yield* logged(
      fromEnvironment({ ...named, KEYSECURE_BASE_URL: "http://simulator:4010", KEYSECURE_PLATFORM: "simulator" })
    )
    expect(value.baseUrl).toBe("http://simulator:4010")
    expect(lines).toHaveLength(1)
    const error = yield* Effect.flip(fromEnvironment({ ...named, KEYSECURE_ENVIRONMENT: "sandbox" }))
    expect(String(error)).toContain("KEYSECURE_PLAIN_HTTP_TO")
  })
)

it.effect("nothing is warned of where nothing is plain", () =>
  Effect.gen(function* () {
    const { lines } = yield* logged(KeySecureConfig.make({ apiKey, environment: "sandbox" }))
    expect(lines).toEqual([])
  })
)
