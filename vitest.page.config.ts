import { defineConfig } from "vitest/config"

/** The tests of the page of the simulator's control port, in a browser that must be installed (`check:page`). */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: "page",
          include: ["packages/*/test/**/*.browser.test.ts"],
          setupFiles: ["packages/testkit/test/support/properties.setup.ts"],
          provide: { shareOfRuns: 1 },
          testTimeout: 120_000,
          hookTimeout: 120_000
        }
      }
    ]
  }
})
