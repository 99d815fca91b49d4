/** A server of MySQL or MariaDB of one's own, by the program that is installed on the machine. */
import * as MysqlClient from "@effect/sql-mysql2/MysqlClient"
import { Effect, Layer, Redacted, Schedule } from "effect"
import { spawn, spawnSync } from "node:child_process"
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import * as Path from "node:path"
import type { Database } from "./database.js"
import { freePort } from "./ports.js"

const folders = [...(process.env["PATH"] ?? "").split(Path.delimiter), "/usr/sbin", "/usr/local/sbin"]

/** Where a program of one of these names is. */
const find = (...names: ReadonlyArray<string>): string | undefined =>
  names.flatMap((name) => folders.map((folder) => Path.join(folder, name))).find((path) => existsSync(path))

const insisted = (path: string | undefined, names: string): string => {
  if (path !== undefined) return path
  throw new Error(
    `This needs a server of MySQL 8 or MariaDB, and there is no ${names}: install mariadb-server or mysql-server`
  )
}

const check = (program: string, args: ReadonlyArray<string>): string => {
  const { error, status, stderr, stdout } = spawnSync(program, args, { encoding: "utf8" })
  if (status !== 0) throw new Error(`${program} ended with ${status}: ${error?.message ?? ""}${stderr}${stdout}`)
  return stdout
}

/** A small log: many servers may run at once. As root the server runs as root, because nobody else reaches its folder. */
const settings = ["--innodb-log-file-size=16M", ...(process.getuid?.() === 0 ? ["--user=root"] : [])]

/** Fills a new folder with an empty database. */
const initialise = (program: string, data: string): void => {
  if (/MariaDB/.test(check(program, ["--no-defaults", "--version"]))) {
    const install = insisted(find("mariadb-install-db", "mysql_install_db"), "mariadb-install-db")
    check(install, ["--no-defaults", `--datadir=${data}`, "--auth-root-authentication-method=normal", ...settings])
  } else {
    check(program, ["--no-defaults", "--initialize-insecure", `--datadir=${data}`, ...settings])
  }
}

const password = "simulated"

const firstStatements = [
  "CREATE DATABASE IF NOT EXISTS keysecure;",
  `CREATE USER IF NOT EXISTS 'keysecure'@'%' IDENTIFIED BY '${password}';`,
  "GRANT ALL ON keysecure.* TO 'keysecure'@'%';",
  // A test looks who waits.
  "GRANT PROCESS ON *.* TO 'keysecure'@'%';"
]

/** A server that runs until the scope ends. */
export interface Server {
  readonly port: number
}

const running = (program: string, home: string, port: number) =>
  Effect.acquireRelease(
    Effect.sync(() => {
      const child = spawn(
        program,
        [
          "--no-defaults",
          `--datadir=${Path.join(home, "data")}`,
          `--init-file=${Path.join(home, "first.sql")}`,
          `--socket=${Path.join(home, "socket")}`,
          `--pid-file=${Path.join(home, "pid")}`,
          `--port=${port}`,
          "--bind-address=127.0.0.1",
          "--skip-name-resolve",
          "--max-connections=500",
          // MySQL alone has it, and listens at a port of its own for it.
          "--loose-mysqlx=OFF",
          ...settings
        ],
        { stdio: "ignore" }
      )
      const ended = new Promise((resolve) => {
        child.once("exit", resolve)
      })
      return { child, ended }
    }),
    ({ child, ended }) => {
      child.kill("SIGTERM")
      return Effect.promise(() => ended)
    }
  )

/** Starts a server, which is gone when the scope ends. */
export const startServer = Effect.gen(function* () {
  const program = insisted(find("mariadbd", "mysqld"), "mysqld")
  const port = yield* Effect.promise(freePort)
  const home = yield* Effect.acquireRelease(
    Effect.sync(() => mkdtempSync(Path.join(tmpdir(), "keysecure-mysql-"))),
    (made) => Effect.sync(() => rmSync(made, { recursive: true, force: true }))
  )
  initialise(program, Path.join(home, "data"))
  writeFileSync(Path.join(home, "first.sql"), firstStatements.join("\n"))
  const { child } = yield* running(program, home, port)
  yield* Effect.scoped(Layer.build(clientAt(port))).pipe(
    Effect.retry({
      while: () => child.exitCode === null,
      schedule: Schedule.spaced("100 millis").pipe(Schedule.upTo("60 seconds"))
    }),
    Effect.orDie
  )
  return { port } satisfies Server
})

const clientAt = (port: number) =>
  MysqlClient.layer({
    host: "127.0.0.1",
    port,
    username: "keysecure",
    password: Redacted.make(password),
    database: "keysecure",
    maxConnections: 2
  })

/** The server's database. */
export const databaseAt = (port: () => number): Database => ({
  name: "MySQL",
  url: () => `mysql://keysecure:${password}@127.0.0.1:${port()}/keysecure`,
  connection: Layer.fresh(Layer.unwrapEffect(Effect.sync(() => Layer.orDie(clientAt(port())))))
})
