import { mergeConfig } from "vitest/config"
import everyday from "./vitest.config.js"

/**
 * The same tests, with all runs of their properties (`check:properties`), which take minutes on a busy machine.
 *
 * A property that computes for a minute keeps its worker from answering vitest, which calls that an unhandled error. It is none, and
 * a test that fails fails the run all the same. Errors that nobody handles fail the everyday run.
 */
export default mergeConfig(everyday, {
  test: { provide: { shareOfRuns: 1 }, testTimeout: 600_000, dangerouslyIgnoreUnhandledErrors: true }
})
