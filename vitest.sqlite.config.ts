import { defineConfig } from "vitest/config"

/** The tests over SQLite again, over the driver that `check:sqlite` has compiled, and those that only that driver can have. */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: "sqlite",
          include: ["packages/sql/test/**/*.test.ts", "packages/batch/test/SqlBatchStore/**/*.test.ts"],
          exclude: ["**/*.postgres.test.ts", "**/*.mysql.test.ts", "**/node_modules/**"],
          setupFiles: ["packages/testkit/test/support/properties.setup.ts"],
          provide: { shareOfRuns: 1 },
          testTimeout: 120_000,
          hookTimeout: 120_000
        }
      }
    ]
  }
})
