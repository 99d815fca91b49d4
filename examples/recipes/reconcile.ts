/** Every night: settles the orders that were left open, and looks for cards that no order knows. */
import { CardIssuance, Listing } from "@effect-keysecure/client"
import type { Card } from "@effect-keysecure/schema"
import { Effect, Stream } from "effect"

/** An order of yours. `cardNo` is missing while it is not known whether there is a card. */
export interface Order {
  readonly cardUniqueNo: Card.CardUniqueNo
  readonly cardNo?: Card.CardNo
}

/** What became of an order that was open. `look` is for a person: it stays unknown, or there is more than one card. */
type Settled = { readonly is: "issued"; readonly cardNo: Card.CardNo } | { readonly is: "none" | "look" }

const settle = ({ cardUniqueNo }: Order) =>
  Effect.flatMap(CardIssuance.CardIssuance, ({ reconcile }) => reconcile(cardUniqueNo)).pipe(
    Effect.map(({ cardNo }): Settled => ({ is: "issued", cardNo })),
    Effect.catchTags({
      NotIssued: () => Effect.succeed<Settled>({ is: "none" }),
      IssuanceFailed: () => Effect.succeed<Settled>({ is: "none" }),
      OutcomeUnknown: () => Effect.succeed<Settled>({ is: "look" }),
      MoreThanOneCard: () => Effect.succeed<Settled>({ is: "look" })
    }),
    Effect.map((settled) => ({ cardUniqueNo, ...settled }))
  )

export const nightly = (orders: ReadonlyArray<Order>, span: Listing.Span) =>
  Effect.gen(function* () {
    const open = orders.filter(({ cardNo }) => cardNo === undefined)
    const settled = yield* Effect.forEach(open, settle, { concurrency: 8 })
    const known = new Set<string>(orders.map(({ cardUniqueNo }) => cardUniqueNo))
    const listing = yield* Listing.Listing
    const unexpected = yield* listing.cards(span).pipe(
      Stream.filter(({ cardUniqueNo }) => cardUniqueNo === undefined || !known.has(cardUniqueNo)),
      Stream.map(({ cardNo }) => cardNo),
      Stream.runCollect
    )
    return { settled, unexpected: [...unexpected] }
  })
