import { mergeConfig } from "vitest/config"
import everyday from "./vitest.config.js"

/** The same tests, with all runs of their properties (`check:properties`), which take minutes on a busy machine. */
export default mergeConfig(everyday, { test: { provide: { shareOfRuns: 1 }, testTimeout: 600_000 } })
