import { describe, expect, it } from "vitest"
import { cardsAfter, itMakesOneCardEach, numbers } from "../support/race.js"
import { sqlite } from "../support/sqlite.js"

describe("four processes that issue for the same numbers", () => {
  it("make several cards for a number over logs in memory, so this test can fail", async () => {
    const { cards } = await cardsAfter("memory", "")
    expect(cards.length).toBeGreaterThan(numbers)
  })

  describe("over SQLite", () => {
    itMakesOneCardEach(sqlite())
  })
})
