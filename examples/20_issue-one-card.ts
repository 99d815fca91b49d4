import { AttemptLog, CardIssuance, CardUniqueNo } from "@effect-keysecure/client"
import * as UndiciHttpClient from "@effect-keysecure/client/UndiciHttpClient"
import { CardApplication } from "@effect-keysecure/schema"
import * as NodeKeyValueStore from "@effect/platform-node/NodeKeyValueStore"
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import { Console, Effect, Layer } from "effect"

const program = Effect.gen(function* () {
  const issuance = yield* CardIssuance.CardIssuance
  const card = yield* issuance.issue({
    cardType: "Virtual",
    packageNo: CardApplication.PackageNo.make("P0001"),
    cardholderNo: CardApplication.CardholderNo.make("U0001"),
    cardUniqueNo: CardUniqueNo.fromBusinessId("orders", "1001") // the same for every try of this order
  })
  yield* Console.log(`card ${card.cardNo}`)
}).pipe(
  Effect.catchTags({
    NotIssued: () => Console.log("There is no card, for certain. Run it again."),
    OutcomeUnknown: () => Console.log("Not known yet. Run it again: it finds out before it applies.")
  })
)

program.pipe(
  Effect.provide(
    CardIssuance.layerConfig().pipe(
      Layer.provide(AttemptLog.layerKeyValueStore()),
      Layer.provide(NodeKeyValueStore.layerFileSystem("attempts")), // or Redis, or a table of yours
      Layer.provide(UndiciHttpClient.layer)
    )
  ),
  NodeRuntime.runMain
)
