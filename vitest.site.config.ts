import { defineConfig } from "vitest/config"

/** The site as it was built, in a browser that must be installed (`check:site`). */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: "site",
          include: ["test/site.browser.test.ts"],
          testTimeout: 120_000,
          hookTimeout: 120_000
        }
      }
    ]
  }
})
