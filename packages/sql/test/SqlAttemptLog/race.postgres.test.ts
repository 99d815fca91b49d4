import { describe } from "vitest"
import { postgres } from "../support/postgres.js"
import { itMakesOneCardEach } from "../support/race.js"

describe("four processes that issue for the same numbers over PostgreSQL", () => {
  itMakesOneCardEach(postgres())
})
