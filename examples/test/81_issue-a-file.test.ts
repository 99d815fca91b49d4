import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { KeySecureSimulator, Scenario } from "@effect-keysecure/testkit"
import { expect, it } from "@effect/vitest"
import { Effect } from "effect"
import { runExample, withSimulator } from "./running.js"

const file = `employee,cardholder_no,card_type,package_no
e-1,U0001,Virtual,P0001
e-2,U0001,Plastic,P0001
e-3,U9999,Virtual,P0001
`

const folder = Effect.acquireRelease(
  Effect.sync(() => mkdtempSync(join(tmpdir(), "keysecure-example-"))),
  (made) => Effect.sync(() => rmSync(made, { recursive: true }))
)

it.live("a file gets its cards, and none more when it is handed in again, corrected", () =>
  withSimulator((baseUrl) =>
    Effect.gen(function* () {
      const directory = yield* folder
      const issue = (text: string) => {
        writeFileSync(join(directory, "cards.csv"), text)
        return runExample(
          "81_issue-a-file.ts",
          {
            KEYSECURE_API_KEY: Scenario.creditApiKey,
            KEYSECURE_BASE_URL: baseUrl,
            KEYSECURE_BATCH_KEY: Buffer.alloc(32, 7).toString("base64")
          },
          directory
        )
      }
      const first = yield* issue(file)
      expect(first.output.trim().split("\n")).toEqual([
        "2 new rows, 0 known",
        "line 3, card_type: expected Virtual or Physical",
        "3 of 3 rows ended",
        "e-1: ready C0000000001",
        "e-2: failed Virtual or Physical",
        "e-3: failed Check the cardholder's number and that it belongs to this merchant."
      ])
      expect(first.exitCode).toBe(0)
      const second = yield* issue(file.replace("Plastic", "Virtual").replace("U9999", "U0001"))
      expect(second.output).toContain("2 new rows, 1 known\n3 of 3 rows ended\ne-1: ready C0000000001\n")
      const simulator = yield* KeySecureSimulator.KeySecureSimulator
      expect(yield* simulator.cards).toHaveLength(3)
    }).pipe(Effect.scoped)
  )
)
