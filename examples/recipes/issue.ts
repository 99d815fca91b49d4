/** Issues the card of an order, and waits until it can be used. */
import { CardIssuance, CardUniqueNo } from "@effect-keysecure/client"
import { type Cardholder, CardProduct } from "@effect-keysecure/schema"
import { Effect } from "effect"

export const issueFor = (orderId: string, cardholderNo: Cardholder.CardholderNo) =>
  Effect.gen(function* () {
    const issuance = yield* CardIssuance.CardIssuance
    const { cardNo } = yield* issuance.issue({
      cardType: "Virtual",
      packageNo: CardProduct.PackageNo.make("P0001"),
      cardholderNo,
      cardUniqueNo: CardUniqueNo.fromBusinessId("orders", orderId) // one per order: every try finds the same card
    })
    return yield* issuance.awaitCard(cardNo)
  })
