/** The program over a server of MySQL or MariaDB: one card each, though a machine dies, and what it says of a database that is none. */
import { Effect } from "effect"
import { SqlClient } from "@effect/sql"
import { afterAll, beforeAll, expect, it } from "vitest"
import { over } from "../../../sql/test/support/database.js"
import { mysql } from "../../../sql/test/support/mysql.js"
import {
  build,
  cleanUp,
  folder,
  objects,
  orders,
  patience,
  run,
  start,
  withSimulator,
  write
} from "../support/program.js"

const database = mysql()

beforeAll(build, patience)
afterAll(cleanUp)

const key = Buffer.alloc(32, 7).toString("base64")

const issueMay = ["issue", "cards.csv", "--batch", "may", "--key", "order"]

it("makes one card for each row on two machines, one of which is killed, and asks for the key that they share", () =>
  withSimulator({ rateLimit: { perSecond: 20, burst: 5 } }, async (merchant, simulator) => {
    const cwd = folder()
    write(cwd, "cards.csv", orders(60))
    const url = database.url()
    const place = { KEYSECURE_DATABASE: url }
    const variables = { ...merchant, ...place, KEYSECURE_BATCH_KEY: key }
    const cards = async () => (await Effect.runPromise(simulator.cards)).map(({ cardUniqueNo }) => cardUniqueNo)

    const keyless = await run(cwd, { ...merchant, ...place }, ...issueMay)
    expect(keyless).toMatchObject({ code: 2, error: expect.stringContaining("KEYSECURE_BATCH_KEY") })
    expect(await cards()).toEqual([])

    const first = start(cwd, variables, ...issueMay)
    await expect.poll(async () => (await cards()).length, { timeout: patience, interval: 50 }).toBeGreaterThan(10)
    const other = start(cwd, { ...variables, KEYSECURE_DATABASE: url.replace("mysql:", "mariadb:") }, "run")
    await expect.poll(async () => (await cards()).length, { timeout: patience, interval: 50 }).toBeGreaterThan(25)
    first.child.kill("SIGKILL")
    other.child.kill("SIGTERM")
    await Promise.all([first.exit, other.exit])
    // What was under way has been carried out or not: after two minutes of the platform's time that is certain. The next program
    // learns the time from the token that it fetches.
    await Effect.runPromise(simulator.setSkew(130_000))
    const forget = Effect.flatMap(SqlClient.SqlClient, (sql) => sql`DELETE FROM keysecure_tokens`)
    await Effect.runPromise(Effect.scoped(over(database, forget)))
    expect(await run(cwd, variables, "run")).toMatchObject({ code: 0 })
    expect(await run(cwd, variables, ...issueMay)).toMatchObject({ code: 0 })

    const numbers = await cards()
    expect([numbers.length, new Set(numbers).size]).toEqual([60, 60])
    const progress = await run(cwd, {}, "progress", "--database", url)
    expect(objects(progress.out)).toMatchObject([{ batch: "may", total: 60, ended: 60, rows: { ready: 60 } }])
    const results = await run(cwd, place, "results", "--csv")
    expect(results.out.trimEnd().split("\n")).toHaveLength(61)
    for (const { error, out } of [progress, results]) expect(error + out).not.toContain("simulated@")
  }))

it("says of a database that refuses it, or that is none, no more than that", async () => {
  const url = database.url()
  const told = await Promise.all(
    [
      url.replace("simulated", "guessed"),
      url.replace(/keysecure$/, "elsewhere"),
      `${url}?ssl=guessed`,
      `${url}?ssl=%7B%7D`
    ].map((place) => run(folder(), {}, "progress", "--database", place))
  )
  for (const { code, error, out } of told) {
    expect({ code, error, out }).toEqual({
      code: 4,
      out: "",
      error: "keysecure: MySQL or MariaDB cannot be reached, or refuses the connection.\n"
    })
  }
})
