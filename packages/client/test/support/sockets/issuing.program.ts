/** A program that issues cards at the same time, with a log in a directory, and says what came of them. */
import * as AttemptLog from "@effect-keysecure/client/AttemptLog"
import * as CardIssuance from "@effect-keysecure/client/CardIssuance"
import * as CardApplication from "@effect-keysecure/schema/CardApplication"
import * as NodeKeyValueStore from "@effect/platform-node/NodeKeyValueStore"
import { Config, Effect, Either, Layer, Schema } from "effect"
import { transports } from "../transports.js"

const Orders = Schema.parseJson(
  Schema.Array(Schema.Struct({ transport: Schema.String, application: CardApplication.CardApplication }))
)

const program = Effect.gen(function* () {
  const directory = yield* Config.string("STORE_DIRECTORY")
  const orders = yield* Schema.Config("ORDERS", Orders)
  const log = AttemptLog.layerKeyValueStore().pipe(Layer.provide(NodeKeyValueStore.layerFileSystem(directory)))
  const issued = transports.map(([name, transport]) => {
    const applications = orders.flatMap((order) => (order.transport === name ? [order.application] : []))
    return Effect.flatMap(CardIssuance.CardIssuance, ({ issue }) =>
      Effect.forEach(applications, (application) => Effect.either(issue(application)), { concurrency: "unbounded" })
    ).pipe(Effect.provide(CardIssuance.layerConfig().pipe(Layer.provide([transport, log]))))
  })
  const ended = yield* Effect.all(issued, { concurrency: "unbounded" })
  const outcomes = ended.flat().map(Either.match({ onLeft: ({ _tag }) => _tag, onRight: ({ cardNo }) => cardNo }))
  process.stdout.write(JSON.stringify(outcomes))
})

await Effect.runPromise(program)
