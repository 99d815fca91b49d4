/** What a machine of a batch is made of, over a database. */
import * as UndiciHttpClient from "@effect-keysecure/client/UndiciHttpClient"
import * as BatchEngine from "@effect-keysecure/batch/BatchEngine"
import * as ClusterBatchEngine from "@effect-keysecure/batch/ClusterBatchEngine"
import * as CardBatch from "@effect-keysecure/batch/CardBatch"
import * as PayloadCipher from "@effect-keysecure/batch/PayloadCipher"
import * as SqlBatchStore from "@effect-keysecure/batch/SqlBatchStore"
import * as Throttle from "@effect-keysecure/batch/Throttle"
import * as Migrations from "@effect-keysecure/sql/Migrations"
import * as SqlAttemptLog from "@effect-keysecure/sql/SqlAttemptLog"
import * as SqlRateLimit from "@effect-keysecure/sql/SqlRateLimit"
import * as SqlTokenStore from "@effect-keysecure/sql/SqlTokenStore"
import * as Sqlite from "@effect-keysecure/sql/Sqlite"
import { Scenario } from "@effect-keysecure/testkit"
import * as RunnerAddress from "@effect/cluster/RunnerAddress"
import * as NodeClusterSocket from "@effect/platform-node/NodeClusterSocket"
import * as PgClient from "@effect/sql-pg/PgClient"
import { SqlClient } from "@effect/sql/SqlClient"
import { Effect, Layer, Option, Redacted } from "effect"

/** The database of a URL, or of the path of a file. */
const connection = (url: string): Layer.Layer<SqlClient> =>
  url.startsWith("postgres:")
    ? Layer.orDie(PgClient.layer({ url: Redacted.make(url), maxConnections: 8 }))
    : Layer.orDie(Sqlite.layer({ filename: url }))

/** For these measurements alone. */
const payloadKey = Redacted.make(Buffer.alloc(32, 7).toString("base64"))

/** Where a machine works. */
export interface Place {
  readonly database: string
  readonly baseUrl: string
  /** The most calls that it makes per second, if that is known. */
  readonly perSecond?: number
  /** The port at which it takes part in a cluster that places the work, if there is one. */
  readonly clusterPort?: number
}

/** The cap is shared by all machines. */
const throttle = ({ perSecond }: Place): Layer.Layer<Throttle.Throttle, never, SqlClient> =>
  perSecond === undefined
    ? Throttle.layer()
    : Layer.unwrapEffect(
        Effect.map(SqlRateLimit.make({ name: "trial", perSecond }), (rateLimit) => Throttle.layer({ rateLimit }))
      )

/** The cluster finds its machines through the database. */
const engine = ({ clusterPort, database }: Place): Layer.Layer<BatchEngine.BatchEngine> =>
  clusterPort === undefined
    ? BatchEngine.layerMemory
    : ClusterBatchEngine.layer.pipe(
        Layer.provide(
          NodeClusterSocket.layer({
            storage: "sql",
            shardingConfig: {
              runnerAddress: Option.some(RunnerAddress.make("127.0.0.1", clusterPort)),
              // A hung process would keep its advisory locks.
              shardLockDisableAdvisory: true
            }
          })
        ),
        Layer.provide(connection(database)),
        Layer.orDie
      )

/** The stores in the database, and its tables. */
export const stores = (database: string) =>
  Layer.mergeAll(SqlBatchStore.layer, SqlAttemptLog.layer, SqlTokenStore.layer).pipe(
    Layer.provide(Migrations.layer),
    Layer.provideMerge(connection(database)),
    Layer.orDie
  )

/** A machine. */
export const machine = (place: Place) =>
  CardBatch.layer({ apiKey: Redacted.make(Scenario.creditApiKey), baseUrl: place.baseUrl }).pipe(
    Layer.provide([UndiciHttpClient.layer, throttle(place), engine(place), PayloadCipher.layer(payloadKey)]),
    Layer.provideMerge(stores(place.database)),
    Layer.orDie
  )

/** How many transactions of PostgreSQL have written so far. What only reads gets no number and waits for no disk. */
export const writesOf = (database: string): Effect.Effect<number> =>
  Effect.flatMap(
    SqlClient,
    (sql) => sql<{ readonly id: number }>`SELECT pg_current_xact_id()::text::float8 AS id`
  ).pipe(
    Effect.map(([row]) => row?.id ?? 0),
    Effect.provide(connection(database)),
    Effect.orDie
  )
