/** The law against leaks, over a file of SQLite: what lies in it, byte for byte, and what is said meanwhile. */
import { Migrations, SqlAttemptLog, SqlTokenStore } from "@effect-keysecure/sql"
import { CardProduct } from "@effect-keysecure/schema"
import { Scenario } from "@effect-keysecure/testkit"
import { Effect, Fiber, Layer, Logger, LogLevel, Stream } from "effect"
import { readdirSync, readFileSync } from "node:fs"
import * as Path from "node:path"
import { describe, expect, it } from "vitest"
import { sqlite } from "../../../sql/test/support/sqlite.js"
import { CardBatch, SqlBatchStore } from "../../src/index.js"
import { input, inWorld, row } from "../support/world.js"

const person = {
  firstName: "Perpetua",
  lastName: "Quackenbush",
  phone: "2125357710",
  city: "Gotham Heights",
  addressLine1: "1000 Canary Row"
}

const application = (n: number) =>
  row(n, {
    cardType: "Physical",
    packageNo: CardProduct.PackageNo.make(Scenario.physicalPackageNo),
    address: { ...person, phoneCode: "1", postalCode: "10118", country: "US", state: "New York" }
  })

describe("a database of batches", () => {
  const database = sqlite()
  const stores = Layer.mergeAll(SqlBatchStore.layer, SqlAttemptLog.layer, SqlTokenStore.layer).pipe(
    Layer.provide(Layer.provideMerge(Migrations.layer, database.connection)),
    Layer.orDie
  )
  const bytes = (): string => {
    const folder = Path.dirname(database.url())
    return readdirSync(folder)
      .map((name) => readFileSync(Path.join(folder, name), "latin1"))
      .join("\n")
  }

  it("holds a person's data sealed alone, and nothing says them", () => {
    const said: Array<string> = []
    const listening = Logger.replace(
      Logger.defaultLogger,
      Logger.map(Logger.jsonLogger, (line) => said.push(line))
    )
    return inWorld(
      {
        stores,
        // Some are refused, some unknown, and one waits for a person.
        rules: { uniqueNoShown: "upperCase", cardDetail: "asListed" },
        faults: [
          { operation: "applyForCard", nth: 1, fault: { _tag: "LoseAnswer", silent: false } },
          { operation: "applyForCard", nth: 2, fault: { _tag: "DropBefore", silent: true } },
          { operation: "applyForCard", nth: 3, fault: { _tag: "AnswerCode", code: 2009, carriedOut: false } },
          { operation: "applyForCard", nth: 4, fault: { _tag: "AnswerCode", code: 1004, carriedOut: false } }
        ]
      },
      Effect.gen(function* () {
        const batch = yield* CardBatch.CardBatch
        yield* batch.submit("cards", input(...Array.from({ length: 8 }, (_, n) => application(n))))
        const secrets = [...Object.values(person), Scenario.creditApiKey]
        const found = () => secrets.filter((secret) => `${bytes()}${said.join("\n")}`.includes(secret))
        // What is looked for is found where it is: the file is the one that the rows are in.
        expect(bytes()).toContain("batch-7")
        expect(found()).toEqual([])
        const running = yield* Effect.fork(batch.run("cards"))
        yield* Effect.sleep("30 seconds")
        expect(found()).toEqual([])
        const { rows: counts } = yield* Fiber.join(running)
        expect(counts.failed).toBeGreaterThan(0)
        expect(counts.unclear).toBe(1)
        expect(found()).toEqual([])
        expect(said.length).toBeGreaterThan(0)
        const told = JSON.stringify([...(yield* Stream.runCollect(batch.results("cards")))])
        expect(secrets.filter((secret) => told.includes(secret))).toEqual([])
      }).pipe(Effect.provide(listening), Logger.withMinimumLogLevel(LogLevel.Debug))
    )
  })
})
