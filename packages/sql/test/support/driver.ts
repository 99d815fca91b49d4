/** The driver that the tests of SQLite are run over: libsql, or `better-sqlite3`, which `check:sqlite` has built. */
import type BetterSqlite3 from "better-sqlite3"
import Libsql from "libsql"
import { createRequire } from "node:module"
import type * as Sqlite from "../../src/Sqlite.js"

/** Where `better-sqlite3` and what needs it is, if it is there. */
export const built = process.env["SQLITE_DRIVER"]

/** A package that is there only where it has been built. */
export const requireBuilt = createRequire(built ?? import.meta.url)

const better = (): Sqlite.Driver => {
  const Database: typeof BetterSqlite3 = requireBuilt("better-sqlite3")
  return Database
}

/** The option that says so. */
export const driver: Pick<Sqlite.Options, "driver"> = built === undefined ? {} : { driver: better() }

/** The driver itself. A process must not open a file by both: neither sees the locks of the other. */
export const Raw: Sqlite.Driver = driver.driver ?? Libsql
