/**
 * Where the tests are. They are one project, and `vitest run packages/client` picks of them: for every project vitest
 * loads anew what all of them import, which takes as long as most tests together.
 */
export default [
  {
    extends: true as const,
    test: {
      name: "tests",
      include: ["packages/*/test/**/*.test.ts", "examples/test/**/*.test.ts", "test/**/*.test.ts"],
      // They need a PostgreSQL server, which does not run everywhere, or files of SQLite, processes that race over them, or a
      // cluster, which take long: `check:postgres`.
      exclude: [
        "**/*.postgres.test.ts",
        // They need a server program that is installed: `check:mysql`.
        "**/*.mysql.test.ts",
        // They need a driver that has to be compiled: `check:sqlite`.
        "**/*.sqlite.test.ts",
        "**/*.processes.test.ts",
        // They need a browser: `check:page`.
        "**/*.browser.test.ts",
        "packages/sql/test/{SqlAttemptLog,internal}/**",
        "packages/sql/test/Sqlite/!(driver).test.ts",
        "packages/batch/test/SqlBatchStore/!(clients).test.ts",
        "packages/batch/test/ClusterBatchEngine/**",
        "packages/cli/test/bin/program.test.ts",
        "examples/test/81_statements.test.ts",
        "**/node_modules/**"
      ]
    }
  }
]
