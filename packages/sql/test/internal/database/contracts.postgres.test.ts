import { describe } from "vitest"
import { itKeepsTheContracts } from "../../support/contracts.js"
import { postgres } from "../../support/postgres.js"

describe("PostgreSQL", () => {
  itKeepsTheContracts(postgres())
})
