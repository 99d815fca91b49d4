import { describe } from "vitest"
import { sqlite } from "../../../sql/test/support/sqlite.js"
import { itTellsWhatMemoryTells } from "../support/contract.js"

describe("the store on SQLite", () => {
  itTellsWhatMemoryTells(sqlite(), 25)
})
