import { describe } from "vitest"
import { postgres } from "../../../sql/test/support/postgres.js"
import { itIsUpgradedWhileItRuns } from "../support/rolling.js"

describe("a batch on PostgreSQL", () => {
  itIsUpgradedWhileItRuns(postgres())
})
