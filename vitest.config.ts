import { availableParallelism } from "node:os"
import { defineConfig } from "vitest/config"
import projects from "./vitest.workspace.js"

export default defineConfig({
  test: {
    projects,
    setupFiles: ["packages/testkit/test/support/properties.setup.ts"],
    // See packages/testkit/test/support/runs.ts.
    provide: { shareOfRuns: 0.05 },
    // No more than there are cores: a worker beyond them is ended when it has nothing to do, and that fails the run.
    maxWorkers: availableParallelism(),
    // Tests that run at the same time mostly wait: for an answer that is held back, or for a process of their own.
    maxConcurrency: 16,
    // Properties make much that soon is garbage: with 16 MB, the default, a tenth of the time goes by collecting it.
    poolOptions: { forks: { execArgv: ["--max-semi-space-size=64"] } },
    // The files that one process runs share what they import, which is slower to load than most of them are to run. So
    // a test counts on nothing that another may have changed, such as a metric.
    isolate: false,
    coverage: {
      include: ["packages/*/src/**"],
      reporter: ["text-summary", "json-summary", "json"],
      // What runs in a process of its own is not counted: programs, and whatever several processes do at one database.
      thresholds: {
        "packages/{schema,client}/src/**": { lines: 98, branches: 96 },
        "packages/testkit/src/**": { lines: 95, branches: 95 },
        "packages/batch/src/**": { lines: 90, branches: 94 },
        "packages/cli/src/**": { lines: 90, branches: 88 },
        "packages/sql/src/**": { lines: 75, branches: 85 }
      }
    },
    // A test waits for nothing but its own work: on a busy machine that may take many times as long.
    testTimeout: 120_000,
    hookTimeout: 120_000
  }
})
