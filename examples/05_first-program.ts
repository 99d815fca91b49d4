import { KeySecureClient } from "@effect-keysecure/client"
import * as UndiciHttpClient from "@effect-keysecure/client/UndiciHttpClient"
import { CardApplication } from "@effect-keysecure/schema"
import { Console, Effect, Layer } from "effect"

const program = Effect.gen(function* () {
  const client = yield* KeySecureClient.KeySecureClient
  const card = yield* client.applyForCard({
    cardType: "Virtual",
    packageNo: CardApplication.PackageNo.make("P0001"), // credit extension mode; in authorization mode: cardBinNo
    cardholderNo: CardApplication.CardholderNo.make("U0001"),
    cardUniqueNo: CardApplication.CardUniqueNo.make("order-1001") // yours, one per card; the same for every try
  })
  yield* Console.log(`card ${card.cardNo}`)
}).pipe(
  Effect.catchTags({
    CardholderVerificationPending: () => Console.log("Not yet: the cardholder is still being verified."),
    OutcomeUnknown: () => Console.log("There may be a card. CardIssuance.issue finds out by itself.")
  })
)

program.pipe(
  Effect.provide(KeySecureClient.layerConfig().pipe(Layer.provide(UndiciHttpClient.layer))),
  Effect.runPromise
)
