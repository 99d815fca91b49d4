import { defineConfig } from "vitest/config"

/** The tests on a server of MySQL or MariaDB of their own, whose program must be installed (`check:mysql`). */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: "mysql",
          include: ["packages/*/test/**/*.mysql.test.ts"],
          setupFiles: ["packages/testkit/test/support/properties.setup.ts"],
          provide: { shareOfRuns: 1 },
          testTimeout: 120_000,
          hookTimeout: 120_000
        }
      }
    ]
  }
})
