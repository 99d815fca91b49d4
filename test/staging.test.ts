/** Each section of docs/errors.md is right: the scenario that stages the code, and how the call then fails. */
import { runInThisContext } from "node:vm"
import { ErrorCode } from "@effect-keysecure/schema"
import { Effect, Layer, Redacted } from "effect"
import { expect, it } from "vitest"
import { calls, cipher } from "../packages/client/test/support/operations.js"
import { KeySecureClient, RetryPolicy } from "../packages/client/src/index.js"
import { KeySecureSimulator, Scenario, VirtualClock } from "../packages/testkit/src/index.js"
import { stagingOf } from "../scripts/codes/staging.js"
import { read } from "./source.js"

const page = read("docs/errors.md")

/** The part of the page about a code. */
const sectionOf = (code: number): string => page.split(`\n### ${code} `)[1]?.split("\n### ")[0] ?? ""

/** A scenario as it is written on the page: that its text is a program is what is tested. */
const written = (text: string): Scenario.Scenario => {
  const make: (scenario: object) => Scenario.Scenario = runInThisContext(`(Scenario) => (${text})`)
  return make(Scenario)
}

const client = (scenario: Scenario.Scenario) =>
  KeySecureClient.layer({
    apiKey: Redacted.make(Scenario.creditApiKey),
    baseUrl: KeySecureSimulator.baseUrl,
    retryPolicy: RetryPolicy.never
  }).pipe(Layer.provide(KeySecureSimulator.layerHttpClient({ scenario })))

it.each(ErrorCode.codes)("the section of %d stages it, and tells how the call fails", async (code) => {
  const { operation, scenario } = stagingOf(code)
  const section = sectionOf(code)
  expect(section).toContain(`**Stage it**, for \`${operation}\`: \`${scenario}\``)
  if (operation === "getToken") throw new Error("get token is no call of the client's")
  const failing = Effect.flip(Effect.flatMap(KeySecureClient.KeySecureClient, calls[operation])).pipe(
    Effect.provide(Layer.merge(client(written(scenario)), cipher))
  )
  const error = await Effect.runPromise(VirtualClock.run(() => failing))
  const told = error._tag === "OutcomeUnknown" && error.reason._tag === "Rejected" ? error.reason.rejection : error
  expect(told).toMatchObject({ _tag: ErrorCode.table[code].tag, code })
  expect(section).toContain(`\`${error._tag}\``)
  expect(section.includes("**Carried out?** No, for certain.")).toBe(ErrorCode.table[code].carriedOut === "no")
})
