import { defineConfig } from "vitest/config"

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: "mutation",
          include: ["test/mutation.mjs"],
          provide: { shareOfRuns: 0.02 },
          testTimeout: 60_000
        }
      }
    ]
  }
})
