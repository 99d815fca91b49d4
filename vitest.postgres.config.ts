import { defineConfig } from "vitest/config"

/** The tests on a PostgreSQL server of their own, which does not run everywhere (`check:postgres`). */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: "postgres",
          include: [
            "packages/sql/test/**/*.test.ts",
            "packages/batch/test/SqlBatchStore/**/*.test.ts",
            "packages/batch/test/ClusterBatchEngine/**/*.test.ts",
            "packages/cli/test/bin/program.test.ts",
            "examples/test/81_statements.test.ts",
            "examples/test/**/*.postgres.test.ts"
          ],
          // Those on MySQL need a server program that is installed: `check:mysql`. Those on better-sqlite3 need a compiler: `check:sqlite`.
          exclude: ["**/*.mysql.test.ts", "**/*.sqlite.test.ts", "**/node_modules/**"],
          setupFiles: ["packages/testkit/test/support/properties.setup.ts"],
          provide: { shareOfRuns: 1 },
          testTimeout: 120_000,
          hookTimeout: 120_000
        }
      }
    ]
  }
})
