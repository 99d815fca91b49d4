/** What issuing says while it finds out, so that two minutes are not silent. */
import { CardIssuance } from "@effect-keysecure/client"
import { Sample } from "@effect-keysecure/testkit"
import { Effect } from "effect"
import { expect, it } from "vitest"
import { inWorld, onFirstApplication, type World } from "../support/issuing/world.js"
import { capturing, type Output, renderings } from "../support/output.js"

const said = async (world: World) => {
  const output: Output = { spans: [], logs: [] }
  await inWorld(
    world,
    Effect.flatMap(CardIssuance.CardIssuance, ({ issue }) => Effect.exit(issue(Sample.virtualApplication))).pipe(
      Effect.provide(capturing(output))
    )
  )
  return output.logs.map(renderings)
}
const times = (logs: ReadonlyArray<string>, words: string) => logs.filter((log) => log.includes(words)).length

it("nothing is said of a card that is issued at once", async () => {
  expect(await said({})).toEqual([])
})

it("finding out is said at its start, every 15 s, and at its end", async () => {
  const logs = await said({ faults: onFirstApplication({ _tag: "DropBefore", silent: false }) })
  expect(times(logs, "is being found out")).toBe(1)
  expect(times(logs, "still being found out")).toBeGreaterThanOrEqual(5)
  expect(times(logs, "still being found out")).toBeLessThanOrEqual(9)
  expect(times(logs, "found out (None)")).toBe(1)
})

it("what stays unknown is warned of", async () => {
  const logs = await said({
    faults: onFirstApplication({ _tag: "LoseAnswer", silent: false }),
    rules: { answers: { listCards: 1001 } }
  })
  expect(times(logs, "stays unknown")).toBe(1)
})

it("a copy that is sent again says why", async () => {
  const logs = await said({ rules: { answers: { applyForCard: [1009] } } })
  expect(times(logs, "applyForCard is sent again: TooManyRequests")).toBe(1)
})
