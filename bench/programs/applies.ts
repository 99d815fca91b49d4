import { KeySecureClient } from "@effect-keysecure/client"
import { Card, Cardholder, CardProduct } from "@effect-keysecure/schema"
import { FetchHttpClient } from "@effect/platform"
import { Console, Effect, Layer } from "effect"

const program = Effect.gen(function* () {
  const client = yield* KeySecureClient.KeySecureClient
  const card = yield* client.applyForCard({
    cardType: "Virtual",
    packageNo: CardProduct.PackageNo.make("P0001"),
    cardholderNo: Cardholder.CardholderNo.make("U0001"),
    cardUniqueNo: Card.CardUniqueNo.make("order-1001")
  })
  yield* Console.log(`card ${card.cardNo}`)
}).pipe(
  Effect.catchTags({
    CardholderVerificationPending: () => Console.log("Not yet: the cardholder is still being verified."),
    OutcomeUnknown: (unknown) => Console.log(`Find out before you apply again: ${unknown.message}`)
  })
)

void Effect.runPromise(
  Effect.provide(program, KeySecureClient.layerConfig().pipe(Layer.provide(FetchHttpClient.layer)))
)
