/** Freezes a card, and unfreezes it. */
import { KeySecureClient } from "@effect-keysecure/client"
import type { Card } from "@effect-keysecure/schema"
import { Effect } from "effect"

const setStatus = (cardNo: Card.CardNo, status: "Frozen" | "Activated") =>
  Effect.gen(function* () {
    const client = yield* KeySecureClient.KeySecureClient
    yield* client.updateCardStatus({ cardNo, status }).pipe(
      // The call names the wanted status, so the card tells whether it was carried out.
      Effect.catchTag("OutcomeUnknown", (unknown) =>
        Effect.flatMap(client.getCard({ cardNo }), (card) =>
          card.status === status ? Effect.void : Effect.fail(unknown)
        )
      )
    )
  })

export const freeze = (cardNo: Card.CardNo) => setStatus(cardNo, "Frozen")

export const unfreeze = (cardNo: Card.CardNo) => setStatus(cardNo, "Activated")
