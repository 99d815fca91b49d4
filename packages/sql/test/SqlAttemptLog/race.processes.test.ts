import { describe, expect, it } from "vitest"
import { cardsAfter } from "../support/cards.js"
import { itMakesOneCardEach, itMakesOneCardEachOver, size } from "../support/race.js"
import { folder, sqlite } from "../support/sqlite.js"

describe("four processes that issue for the same numbers", () => {
  it("make several cards for a number over logs in memory, so this test can fail", async () => {
    const { cards } = await cardsAfter({ ...size, log: "memory", databaseUrl: "" })
    expect(cards.length).toBeGreaterThan(size.numbers)
  })

  describe("over SQLite", () => {
    itMakesOneCardEachOver(sqlite())
  })

  describe("over files", () => {
    const directory = folder()
    itMakesOneCardEach("files", () => directory)
  })
})
