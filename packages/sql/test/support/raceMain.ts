/**
 * `pnpm batch:race --db sqlite,pg,files --processes 8 --numbers 500`: processes that issue for the same numbers over one database, or one folder of files, make
 * one card for each, and over logs in memory several. Ends with 1 if not.
 */
import { Effect, Layer } from "effect"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import * as Path from "node:path"
import { parseArgs } from "node:util"
import { Migrations } from "../../src/index.js"
import * as Sqlite from "../../src/Sqlite.js"
import { cardsAfter } from "./cards.js"
import { type Database, over } from "./database.js"
import * as Mysql from "./mysqlServer.js"
import { databaseAt, startServer } from "./postgresServer.js"

const { values } = parseArgs({
  // pnpm hands on a `--` that separates its own options.
  args: process.argv.slice(2).filter((argument) => argument !== "--"),
  options: {
    db: { type: "string", default: "sqlite,pg,files" },
    processes: { type: "string", default: "8" },
    numbers: { type: "string", default: "500" }
  }
})

const countOf = (name: "processes" | "numbers", least: number): number => {
  const count = Number(values[name])
  if (!Number.isSafeInteger(count) || count < least) throw new Error(`--${name} is a number from ${least} on`)
  return count
}
const size = { processes: countOf("processes", 2), numbers: countOf("numbers", 1) }

const folder = Effect.acquireRelease(
  Effect.sync(() => mkdtempSync(Path.join(tmpdir(), "keysecure-race-"))),
  (made) => Effect.sync(() => rmSync(made, { recursive: true, force: true }))
)
const sqlite = Effect.map(folder, (made): Database => {
  const filename = Path.join(made, "keysecure.db")
  return { name: "SQLite", url: () => filename, connection: Layer.fresh(Layer.orDie(Sqlite.layer({ filename }))) }
})
const pg = Effect.map(startServer, ({ port }) => databaseAt(() => port))
const mysql = Effect.map(Mysql.startServer, ({ port }) => Mysql.databaseAt(() => port))
/** A folder has no tables to be made. */
const files = Effect.map(folder, (directory) => ({ name: "files", url: () => directory }))

const databases = values.db.split(",").map((name) => {
  if (name === "sqlite") return sqlite
  if (name === "pg") return pg
  if (name === "mysql") return mysql
  if (name === "files") return files
  throw new Error("--db names sqlite, pg, mysql and files")
})

/** How many numbers have how many cards, and how many answers name another card than the number's own. */
const race = (log: string, databaseUrl: string) =>
  Effect.promise(async () => {
    const start = performance.now()
    const { cards, told } = await cardsAfter({ ...size, log, databaseUrl })
    const perNumber = new Map<string, number>()
    for (const [number] of cards) perNumber.set(number, (perNumber.get(number) ?? 0) + 1)
    const cardOf = new Map(cards)
    const others = told.filter(([number, cardNo]) => cardOf.get(number) !== cardNo).length
    const counts = [...perNumber.values()]
    const spread = [...new Set(counts)]
      .toSorted((one, other) => one - other)
      .map((count) => `${counts.filter((each) => each === count).length} numbers with ${count}`)
      .join(", ")
    const seconds = ((performance.now() - start) / 1000).toFixed(1)
    process.stdout.write(`${log.padEnd(10)}  ${cards.length} cards: ${spread}; ${seconds} s\n`)
    return {
      each: cards.length === size.numbers && perNumber.size === size.numbers && others === 0,
      cards: cards.length
    }
  })

const main = Effect.gen(function* () {
  process.stdout.write(`${size.processes} processes issue for the same ${size.numbers} numbers\n`)
  const control = yield* race("memory", "")
  let good = control.cards > size.numbers
  if (!good) process.stderr.write("over logs in memory there were no more cards than numbers, so this shows nothing\n")
  for (const opened of databases) {
    const database = yield* opened
    if ("connection" in database) yield* over(database, Migrations.run)
    const { each } = yield* race(database.name, database.url())
    if (!each) process.stderr.write(`${database.name}: not one card for each number, told to all\n`)
    good &&= each
  }
  return good
}).pipe(Effect.scoped)

process.exitCode = (await Effect.runPromise(main)) ? 0 : 1
