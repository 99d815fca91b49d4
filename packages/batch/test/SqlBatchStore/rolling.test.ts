import { describe } from "vitest"
import { sqlite } from "../../../sql/test/support/sqlite.js"
import { itIsUpgradedWhileItRuns } from "../support/rolling.js"

describe("a batch on SQLite", () => {
  itIsUpgradedWhileItRuns(sqlite())
})
