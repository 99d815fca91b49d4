import { expect, it } from "@effect/vitest"
import { Effect } from "effect"
import { runExample } from "./running.js"

it.live("a batch of 500 comes to its end, with one card for each right row", () =>
  Effect.map(runExample("80_batch-in-memory.ts"), ({ exitCode, output }) => {
    const lines = output.trim().split("\n")
    expect(lines.slice(0, 3)).toEqual([
      "499 rows to apply for",
      "line 201, package_no: expected package_no (credit extension mode) or card_bin_no (authorization mode); the cell is empty",
      "0 s: 1 of 500, 1 failed, 0 in doubt"
    ])
    // Two requests were lost on their way: that is known after two minutes, when no copy of them counts any more.
    expect(lines).toContain("120 s: 498 of 500, 2 failed, 2 in doubt")
    expect(lines.at(-4)).toMatch(/^1[23]\d s: 500 of 500, 2 failed, 0 in doubt$/)
    expect(lines.slice(-3)).toEqual([
      "e-100 failed: CardholderUnknown. Check the cardholder's number and that it belongs to this merchant.",
      "e-200 failed: RowInvalid. package_no (credit extension mode) or card_bin_no (authorization mode); the cell is empty",
      "498 cards of 498 rows"
    ])
    expect(exitCode).toBe(0)
  })
)
