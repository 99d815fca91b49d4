import { describe } from "vitest"
import { itKeepsTheContracts } from "../../support/contracts.js"
import { mysql } from "../../support/mysql.js"

describe("MySQL", () => {
  itKeepsTheContracts(mysql())
})
