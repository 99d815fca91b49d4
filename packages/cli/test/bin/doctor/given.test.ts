/** What is given to the doctor: the variables of the environment, and a callback in a file. */
import { CallbackDelivery, Scenario } from "@effect-keysecure/testkit"
import * as NodeFileSystem from "@effect/platform-node/NodeFileSystem"
import { ConfigProvider, Effect, Either } from "effect"
import { writeFileSync } from "node:fs"
import * as Path from "node:path"
import { afterAll, describe, expect, it } from "vitest"
import * as Delivery from "../../../src/internal/doctor/looking/delivery.js"
import { printable } from "../../../src/internal/doctor/looking/printable.js"
import * as Place from "../../../src/internal/doctor/looking/target.js"
import { cleanUp, folder } from "../../support/program.js"

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

  it("has another environment to be asked about a key only where production may be called", async () => {
    const place = await placeOf(sandbox)
    expect(Place.otherOf(place, false)).toBeUndefined()
    expect(Place.otherOf(place, true)).toMatchObject({ platform: "production" })
    expect(Place.otherOf({ ...place, platform: "production" }, true)).toMatchObject({ platform: "sandbox" })
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

const event: CallbackDelivery.CallbackEvent = {
  id: "1",
  action: "Card_update",
  data: {
    card_no: "C0000000001",
    before_status: "Activated",
    after_status: "Delete",
    reason: "",
    time: 1_700_000_000_000
  }
}

const signed = (apiSecret: string, timestamp = 1_700_000_000_000) =>
  CallbackDelivery.request(event, { appId: Scenario.appId, apiSecret, timestamp })

const pasted = ({ body, headers }: CallbackDelivery.SignedRequest, end = "\n"): string =>
  [
    "POST /hooks HTTP/1.1",
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
    "",
    `${body}\n`
  ].join(end)

const credentials = { KEYSECURE_APP_ID: Scenario.appId, KEYSECURE_API_SECRET: Scenario.apiSecret }

const verdictOn = (text: string, variables: Variables = credentials) => {
  const file = Path.join(folder(), "delivery.txt")
  writeFileSync(file, text)
  return Effect.runPromise(withVariables(variables, Delivery.read(file)).pipe(Effect.provide(NodeFileSystem.layer)))
}

describe("a callback in a file", () => {
  it.each(["\n", "\r\n"])("is the platform's, however old it is, with ends of lines %j", async (end) => {
    expect(await verdictOn(pasted(signed(Scenario.apiSecret), end))).toEqual({ _tag: "Genuine", keyFrom: "utf8" })
  })

  it("is the platform's though this machine's clock is behind", async () => {
    const text = pasted(signed(Scenario.apiSecret, Date.now() + 3_600_000))
    expect(await verdictOn(text)).toEqual({ _tag: "Genuine", keyFrom: "utf8" })
  })

  it.each(["base64", "hex"] as const)(
    "is the platform's by a key that is the secret's bytes in %s",
    async (keyFrom) => {
      const secret = Buffer.from("a key of the platform", "utf8").toString(keyFrom)
      const text = pasted(signed("a key of the platform"))
      expect(await verdictOn(text, { ...credentials, KEYSECURE_API_SECRET: secret })).toEqual({
        _tag: "Genuine",
        keyFrom
      })
    }
  )

  it.each<readonly [string, string, (text: string) => string]>([
    ["a body that was written anew", "SignatureMismatch", (text) => text.replace("Delete", "Frozen")],
    ["no headers", "VersionUnknown", (text) => text.slice(text.indexOf("{"))],
    ["no body", "BodyUnreadable", (text) => text.slice(0, text.indexOf("{"))]
  ])("is refused for %s: %s", async (_what, reason, change) => {
    expect(await verdictOn(change(pasted(signed(Scenario.apiSecret))))).toEqual({ _tag: "Refused", reason })
  })

  it.each([{ KEYSECURE_API_SECRET: "another" }, { KEYSECURE_APP_ID: "another" }])(
    "is refused under %j",
    async (wrong) => {
      const verdict = await verdictOn(pasted(signed(Scenario.apiSecret)), { ...credentials, ...wrong })
      expect(verdict).toEqual({ _tag: "Refused", reason: "SignatureMismatch" })
    }
  )

  it("cannot be verified without its file, or without what it is verified with", async () => {
    const { KEYSECURE_API_SECRET, KEYSECURE_APP_ID } = credentials
    expect(await verdictOn("", { KEYSECURE_API_SECRET })).toEqual({
      _tag: "NotConfigured",
      variable: "KEYSECURE_APP_ID"
    })
    expect(await verdictOn("", { KEYSECURE_APP_ID })).toEqual({
      _tag: "NotConfigured",
      variable: "KEYSECURE_API_SECRET"
    })
    const missing = withVariables(credentials, Delivery.read(Path.join(folder(), "none")))
    expect(await Effect.runPromise(Effect.provide(missing, NodeFileSystem.layer))).toEqual({ _tag: "NoFile" })
  })
})

it("words of others are printed in one line of at most 80 characters, without what a terminal obeys", () => {
  expect(printable("a\u001b[31m\r\nb é")).toBe("a?[31m??b ?")
  expect(printable("x".repeat(200))).toHaveLength(80)
})
