import { mergeConfig } from "vitest/config"
import everyday from "./vitest.config.js"

/** The same tests, with all runs of their properties (`check:properties`). */
export default mergeConfig(everyday, { test: { provide: { shareOfRuns: 1 } } })
