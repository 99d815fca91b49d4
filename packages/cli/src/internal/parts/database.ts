/** The database of the batches: a file of SQLite, or PostgreSQL, MySQL or MariaDB for several machines. */
import * as BatchDesk from "@effect-keysecure/batch/BatchDesk"
import type * as BatchStore from "@effect-keysecure/batch/BatchStore"
import * as MemoryBatchStore from "@effect-keysecure/batch/MemoryBatchStore"
import * as RateLimit from "@effect-keysecure/batch/RateLimit"
import * as SqlBatchStore from "@effect-keysecure/batch/SqlBatchStore"
import * as AttemptLog from "@effect-keysecure/client/AttemptLog"
import * as TokenStore from "@effect-keysecure/client/TokenStore"
import * as Migrations from "@effect-keysecure/sql/Migrations"
import * as SqlAttemptLog from "@effect-keysecure/sql/SqlAttemptLog"
import * as SqlRateLimit from "@effect-keysecure/sql/SqlRateLimit"
import * as SqlTokenStore from "@effect-keysecure/sql/SqlTokenStore"
import * as Sqlite from "@effect-keysecure/sql/Sqlite"
import * as FileSystem from "@effect/platform/FileSystem"
import * as MysqlClient from "@effect/sql-mysql2/MysqlClient"
import * as PgClient from "@effect/sql-pg/PgClient"
import * as SqlClient from "@effect/sql/SqlClient"
import * as Cause from "effect/Cause"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as FiberId from "effect/FiberId"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import { ended, type Ended, endedBy } from "../ending/ended.js"
import { said } from "../language/said.js"

/** Where the database is. */
export type Place =
  | { readonly _tag: "Sqlite"; readonly filename: string }
  | { readonly _tag: "Postgres" | "Mysql"; readonly scheme: keyof typeof servers; readonly url: Redacted.Redacted }
  | { readonly _tag: "Memory" }

/** The file, in the folder of the caller, if nothing else is said. */
export const defaultFile = "keysecure.db"

const servers = { postgres: "Postgres", postgresql: "Postgres", mysql: "Mysql", mariadb: "Mysql" } as const

const isServer = (scheme: string): scheme is keyof typeof servers => Object.hasOwn(servers, scheme)

/** The parts of a URL of MySQL. Its driver dies of one that it cannot read, and without a database no table has a place. */
const isWhole = (text: string): boolean =>
  /^[a-z]+:\/\/[^/?#]+\/[^/?#]+/.test(text) && URL.canParse(text) && new URL(text).hostname !== ""

const noPlace = said(
  "--database: expected the path of a file, or a URL that begins with postgres://, mysql:// or mariadb://",
  "--database：应为文件的路径，或以 postgres://、mysql://、mariadb:// 开头的 URL"
)

const noDatabase = (scheme: string) =>
  said(
    `--database: expected ${scheme}://USER:PASSWORD@HOST:PORT/DATABASE`,
    `--database：应为 ${scheme}://用户:密码@主机:端口/数据库`
  )

/** The place that a text names. A URL is not repeated: it may hold a password. */
export const placeOf = (text: string): Either.Either<Place, Ended> => {
  const [scheme = "", ...rest] = text.split("://")
  if (rest.length === 0 && text !== "") return Either.right({ _tag: "Sqlite", filename: text })
  if (!isServer(scheme)) {
    return Either.left(ended("usage", noPlace))
  }
  return servers[scheme] === "Mysql" && !isWhole(text)
    ? Either.left(ended("usage", noDatabase(scheme)))
    : Either.right({ _tag: servers[scheme], scheme, url: Redacted.make(text) })
}

/** A text as a shell takes it for one word. */
export const quoted = (text: string): string =>
  /^[\w./:@%+-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`

/** The option by which another command finds the same place. */
export const again = (place: Place): string => {
  switch (place._tag) {
    case "Memory":
      return ""
    case "Postgres":
    case "Mysql":
      return ` --database ${place.scheme}://…`
    case "Sqlite":
      return place.filename === defaultFile ? "" : ` --database ${quoted(place.filename)}`
  }
}

