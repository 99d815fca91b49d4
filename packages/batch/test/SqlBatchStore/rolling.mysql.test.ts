import { describe } from "vitest"
import { mysql } from "../../../sql/test/support/mysql.js"
import { itIsUpgradedWhileItRuns } from "../support/rolling.js"

describe("a batch on MySQL", () => {
  itIsUpgradedWhileItRuns(mysql())
})
