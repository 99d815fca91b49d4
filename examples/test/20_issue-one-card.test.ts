import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { KeySecureSimulator, Scenario } from "@effect-keysecure/testkit"
import { expect, it } from "@effect/vitest"
import { Effect } from "effect"
import { runExample, withSimulator } from "./running.js"

const temporary = Effect.acquireRelease(
  Effect.sync(() => mkdtempSync(join(tmpdir(), "attempts-"))),
  (directory) => Effect.sync(() => rmSync(directory, { recursive: true }))
)

it.live(
  "run twice, the program issues one card",
  () =>
    withSimulator((baseUrl) =>
      Effect.gen(function* () {
        const directory = yield* temporary
        const variables = { KEYSECURE_API_KEY: Scenario.creditApiKey, KEYSECURE_BASE_URL: baseUrl }
        for (const _ of ["first", "again"]) {
          const { exitCode, output } = yield* runExample("20_issue-one-card.ts", variables, directory)
          expect(output).toContain("card C0000000001")
          expect(exitCode).toBe(0)
        }
        const simulator = yield* KeySecureSimulator.KeySecureSimulator
        const requests = yield* simulator.requests
        expect(requests.filter(({ operation }) => operation === "applyForCard")).toHaveLength(1)
      }).pipe(Effect.scoped)
    ),
  180_000
)
