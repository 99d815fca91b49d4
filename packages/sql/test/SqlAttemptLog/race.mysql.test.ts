import { describe } from "vitest"
import { mysql } from "../support/mysql.js"
import { itMakesOneCardEachOver } from "../support/race.js"

describe("four processes that issue for the same numbers over MySQL", () => {
  itMakesOneCardEachOver(mysql())
})
