import { defineConfig } from "vitest/config"

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: "outcome",
          include: ["test/outcomeMutation.mjs"],
          provide: { shareOfRuns: 0.1 },
          testTimeout: 60_000
        }
      }
    ]
  }
})
