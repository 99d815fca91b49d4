/** One card for each row, whatever breaks: the platform, the store, and the machines, again and again. */
import { AttemptLog } from "@effect-keysecure/client"
import { FastCheck as fc } from "effect"
import { describe, expect, it } from "vitest"
import { tryBatches } from "../support/lawTrials.js"

describe("a batch that breaks again and again", () => {
  it("ends with one card for each row, and each row knows it", async () => {
    const tried = await tryBatches({ numRuns: 6 })
    expect(tried.failed && fc.defaultReportMessage(tried)).toBe(false)
  })

  it("has two cards of a row if machines do not share the log", async () => {
    const { error, failed } = await tryBatches({ numRuns: 200, seed: 1 }, AttemptLog.layerMemory())
    expect(failed && error).toContain("has 2 cards")
  })
})
