// The tests that tell what the simulator does with a request and what the client makes of an answer, as one file: for
// every mutant anew, what they import is loaded once and not once a file.
import { it } from "vitest"

const files = [
  "../packages/testkit/test/Simulation/applyForCard.test.ts",
  "../packages/testkit/test/Simulation/exchange.test.ts",
  "../packages/testkit/test/Simulation/hostileRules.test.ts",
  "../packages/testkit/test/Simulation/getToken.test.ts",
  "../packages/testkit/test/Simulation/listCards.test.ts",
  "../packages/testkit/test/Simulation/operations.test.ts",
  "../packages/testkit/test/Simulation/rateLimit.test.ts",
  "../packages/testkit/test/Simulation/rules.test.ts",
  "../packages/client/test/KeySecureClient/applyForCard.test.ts",
  "../packages/client/test/KeySecureClient/attempts.test.ts",
  "../packages/client/test/KeySecureClient/beforeSending.test.ts",
  "../packages/client/test/KeySecureClient/codes.test.ts",
  "../packages/client/test/KeySecureClient/headers.test.ts",
  "../packages/client/test/KeySecureClient/metrics.test.ts",
  "../packages/client/test/KeySecureClient/said.test.ts",
  "../packages/client/test/Listing/oddItems.test.ts",
  "../packages/client/test/ServerTime/calls.test.ts",
  "../packages/client/test/internal/call/failure.test.ts",
  "../packages/client/test/internal/call/pipeline.test.ts",
  "../packages/client/test/RetryPolicy/retryPolicy.test.ts",
  "../packages/client/test/KeySecureClient/spans.test.ts",
  "../packages/client/test/internal/call/transport.test.ts",
  "../packages/client/test/CardIssuance/cardIssuance.test.ts"
]

for (const file of files) {
  try {
    // oxlint-disable-next-line no-await-in-loop -- each names its tests before the next does
    await import(file)
  } catch (error) {
    // A mutant that breaks a file before its first test has been noticed too.
    it(`${file} can be loaded`, () => {
      throw error
    })
  }
}
