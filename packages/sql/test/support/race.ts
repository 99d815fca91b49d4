/** A race that is short enough for the suite. */
import { expect, it } from "vitest"
import { Migrations } from "../../src/index.js"
import { cardsAfter } from "./cards.js"
import { run } from "./contracts.js"
import { type Database, over } from "./database.js"

/** How many processes issue for how many numbers. */
export const size = { processes: 4, numbers: 20 }

/** The promise between processes, over a log. */
export const itMakesOneCardEach = (
  log: string,
  url: () => string,
  prepare: () => Promise<unknown> = async () => {}
): void =>
  it("make one card for each number, and all of them are told that card", async () => {
    await prepare()
    const { cards, told } = await cardsAfter({ ...size, log, databaseUrl: url() })
    expect(cards).toHaveLength(size.numbers)
    const cardOf = new Map(cards)
    expect(cardOf.size).toBe(size.numbers)
    expect(told).toHaveLength(size.processes * size.numbers)
    expect(told.filter(([cardUniqueNo, cardNo]) => cardOf.get(cardUniqueNo) !== cardNo)).toEqual([])
  })

/** The same over a database. */
export const itMakesOneCardEachOver = (database: Database): void =>
  itMakesOneCardEach(database.name, database.url, () => run(over(database, Migrations.run)))
