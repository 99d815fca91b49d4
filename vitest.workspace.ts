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
      // They need a PostgreSQL server, which does not run everywhere: `check:postgres`.
      exclude: ["**/*.postgres.test.ts", "**/node_modules/**"]
    }
  }
]
