/** Whatever JSON stands where an error or an attempt was stored: it is read, or refused by a typed failure. Nothing throws. */
import * as Client from "@effect-keysecure/client"
import { expect, it } from "@effect/vitest"
import { oddlyPlaced, schemasOf } from "../../../schema/test/support/oddJson.js"

const exported = schemasOf(Client)

it("every exported schema is among those that are tried", () => {
  expect(exported.map(([name]) => name)).toEqual(
    expect.arrayContaining(["ClientError.OutcomeUnknown", "ClientError.IssueError", "AttemptLog.Attempt"])
  )
  expect(exported.length).toBeGreaterThan(20)
})

it.each(exported)("%s reads or refuses what it knows with anything in the place of a field", (_, schema) => {
  oddlyPlaced(schema)
})
