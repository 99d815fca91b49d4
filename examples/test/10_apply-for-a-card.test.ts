import { KeySecureSimulator, Scenario } from "@effect-keysecure/testkit"
import { describe, expect, it } from "@effect/vitest"
import { Effect } from "effect"
import { runExample, withSimulator } from "./running.js"

const file = "10_apply-for-a-card.ts"

const credentials = {
  KEYSECURE_API_KEY: Scenario.creditApiKey,
  KEYSECURE_CARDHOLDER_NO: Scenario.approvedCardholderNo,
  KEYSECURE_PACKAGE_NO: Scenario.virtualPackageNo
}

/** Variables, and what is said about them. */
const refused: ReadonlyArray<readonly [Readonly<Record<string, string>>, string]> = [
  [{ ...credentials, KEYSECURE_ENVIRONMENT: "production" }, "KEYSECURE_ENVIRONMENT"],
  [
    { ...credentials, KEYSECURE_BASE_URL: "https://openplatform.keysecure.io./x", KEYSECURE_PLATFORM: "sandbox" },
    "expected sandbox"
  ],
  [{ ...credentials, KEYSECURE_BASE_URL: "http://127.0.0.1:1", KEYSECURE_PLATFORM: "production" }, "expected sandbox"],
  [{ ...credentials, KEYSECURE_CARD_BIN_NO: "B0001", KEYSECURE_ENVIRONMENT: "sandbox" }, "not both"],
  [credentials, "KEYSECURE_ENVIRONMENT"],
  [{ ...credentials, KEYSECURE_PACKAGE_NO: "", KEYSECURE_ENVIRONMENT: "sandbox" }, "KEYSECURE_PACKAGE_NO"],
  [{ KEYSECURE_API_KEY: "k", KEYSECURE_ENVIRONMENT: "sandbox" }, "KEYSECURE_CARDHOLDER_NO"]
]

describe("the first example", { timeout: 180_000 }, () => {
  it.live("without configuration gets two cards from a simulator of its own and has a third refused", () =>
    Effect.gen(function* () {
      const { exitCode, output } = yield* runExample(file)
      expect(output).toContain("The simulator listens on http://127.0.0.1:")
      expect(output).toMatch(/cardholder U0001 has card C0000000001 \(virtual-\d+\)/)
      expect(output).toMatch(/in the card list: C0000000001, Activated/)
      expect(output).toMatch(/cardholder U0002 was rejected: .*code 2004/)
      expect(output).toMatch(/cardholder U0001 has card C0000000002 \(physical-\d+\)/)
      expect(output).toMatch(/in the card list: C0000000002, ToActivate/)
      expect(exitCode).toBe(0)
    })
  )

  it.live("with a key applies for one card where it is told to", () =>
    withSimulator((baseUrl) =>
      Effect.gen(function* () {
        const { exitCode, output } = yield* runExample(file, { ...credentials, KEYSECURE_BASE_URL: baseUrl })
        expect(output).toMatch(/cardholder U0001 has card C0000000001/)
        expect(exitCode).toBe(0)
        const simulator = yield* KeySecureSimulator.KeySecureSimulator
        expect(yield* simulator.cards).toHaveLength(1)
      }).pipe(Effect.scoped)
    )
  )

  it.live("exits non-zero and says why when the card is not in the list", () =>
    withSimulator((baseUrl) =>
      Effect.gen(function* () {
        const simulator = yield* KeySecureSimulator.KeySecureSimulator
        yield* simulator.update(Scenario.rules({ listLagMillis: 60_000 }))
        const { exitCode, output } = yield* runExample(file, { ...credentials, KEYSECURE_BASE_URL: baseUrl })
        expect(output).toContain("is not in the card list")
        expect(exitCode).not.toBe(0)
      }).pipe(Effect.scoped)
    )
  )

  it.live("exits non-zero and says why when the application is refused", () =>
    withSimulator((baseUrl) =>
      Effect.gen(function* () {
        const { exitCode, output } = yield* runExample(file, {
          ...credentials,
          KEYSECURE_CARDHOLDER_NO: Scenario.rejectedCardholderNo,
          KEYSECURE_BASE_URL: baseUrl
        })
        expect(output).toContain("code 2005")
        expect(exitCode).not.toBe(0)
      }).pipe(Effect.scoped)
    )
  )

  it.live("refuses, before any request, what it is not for", () =>
    Effect.forEach(
      refused,
      ([variables, said]) =>
        Effect.gen(function* () {
          const { exitCode, output } = yield* runExample(file, variables)
          expect(output).toContain(said)
          expect(output).not.toContain("Applying for one virtual card")
          expect(exitCode).not.toBe(0)
        }).pipe(Effect.scoped),
      { concurrency: "unbounded" }
    )
  )
})
