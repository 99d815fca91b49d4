import { describe } from "vitest"
import { postgres } from "../../../sql/test/support/postgres.js"
import { itTellsWhatMemoryTells } from "../support/contract.js"

describe("the store on PostgreSQL", () => {
  itTellsWhatMemoryTells(postgres(), 150)
})
