/** Processes of the system that issue for the same numbers at the same time, over one database. */
import { KeySecureSimulator, Scenario, Simulation } from "@effect-keysecure/testkit"
import * as NodeHttpServer from "@effect/platform-node/NodeHttpServer"
import { HttpServer } from "@effect/platform"
import { Effect, Layer, Schema } from "effect"
import { build } from "esbuild"
import { spawn } from "node:child_process"
import { createServer } from "node:http"
import { fileURLToPath } from "node:url"
import { describe, expect, it } from "vitest"
import { Migrations } from "../../src/index.js"
import { databases, over } from "../support/databases.js"

const processes = 4
const numbers = 40

const file = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url))

/** The program as one file. What is installed stays as it is. */
const bundled = (): Promise<string> => {
  const outfile = file(".tsbuild/programs/racing.mjs")
  return build({
    entryPoints: [fileURLToPath(new URL("../support/racing.program.ts", import.meta.url))],
    outfile,
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20",
    external: ["effect", "effect/*", "@effect/*", "undici"],
    logLevel: "error"
  }).then(() => outfile)
}

const readResults = Schema.decodeSync(Schema.parseJson(Schema.Array(Schema.Tuple(Schema.String, Schema.String))))

/** What one process says that its numbers came to. */
const racer = (program: string, env: Readonly<Record<string, string>>) =>
  Effect.async<ReadonlyArray<readonly [string, string]>>((resume) => {
    const child = spawn(process.execPath, [program], { env: { PATH: process.env["PATH"], ...env } })
    let output = ""
    let errors = ""
    child.stdout.on("data", (bytes) => (output += String(bytes)))
    child.stderr.on("data", (bytes) => (errors += String(bytes)))
    child.once("close", (code) =>
      resume(code === 0 ? Effect.sync(() => readResults(output)) : Effect.dieMessage(`ended with ${code}: ${errors}`))
    )
    return Effect.sync(() => child.kill())
  })

/** A platform that makes another card for a number that it knows, and the cards of each number after a race. */
const cardsAfter = (log: string, databaseUrl: string) =>
  Effect.gen(function* () {
    const program = yield* Effect.promise(bundled)
    const simulator = yield* KeySecureSimulator.KeySecureSimulator
    const baseUrl = yield* HttpServer.addressFormattedWith(Effect.succeed)
    const env = {
      LOG: log,
      DATABASE_URL: databaseUrl,
      NUMBERS: String(numbers),
      KEYSECURE_API_KEY: Scenario.creditApiKey,
      KEYSECURE_BASE_URL: baseUrl
    }
    const told = yield* Effect.all(
      Array.from({ length: processes }, () => racer(program, env)),
      { concurrency: "unbounded" }
    )
    const cards = Simulation.cards(yield* simulator.state)
    return { told: told.flat(), cards: [...cards].map(({ cardNo, cardUniqueNo }) => [cardUniqueNo, cardNo] as const) }
  }).pipe(
    Effect.provide(
      KeySecureSimulator.layerServer({ scenario: Scenario.rules({ repeatedUniqueNo: "anotherCard" }) }).pipe(
        Layer.provideMerge(NodeHttpServer.layer(createServer, { host: "127.0.0.1", port: 0 }))
      )
    ),
    Effect.scoped,
    Effect.runPromise
  )

describe("four processes that issue for the same numbers", () => {
  it("make several cards for a number over logs in memory, so this test can fail", async () => {
    const { cards } = await cardsAfter("memory", "")
    expect(cards.length).toBeGreaterThan(numbers)
  })

  describe.each(databases())("over $name", (database) => {
    it("make one card for each number, and all of them are told that card", async () => {
      await Effect.runPromise(Effect.scoped(over(database, Migrations.run)))
      const { cards, told } = await cardsAfter(database.name, database.url())
      expect(cards).toHaveLength(numbers)
      const cardOf = new Map(cards)
      expect(cardOf.size).toBe(numbers)
      expect(told).toHaveLength(processes * numbers)
      expect(told.filter(([cardUniqueNo, cardNo]) => cardOf.get(cardUniqueNo) !== cardNo)).toEqual([])
    })
  })
})
