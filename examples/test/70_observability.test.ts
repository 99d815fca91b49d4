import { Sample, Scenario } from "@effect-keysecure/testkit"
import { expect, it } from "@effect/vitest"
import { Effect } from "effect"
import { runExample } from "./running.js"

const personal = Object.values(Sample.physicalApplication.address ?? {}).filter((value) => value.length > 3)

it.live(
  "puts out our spans and metrics, and nothing that is secret or personal",
  () =>
    Effect.map(runExample("70_observability.ts"), ({ exitCode, output }) => {
      expect(exitCode).toBe(0)
      const names = [...output.matchAll(/^ {2,4}name: '([^']+)'/gm)].map(([, name]) => name)
      expect(names).toEqual(
        expect.arrayContaining([
          "KeySecure.getToken",
          "KeySecure.applyForCard",
          "KeySecure.issueCard",
          "POST /cards",
          "keysecure_calls",
          "keysecure_retries"
        ])
      )
      expect(output).toMatch(
        /'keysecure.operation': 'applyForCard',\s+'keysecure.card_unique_no': '[^']+',\s+'keysecure.attempts': 2/
      )
      expect(output).toMatch(/attributes: \{[^}]*operation: 'applyForCard'[^}]*outcome: 'ok'[^}]*\},\s+value: 1/)
      expect(personal.length).toBeGreaterThan(3)
      expect([Scenario.creditApiKey, ...personal].filter((secret) => output.includes(secret))).toEqual([])
    }),
  60_000
)
