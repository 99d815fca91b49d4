import { describe, expect, it } from "vitest"
import { Migrations } from "../../src/index.js"
import { cardsAfter } from "../support/cards.js"
import { run } from "../support/contracts.js"
import { over } from "../support/database.js"
import { sqlite } from "../support/sqlite.js"

describe("four processes that issue for the same 40 numbers, of which two are killed", () => {
  const database = sqlite()

  it("make one card for each number, and all of them are told that card", async () => {
    await run(over(database, Migrations.run))
    const race = { log: database.name, databaseUrl: database.url(), processes: 4, numbers: 40, killed: 2 }
    const { cards, told } = await cardsAfter(race)
    const cardOf = new Map(cards)
    expect([cards.length, cardOf.size]).toEqual([40, 40])
    expect(told.length).toBeGreaterThanOrEqual(160)
    // One that was killed was not told of all of them.
    expect(told.length).toBeLessThan(240)
    expect(told.filter(([cardUniqueNo, cardNo]) => cardOf.get(cardUniqueNo) !== cardNo)).toEqual([])
    // If none has the copy of a process that was killed, a minute goes by until it cannot arrive any more.
  }, 240_000)
})
