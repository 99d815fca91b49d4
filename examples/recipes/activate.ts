/** Activates a physical card by what is printed on it, and sets its PIN. */
import { KeySecureClient } from "@effect-keysecure/client"
import type { CardSecret } from "@effect-keysecure/schema"
import { Effect } from "effect"

export const activate = (card: CardSecret.CardActivation, pin: CardSecret.Pin) =>
  Effect.gen(function* () {
    const client = yield* KeySecureClient.KeySecureClient
    const { cardholderNo, cardNo } = card
    yield* client.activateCard(card).pipe(
      // A second activation may be refused, so the card is looked at instead.
      Effect.catchTag("OutcomeUnknown", (unknown) =>
        Effect.flatMap(client.getCard({ cardNo }), ({ status }) =>
          status === "Activated" ? Effect.void : Effect.fail(unknown)
        )
      )
    )
    // The same PIN twice is the same PIN: it is sent again.
    yield* client
      .setCardPin({ cardholderNo, cardNo, pin })
      .pipe(Effect.retry({ while: (error) => error._tag === "OutcomeUnknown", times: 2 }))
  })
