import { describe } from "vitest"
import { postgres } from "../support/postgres.js"
import { itMakesOneCardEachOver } from "../support/race.js"

describe("four processes that issue for the same numbers over PostgreSQL", () => {
  itMakesOneCardEachOver(postgres())
})
