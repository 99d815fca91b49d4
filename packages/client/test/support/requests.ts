/** Requests for tests in which it does not matter what is asked for. */
import { Card, type CardApplication, Cardholder, CardProduct, DatedQuery } from "@effect-keysecure/schema"
import { DateTime } from "effect"

/** An application that the default scenario's merchant in credit extension mode gets a card for. */
export const applicationOf = (cardUniqueNo: string): CardApplication.CardApplication => ({
  cardType: "Virtual",
  packageNo: CardProduct.PackageNo.make("P0001"),
  cardholderNo: Cardholder.CardholderNo.make("U0001"),
  cardUniqueNo: Card.CardUniqueNo.make(cardUniqueNo)
})

/** One such application. */
export const application = applicationOf("order-1")

/** A query for the cards of two months. */
export const query: Card.CardListQuery = DatedQuery.between(
  DateTime.unsafeMake("2025-12-01T00:00:00Z"),
  DateTime.unsafeMake("2026-02-01T00:00:00Z")
)
