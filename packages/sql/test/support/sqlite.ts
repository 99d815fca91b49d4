/** A file of SQLite of the suite's own. */
import { Layer } from "effect"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import * as Path from "node:path"
import { afterAll } from "vitest"
import * as Sqlite from "../../src/Sqlite.js"
import type { Database } from "./database.js"
import { driver } from "./driver.js"

/** A folder that is gone after the tests of a file. */
export const folder = (): string => {
  const made = mkdtempSync(Path.join(tmpdir(), "keysecure-sqlite-"))
  afterAll(() => rmSync(made, { recursive: true, force: true }))
  return made
}

/** The file of a test file. */
export const sqlite = (): Database => {
  const filename = Path.join(folder(), "keysecure.db")
  return {
    name: "SQLite",
    url: () => filename,
    connection: Layer.fresh(Layer.orDie(Sqlite.layer({ ...driver, filename })))
  }
}
