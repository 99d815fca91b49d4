/** A PostgreSQL server of a test file. */
import type { Database } from "./database.js"
import { databaseAt, startServer } from "./postgresServer.js"
import { serving } from "./serving.js"

/** Its database. */
export const postgres = (): Database => serving(startServer, databaseAt)
