/** A server of MySQL or MariaDB of a test file. */
import type { Database } from "./database.js"
import { databaseAt, startServer } from "./mysqlServer.js"
import { serving } from "./serving.js"

/** Its database. */
export const mysql = (): Database => serving(startServer, databaseAt)
