/** What is given to the doctor: the variables of the environment, and a callback in a file. */
import { ConfigProvider, Effect, Either } from "effect"
import { afterAll, describe, expect, it } from "vitest"
import { printable } from "../../../src/internal/doctor/looking/printable.js"
import * as Place from "../../../src/internal/doctor/looking/target.js"
import { cleanUp } from "../../support/program.js"

afterAll(cleanUp)

type Variables = Readonly<Record<string, string>>

const withVariables = <A, E, R>(variables: Variables, effect: Effect.Effect<A, E, R>) =>
  Effect.withConfigProvider(effect, ConfigProvider.fromMap(new Map(Object.entries(variables))))

const merchant = (variables: Variables) => Effect.runPromise(withVariables(variables, Place.merchant))

const key = { KEYSECURE_API_KEY: "key" }
const sandbox = { ...key, KEYSECURE_ENVIRONMENT: "sandbox" }

describe("a configuration that cannot be used", () => {
  it.each<readonly [string, string, Variables]>([
    ["KEYSECURE_API_KEY", "missing", { KEYSECURE_ENVIRONMENT: "sandbox" }],
    ["KEYSECURE_API_KEY", "invalid", { ...sandbox, KEYSECURE_API_KEY: "two words" }],
    ["KEYSECURE_ENVIRONMENT", "missing", key],
    ["KEYSECURE_ENVIRONMENT", "invalid", { ...key, KEYSECURE_ENVIRONMENT: "test" }],
    ["KEYSECURE_BASE_URL", "both", { ...sandbox, KEYSECURE_BASE_URL: "https://gateway.test" }],
    ["KEYSECURE_BASE_URL", "invalid", { ...key, KEYSECURE_BASE_URL: "gateway.test" }],
    ["KEYSECURE_BASE_URL", "invalid", { ...key, KEYSECURE_BASE_URL: "http://gateway.test", KEYSECURE_PLATFORM: "a" }],
    ["KEYSECURE_PLATFORM", "missing", { ...key, KEYSECURE_BASE_URL: "https://gateway.test" }],
    ["KEYSECURE_PLAIN_HTTP_TO", "invalid", { ...sandbox, KEYSECURE_PLAIN_HTTP_TO: "gateway.test" }],
    ["KEYSECURE_LANGUAGE", "invalid", { ...sandbox, KEYSECURE_LANGUAGE: "fr" }]
  ])("is told by its variable: %s, %s", async (variable, fault, variables) => {
    expect(await merchant(variables)).toEqual(Either.left({ _tag: "Misconfigured", variable, fault }))
  })
})

describe("a place", () => {
  const placeOf = async (variables: Variables) => Either.getOrThrow(await merchant(variables)).target

  it("has a host without brackets, a port, and says whose it is", async () => {
    expect(await placeOf(sandbox)).toMatchObject({ port: 443, isTls: true, isVendors: true, isKeyQuoted: false })
    expect(
      await placeOf({ KEYSECURE_API_KEY: '"key"', KEYSECURE_BASE_URL: "http://[::1]:8080/gateway" })
    ).toMatchObject({ hostname: "::1", port: 8080, isTls: false, isVendors: false, isKeyQuoted: true })
  })

  it.each<readonly [boolean, Variables]>([
    [false, sandbox],
    [true, { ...key, KEYSECURE_ENVIRONMENT: "production" }],
    [true, { ...key, KEYSECURE_BASE_URL: "https://openplatform.keysecure.io/", KEYSECURE_PLATFORM: "mine" }],
    [true, { ...key, KEYSECURE_BASE_URL: "https://gateway.test", KEYSECURE_PLATFORM: "Production" }],
    [false, { ...key, KEYSECURE_BASE_URL: "https://gateway.test", KEYSECURE_PLATFORM: "mine" }]
  ])("is production: %s, of %j", async (isProduction, variables) => {
    expect(Place.isProduction(await placeOf(variables))).toBe(isProduction)
  })

  it("has another environment to be asked about a key, production only where that is permitted", async () => {
    const place = await placeOf(sandbox)
    expect(Place.otherOf(place, false)).toBeUndefined()
    expect(Place.otherOf(place, true)).toMatchObject({ platform: "production" })
    expect(Place.otherOf({ ...place, platform: "production" }, false)).toMatchObject({ platform: "sandbox" })
    expect(Place.otherOf({ ...place, isVendors: false }, true)).toBeUndefined()
  })

  it("is reached past the proxies that variables name, but for this machine", async () => {
    const proxies = async (variables: Variables) =>
      Effect.runPromise(
        withVariables({ HTTPS_PROXY: "http://p", NO: "" }, Place.proxyVariables(await placeOf(variables)))
      )
    expect(await proxies(sandbox)).toEqual(["HTTPS_PROXY"])
    expect(await proxies({ ...key, KEYSECURE_BASE_URL: "http://127.0.0.1:1" })).toEqual([])
  })
})

it("words of others are printed in one line of at most 80 characters, without what a terminal obeys", () => {
  expect(printable("a\u001b[31m\r\nb é")).toBe("a?[31m??b ?")
  expect(printable("x".repeat(200))).toHaveLength(80)
})
