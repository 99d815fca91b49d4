/**
 * After an old backup of the database was restored: writes every card that the list has shown since into the attempt log. Then
 * `issue` gives the card of such a number, and does not apply again. Stop all programs that issue two minutes before.
 */
import { CardIssuance, Listing } from "@effect-keysecure/client"
import { Card } from "@effect-keysecure/schema"
import { DateTime, Effect, Option, Schema, Stream } from "effect"

const numberOf = Schema.decodeUnknownOption(Card.CardUniqueNo)

/** Tells how many cards are in the log now. Numbers for which it knows of another card are logged: a person looks at them. */
export const afterRestoring = (backedUpAt: DateTime.DateTime) =>
  Effect.gen(function* () {
    const { reconcile } = yield* CardIssuance.CardIssuance
    const { cards } = yield* Listing.Listing
    const span = { from: DateTime.subtract(backedUpAt, { days: 1 }), to: yield* DateTime.now }
    return yield* cards(span).pipe(
      Stream.filterMap(({ cardNo, cardUniqueNo }) =>
        Option.map(numberOf(cardUniqueNo), (number) => ({ cardNo, number }))
      ),
      Stream.mapEffect(
        ({ cardNo, number }) =>
          Effect.as(reconcile(number, { ours: cardNo }), 1).pipe(
            Effect.catchAll((error) => Effect.as(Effect.logWarning(error.message), 0))
          ),
        { concurrency: 8 }
      ),
      Stream.runSum
    )
  })
