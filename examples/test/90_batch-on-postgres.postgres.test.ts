/** Three runners over PostgreSQL, without Docker. */
import { fileURLToPath } from "node:url"
import { expect, it } from "@effect/vitest"
import { Effect } from "effect"
import { bundled } from "../../packages/testkit/test/support/bundled.js"
import { runExample } from "./running.js"

const examples = fileURLToPath(new URL("..", import.meta.url))

it.live("three runners issue one card for each row, and all of them see the end", () =>
  Effect.gen(function* () {
    const runner = yield* Effect.promise(() =>
      bundled(`${examples}/batch-on-postgres/runner.ts`, `${examples}/.tsbuild/programs`)
    )
    const { exitCode, output } = yield* runExample("batch-on-postgres/local.ts", { RUNNER: runner })
    const lines = output.trim().split("\n")
    expect(lines.at(-1)).toBe("300 cards of 300 rows")
    expect(lines.slice(0, -1).toSorted()).toEqual(
      ["runner-1", "runner-2", "runner-3"].flatMap((name) => [`${name} 300 of 300 rows ended`, `${name} takes part`])
    )
    expect(exitCode).toBe(0)
  })
)
