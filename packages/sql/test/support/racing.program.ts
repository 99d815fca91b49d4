/** A program that issues a card for each of some numbers, over a log in a database, and says what came of them. */
import * as AttemptLog from "@effect-keysecure/client/AttemptLog"
import * as CardIssuance from "@effect-keysecure/client/CardIssuance"
import * as FileAttemptLog from "@effect-keysecure/client/FileAttemptLog"
import * as KeySecureConfig from "@effect-keysecure/client/KeySecureConfig"
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
import { driver } from "./driver.js"

const logs = {
  memory: () => AttemptLog.layerMemory(),
  files: (directory: string) => FileAttemptLog.layer({ directory }).pipe(Layer.provide(NodeContext.layer)),
  SQLite: (filename: string) => SqlAttemptLog.layer.pipe(Layer.provide(Sqlite.layer({ ...driver, filename }))),
  PostgreSQL: (url: string) =>
    SqlAttemptLog.layer.pipe(
      Layer.provide(
        PgClient.layerConfig({ url: Config.redacted(Config.succeed(url)), maxConnections: Config.succeed(4) })
      )
    ),
  MySQL: (url: string) =>
    SqlAttemptLog.layer.pipe(Layer.provide(MysqlClient.layer({ url: Redacted.make(url), maxConnections: 4 })))
}

/** The copy of a process that was killed is waited for, and the platform of these tests takes no time: so the margin is short. */
const issuance = Layer.unwrapEffect(
  Effect.map(Config.unwrap(KeySecureConfig.config), (options) =>
    CardIssuance.layer({ ...options, settlingMargin: "5 seconds" })
  )
)

/** One at a time, because the process may be killed. */
const say = (cardUniqueNo: string, end: string): void =>
  void process.stdout.write(`${JSON.stringify([[cardUniqueNo, end]])}\n`)

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
        ).pipe(Effect.map((end) => say(cardUniqueNo, Either.isRight(end) ? end.right.cardNo : end.left._tag))),
      { concurrency: 8, discard: true }
    )
  ).pipe(Effect.provide(issuance.pipe(Layer.provide([UndiciHttpClient.layer, logs[kind](url)]))))
  yield* issued
  // Its standard output is the result alone.
}).pipe(Logger.withMinimumLogLevel(LogLevel.None))

await Effect.runPromise(program)
