import { KeySecureSimulator, Scenario } from "@effect-keysecure/testkit"
import { expect, it } from "@effect/vitest"
import { Effect } from "effect"
import { runExample, withSimulator } from "./running.js"

it.live("each merchant gets its card, with one token each, and one that is not known does no harm", () =>
  withSimulator((baseUrl) =>
    Effect.gen(function* () {
      const { exitCode, output } = yield* runExample("65_many-merchants.ts", {
        ACME_API_KEY: Scenario.creditApiKey,
        GLOBEX_API_KEY: Scenario.authorizationApiKey,
        KEYSECURE_BASE_URL: baseUrl
      })
      const lines = output.trim().split("\n")
      expect(lines.map((line) => line.replace(/C\d+$/, "C…")).toSorted()).toEqual([
        "acme: card C…",
        "acme: card C…",
        "globex: card C…",
        "umbrella: no such merchant"
      ])
      expect(new Set(lines).size).toBe(3)
      expect(exitCode).toBe(0)
      const { requests } = yield* KeySecureSimulator.KeySecureSimulator
      const asked = (yield* requests).map(({ operation, request }) => `${operation} ${request.headers["api-key"]}`)
      expect(asked.toSorted()).toEqual([
        `applyForCard ${Scenario.authorizationApiKey}`,
        `applyForCard ${Scenario.creditApiKey}`,
        `getToken ${Scenario.authorizationApiKey}`,
        `getToken ${Scenario.creditApiKey}`
      ])
    })
  )
)
