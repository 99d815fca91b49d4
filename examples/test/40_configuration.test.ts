import { Scenario } from "@effect-keysecure/testkit"
import { expect, it } from "@effect/vitest"
import { Effect } from "effect"
import { runExample } from "./running.js"

it.live(
  "takes what is right, says what is wrong with the rest, and shows no key",
  () =>
    Effect.map(runExample("40_configuration.ts"), ({ exitCode, output }) => {
      expect(output.trim().split("\n")).toEqual([
        "as it should be → card C0000000001",
        expect.stringMatching(/^no Api-Key → .*expected KEYSECURE_API_KEY, the merchant/),
        expect.stringMatching(/^an Api-Key that was copied .* → .*KEYSECURE_API_KEY: "expected .* without spaces/),
        expect.stringMatching(/^neither an environment nor a base URL → .*KEYSECURE_ENVIRONMENT/),
        expect.stringMatching(/^both → .*expected KEYSECURE_ENVIRONMENT or KEYSECURE_BASE_URL, not both/),
        expect.stringMatching(/^an environment that there is not → .*expected sandbox or production/),
        expect.stringMatching(
          /^a gateway to nobody knows what → .*expected KEYSECURE_PLATFORM with a KEYSECURE_BASE_URL/
        ),
        expect.stringMatching(/^a language that there is not → .*expected zh_CN or en_US/),
        "with names of our own → card C0000000001",
        expect.stringMatching(/^the settings, as a log would show them → https:\/\/\S+, <redacted>$/)
      ])
      expect(output).not.toContain(Scenario.creditApiKey)
      expect(output).not.toContain('"a key"')
      expect(exitCode).toBe(0)
    }),
  60_000
)
