/** The contract of transports: what comes of an answer is the same over each. */
import { execFile } from "node:child_process"
import { fileURLToPath } from "node:url"
import { promisify } from "node:util"
import * as NodeHttpClient from "@effect/platform-node/NodeHttpClient"
import { describe, expect, it } from "@effect/vitest"
import { Effect, Exit } from "effect"
import { bundled } from "../../../testkit/test/support/bundled.js"
import { outcomesOf } from "../support/answered.js"
import { answers } from "../support/answers.js"
import { shareOfRuns } from "../../../testkit/test/support/runs.js"
import { transports } from "../support/transports.js"

/** All of them in the thorough run, else each fifth. */
const tried = answers.filter((_, index) => shareOfRuns === 1 || index % 5 === 0)

describe(`${tried.length} of ${answers.length} answers over ${transports.length} transports`, () => {
  it("are at least 200, each with a name of its own", () => {
    expect(new Set(answers.map(({ name }) => name)).size).toBe(answers.length)
    expect(answers.length).toBeGreaterThanOrEqual(200)
  })

  it.live.each(tried)("$name: the same over each", ({ bytes }) =>
    Effect.gen(function* () {
      const outcomes = yield* Effect.forEach(transports, ([, transport]) => Effect.exit(outcomesOf(transport, bytes)), {
        concurrency: 4
      })
      const named = Object.fromEntries(transports.map(([name], index) => [name, outcomes[index]]))
      const all = Object.values(named).map((exit) => (exit !== undefined && Exit.isSuccess(exit) ? exit.value : exit))
      const [first] = all
      expect(Object.fromEntries(transports.map(([name], index) => [name, all[index]]))).toEqual(
        Object.fromEntries(transports.map(([name]) => [name, first]))
      )
    })
  )
})

/** What `fetch` of a Node without another undici reads in another way: its own is older on Node 20. */
const readOtherwise = new Set(["a folded header", "cut chunks"])

it("the answers are the same over Node's own fetch, in a process without another undici, but for two", async () => {
  const program = await bundled(fileURLToPath(new URL("../support/ownFetch.program.ts", import.meta.url)))
  const { stdout } = await promisify(execFile)(process.execPath, [program], { maxBuffer: 16 * 1024 * 1024 })
  const told: ReadonlyArray<ReadonlyArray<string>> = JSON.parse(stdout)
  const over = await Effect.runPromise(
    Effect.forEach(answers, ({ bytes }) => outcomesOf(NodeHttpClient.layer, bytes), { concurrency: 16 })
  )
  expect(told).toHaveLength(answers.length)
  const different = answers.flatMap(({ name }, index) =>
    JSON.stringify(told[index]) === JSON.stringify(over[index]) ? [] : [name]
  )
  expect(different.filter((name) => !readOtherwise.has(name))).toEqual([])
  // Where it differs, a card is read from a whole envelope, and nothing is taken for a certain no.
  const inDoubt = different.map((name) => told[answers.findIndex((answer) => answer.name === name)]?.[0])
  expect(inDoubt.every((outcome) => /"cardNo":"C1"|"OutcomeUnknown"/.test(outcome ?? ""))).toBe(true)
})
