import { expect, it } from "@effect/vitest"
import { Effect } from "effect"
import { runExample } from "./running.js"

it.live(
  "applies with a good address; else tells what the platform would refuse, and what is probably wrong",
  () =>
    Effect.map(runExample("30_address-checks.ts"), ({ exitCode, output }) => {
      expect(exitCode).toBe(0)
      expect(output.trim().split("\n")).toEqual([
        "as it should be: card C0000000001 is on its way",
        expect.stringMatching(/^a postal code of California: postalCode: expected .* \(please check\)$/),
        expect.stringMatching(/^a phone number that is too short: phone: expected .* \(please check\)$/),
        expect.stringMatching(/^a city in Cyrillic: city: expected /)
      ])
      expect(output).not.toContain("Нью")
    }),
  60_000
)
