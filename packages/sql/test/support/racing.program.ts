/** A program that issues a card for each of some numbers, over a log in a database, and says what came of them. */
import * as AttemptLog from "@effect-keysecure/client/AttemptLog"
import * as CardIssuance from "@effect-keysecure/client/CardIssuance"
import * as FileAttemptLog from "@effect-keysecure/client/FileAttemptLog"
import * as UndiciHttpClient from "@effect-keysecure/client/UndiciHttpClient"
import * as Card from "@effect-keysecure/schema/Card"
import * as Cardholder from "@effect-keysecure/schema/Cardholder"
import * as CardProduct from "@effect-keysecure/schema/CardProduct"
import * as NodeContext from "@effect/platform-node/NodeContext"
import * as MysqlClient from "@effect/sql-mysql2/MysqlClient"
import * as PgClient from "@effect/sql-pg/PgClient"
import { Config, Effect, Either, Layer, Logger, LogLevel, Random, Redacted } from "effect"
import * as SqlAttemptLog from "../../src/SqlAttemptLog.js"
import * as Sqlite from "../../src/Sqlite.js"

const logs = {
  memory: () => AttemptLog.layerMemory(),
  files: (directory: string) => FileAttemptLog.layer({ directory }).pipe(Layer.provide(NodeContext.layer)),
  SQLite: (filename: string) => SqlAttemptLog.layer.pipe(Layer.provide(Sqlite.layer({ filename }))),
  PostgreSQL: (url: string) =>
    SqlAttemptLog.layer.pipe(
      Layer.provide(
        PgClient.layerConfig({ url: Config.redacted(Config.succeed(url)), maxConnections: Config.succeed(4) })
      )
    ),
  MySQL: (url: string) =>
    SqlAttemptLog.layer.pipe(Layer.provide(MysqlClient.layer({ url: Redacted.make(url), maxConnections: 4 })))
}

const program = Effect.gen(function* () {
  const kind = yield* Config.literal("memory", "files", "SQLite", "PostgreSQL", "MySQL")("LOG")
  const url = yield* Config.string("DATABASE_URL")
  const count = yield* Config.integer("NUMBERS")
  const numbers = yield* Random.shuffle(Array.from({ length: count }, (_, index) => `race-${index}`))
  const issued = Effect.flatMap(CardIssuance.CardIssuance, ({ issue }) =>
    Effect.forEach(
      numbers,
      (cardUniqueNo) =>
        Effect.either(
          issue({
            cardType: "Virtual",
            packageNo: CardProduct.PackageNo.make("P0001"),
            cardholderNo: Cardholder.CardholderNo.make("U0001"),
            cardUniqueNo: Card.CardUniqueNo.make(cardUniqueNo)
          })
        ).pipe(Effect.map((end) => [cardUniqueNo, Either.isRight(end) ? end.right.cardNo : end.left._tag])),
      { concurrency: 8 }
    )
  ).pipe(Effect.provide(CardIssuance.layerConfig().pipe(Layer.provide([UndiciHttpClient.layer, logs[kind](url)]))))
  process.stdout.write(JSON.stringify(yield* issued))
  // Its standard output is the result alone.
}).pipe(Logger.withMinimumLogLevel(LogLevel.None))

await Effect.runPromise(program)
