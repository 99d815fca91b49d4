/** The database of a server of a test file. */
import { Effect, Exit, Scope } from "effect"
import { afterAll, beforeAll } from "vitest"
import type { Database } from "./database.js"

/** The database of a server that is there while the tests of a file run, and is gone afterwards. */
export const serving = (
  startServer: Effect.Effect<{ readonly port: number }, never, Scope.Scope>,
  databaseAt: (port: () => number) => Database
): Database => {
  const scope = Effect.runSync(Scope.make())
  let port = 0
  beforeAll(async () => {
    port = (await Effect.runPromise(Scope.extend(startServer, scope))).port
  })
  afterAll(() => Effect.runPromise(Scope.close(scope, Exit.void)))
  return databaseAt(() => port)
}
