// oxlint-disable import/no-unassigned-import -- they are imported to be run
// The tests that tell what the simulator does with a request and what the client makes of an answer, as one file: for
// every mutant anew, what they import is loaded once and not once a file.
import "../packages/testkit/test/applyForCard.test.ts"
import "../packages/testkit/test/getToken.test.ts"
import "../packages/testkit/test/listCards.test.ts"
import "../packages/testkit/test/operations.test.ts"
import "../packages/testkit/test/rules.test.ts"
import "../packages/client/test/applyForCard.test.ts"
import "../packages/client/test/attempts.test.ts"
import "../packages/client/test/codes.test.ts"
import "../packages/client/test/headers.test.ts"
import "../packages/client/test/metrics.test.ts"
import "../packages/client/test/retryPolicy.test.ts"
import "../packages/client/test/transport.test.ts"
