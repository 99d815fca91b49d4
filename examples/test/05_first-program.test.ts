import { KeySecureSimulator, Scenario } from "@effect-keysecure/testkit"
import { expect, it } from "@effect/vitest"
import { Effect } from "effect"
import { runExample, withSimulator } from "./running.js"

it.live(
  "the first program gets a card from the simulator",
  () =>
    withSimulator((baseUrl) =>
      Effect.gen(function* () {
        const { exitCode, output } = yield* runExample("05_first-program.ts", {
          KEYSECURE_API_KEY: Scenario.creditApiKey,
          KEYSECURE_BASE_URL: baseUrl
        })
        expect(output).toContain("card C0000000001")
        expect(exitCode).toBe(0)
        const simulator = yield* KeySecureSimulator.KeySecureSimulator
        expect(yield* simulator.cards).toHaveLength(1)
      })
    ),
  180_000
)