/** Whether the place has a database. Only a file can be seen to be missing. */
export const isThere = (place: Place): Effect.Effect<boolean, never, FileSystem.FileSystem> =>
  place._tag !== "Sqlite"
    ? Effect.succeed(place._tag !== "Memory")
    : Effect.flatMap(FileSystem.FileSystem, (files) => Effect.orElseSucceed(files.exists(place.filename), () => false))

/** Fails if there is no database to look at: a path may be mistyped, and a new file would say nothing. */
export const insistOn = (place: Place): Effect.Effect<void, Ended, FileSystem.FileSystem> =>
  Effect.flatMap(isThere(place), (is) =>
    is || place._tag !== "Sqlite"
      ? Effect.void
      : ended(
          "database",
          said(
            `There is no database ${place.filename}. keysecure issue makes one.`,
            `没有数据库 ${place.filename}。请用 keysecure issue 创建。`
          )
        )
  )

const postgres = (url: Redacted.Redacted) =>
  Layer.mapError(PgClient.layer({ url, applicationName: "keysecure" }), () =>
    ended(
      "database",
      said("PostgreSQL cannot be reached, or refuses the connection.", "无法连接 PostgreSQL，或它拒绝连接。")
    )
  )

const mysqlFailed = ended(
  "database",
  said("MySQL or MariaDB cannot be reached, or refuses the connection.", "无法连接 MySQL 或 MariaDB，或它拒绝连接。")
)

/** The driver dies of an option in the URL that it does not understand. */
const mysql = (url: Redacted.Redacted) =>
  Layer.catchAllCause(MysqlClient.layer({ url }), (cause) =>
    Layer.failCause(Cause.isInterrupted(cause) ? Cause.interrupt(FiberId.none) : Cause.fail(mysqlFailed))
  )

/** Makes a limit that all who use the place share. */
export class Limits extends Context.Tag("@effect-keysecure/cli/internal/parts/database/Limits")<
  Limits,
  (perSecond: number) => Effect.Effect<RateLimit.RateLimit>
>() {}

const sharedLimits = Layer.effect(
  Limits,
  Effect.map(
    SqlClient.SqlClient,
    (sql) => (perSecond: number) =>
      Effect.provideService(SqlRateLimit.make({ name: "keysecure", perSecond }), SqlClient.SqlClient, sql)
  )
)

type Stores = BatchStore.BatchStore | AttemptLog.AttemptLog | TokenStore.TokenStore | BatchDesk.BatchDesk | Limits

const stores = <E>(sql: Layer.Layer<SqlClient.SqlClient, E>) =>
  Layer.merge(
    SqlBatchStore.layer,
    Layer.provideMerge(Layer.mergeAll(SqlAttemptLog.layer, SqlTokenStore.layer, sharedLimits), Migrations.layer)
  ).pipe(Layer.mapError(endedBy("database")), Layer.provide(sql))

/** The batches, the attempt log and the token of a place. Tables are made, or changed, first. */
export const layer = (place: Place): Layer.Layer<Stores, Ended> => {
  const withDesk = <E>(kept: Layer.Layer<Exclude<Stores, BatchDesk.BatchDesk>, E>) =>
    Layer.provideMerge(BatchDesk.layer, kept)
  switch (place._tag) {
    case "Memory":
      return withDesk(
        Layer.mergeAll(
          MemoryBatchStore.layer,
          AttemptLog.layerMemory(),
          TokenStore.layerMemory,
          Layer.succeed(Limits, (perSecond: number) => RateLimit.make({ perSecond }))
        )
      )
    case "Postgres":
      return withDesk(stores(postgres(place.url)))
    case "Mysql":
      return withDesk(stores(mysql(place.url)))
    case "Sqlite":
      return withDesk(stores(Layer.mapError(Sqlite.layer({ filename: place.filename }), endedBy("database"))))
  }
}
