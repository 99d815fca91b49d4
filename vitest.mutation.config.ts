import { defineConfig } from "vitest/config"

/** The tests that tell what the simulator does with a request, and what the client makes of an answer. */
const telling = [
  "packages/testkit/test/{applyForCard,getToken,listCards,operations,rules,transition}.test.ts",
  "packages/client/test/{applyForCard,attempts,codes,headers,metrics,retryPolicy,transport}.test.ts"
]

export default defineConfig({
  test: {
    projects: [{ test: { name: "mutation", include: telling, provide: { shareOfRuns: 0.05 }, testTimeout: 60_000 } }]
  }
})
