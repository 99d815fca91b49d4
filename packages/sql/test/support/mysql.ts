/** A server of MySQL or MariaDB of a test file. */
import { Effect, Exit, Scope } from "effect"
import { afterAll, beforeAll } from "vitest"
import type { Database } from "./database.js"
import { databaseAt, startServer } from "./mysqlServer.js"

/** The database of a server that is there while the tests of a file run, and is gone afterwards. */
export const mysql = (): Database => {
  const scope = Effect.runSync(Scope.make())
  let port = 0
  beforeAll(async () => {
    port = (await Effect.runPromise(Scope.extend(startServer, scope))).port
  })
  afterAll(() => Effect.runPromise(Scope.close(scope, Exit.void)))
  return databaseAt(() => port)
}
