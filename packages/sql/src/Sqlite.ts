/**
 * A database in a file that several processes of one machine may write to: the `SqlClient` of SQLite that the stores are
 * safe on.
 *
 * The driver is `libsql`, an optional peer whose binaries come from the registry, or `better-sqlite3` by the option `driver`. The file is in WAL mode with
 * `synchronous = FULL`: an entry that was written is there after a crash of the machine. It must be on a disk of the machine, because WAL
 * does not work over a network. There is one connection, which a transaction has for itself: keep transactions short. A
 * statement that meets a lock of another process waits for it.
 *
 * It is a sub-path of its own (`@effect-keysecure/sql/Sqlite`).
 *
 * @module Sqlite
 * @since 0.2.0
 */
import * as Reactivity from "@effect/experimental/Reactivity"
import * as SqlClient from "@effect/sql/SqlClient"
import * as Statement from "@effect/sql/Statement"
import * as Config from "effect/Config"
import type { ConfigError } from "effect/ConfigError"
import * as Data from "effect/Data"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"
import type * as Scope from "effect/Scope"
import { safeSqlite } from "./internal/database/statement.js"
import * as Connections from "./internal/sqlite/connections.js"
import {
  type Driver,
  hasNoBinary,
  isBusy,
  open,
  type SafeDatabase,
  threadWait,
  type Statement as Query
} from "./internal/sqlite/driver.js"

export type { Database, Driver, PreparedStatement, Transaction } from "./internal/sqlite/driver.js"

/**
 * Which file, and how long to wait for another process.
 *
 * @since 0.2.0
 * @category models
 */
export interface Options {
  /** The path of the file. It is made if it is not there; its folder is not. */
  readonly filename: string
  /**
   * How long a statement waits while another process writes, before it fails. Default 5 s: a writer needs some ms, and one that was
   * killed holds no lock.
   */
  readonly busyTimeout?: Duration.DurationInput
  /**
   * What opens the file. Default: `libsql`, which has to be installed, and is loaded when the file is opened. The other one that is tried is the
   * default export of `better-sqlite3` 12. The client does the same over both, and their files are the same.
   */
  readonly driver?: Driver
}

/**
 * The file could not be opened, is no database of SQLite, or could not be put into WAL mode: it is in memory, on a
 * network, or an old connection without WAL mode holds it for longer than `busyTimeout`. Or the driver is not there, or has no binary for
 * this version of Node.
 *
 * @since 0.2.0
 * @category errors
 */
export class SqliteFailed extends Data.TaggedError("SqliteFailed")<{
  /** What failed, in words. */
  readonly detail: string
}> {
  override get message(): string {
    return `The database could not be opened: ${this.detail}`
  }
}

/** WAL, FULL, and the wait of the thread. */
const isSafe = Schema.is(
  Schema.Tuple(Schema.Tuple(Schema.Literal("wal"), Schema.Literal(2), Schema.Literal(threadWait)))
)

const settings: Query = {
  text: "SELECT journal_mode, synchronous, timeout FROM pragma_journal_mode, pragma_synchronous, pragma_busy_timeout",
  values: [],
  arrays: true,
  bigints: false
}

const notThere = new SqliteFailed({ detail: "the file or its folder is not there, or may not be opened" })
const noDriver = new SqliteFailed({
  detail: "libsql is not installed or lacks its binary, and no other driver is given"
})
const noBinary = new SqliteFailed({
  detail: "the driver's binary is missing, or is for another version of Node: npm rebuild makes it"
})
const notSqlite = new SqliteFailed({ detail: "it is no database of SQLite, or it may not be written" })
const notSafe = new SqliteFailed({ detail: "it refuses WAL, or synchronous = FULL" })
const held = new SqliteFailed({ detail: "another process holds it, in another mode" })

/** The driver that needs no compiler. A program over another one does not load it. */
const libsql: Effect.Effect<Driver, SqliteFailed> = Effect.tryPromise({
  try: () => import("libsql").then((module) => module.default),
  catch: () => noDriver
})

/** Sets what outlives the connection, and what does not, and reads all of it back. */
const prepare = (database: SafeDatabase, busyTimeout: number): Effect.Effect<void, SqliteFailed> =>
  Effect.try({
    try: () => {
      database.exec("PRAGMA journal_mode = WAL")
      database.exec("PRAGMA synchronous = FULL")
      return database.run(settings)
    },
    catch: (cause) => (isBusy(cause) ? held : notSqlite)
  }).pipe(
    // SQLite does not wait for the lock that the change to WAL needs.
    Effect.retry({
      while: (failed) => failed === held,
      schedule: Connections.waiting(busyTimeout)
    }),
    Effect.filterOrFail(isSafe, () => notSafe),
    Effect.asVoid
  )

/**
 * Opens a file until the scope ends, and gives the client of its one connection.
 *
 * @since 0.2.0
 * @category constructors
 */
export const make = ({
  busyTimeout = "5 seconds",
  driver,
  filename
}: Options): Effect.Effect<SqlClient.SqlClient, SqliteFailed, Scope.Scope> =>
  Effect.gen(function* () {
    const timeout = Duration.toMillis(busyTimeout)
    const loaded = driver ?? (yield* libsql)
    const database = yield* Effect.acquireRelease(
      Effect.try({
        try: () => open(loaded, filename),
        catch: (cause) => (hasNoBinary(cause) ? noBinary : notThere)
      }),
      (opened) => Effect.sync(opened.close)
    )
    yield* prepare(database, timeout)
    const { alone, reserved } = yield* Connections.make(database, timeout)
    const client = yield* SqlClient.make({
      acquirer: Effect.succeed(alone),
      transactionAcquirer: reserved,
      beginTransaction: Connections.begin,
      compiler: Statement.makeCompilerSqlite(),
      spanAttributes: [["db.system.name", "sqlite"]]
    })
    return Object.assign(client, { [safeSqlite]: safeSqlite })
  }).pipe(Effect.provide(Reactivity.layer))

/**
 * The client of a file.
 *
 * @since 0.2.0
 * @category layers
 */
export const layer = (options: Options): Layer.Layer<SqlClient.SqlClient, SqliteFailed> =>
  Layer.scoped(SqlClient.SqlClient, make(options))

/**
 * The client of a file that the configuration names.
 *
 * @since 0.2.0
 * @category layers
 */
export const layerConfig = (
  config: Config.Config.Wrap<Options>
): Layer.Layer<SqlClient.SqlClient, ConfigError | SqliteFailed> =>
  Layer.scoped(SqlClient.SqlClient, Effect.flatMap(Config.unwrap(config), make))
