/** Shows a card to its holder: in the platform's own page, or by your server. */
import { KeySecureClient } from "@effect-keysecure/client"
import type { Card } from "@effect-keysecure/schema"
import { Effect } from "effect"

/** For the page of the platform, which shows the card by itself: your server never sees the number. A token serves once. */
export const tokenForPage = (cardNo: Card.CardNo) =>
  Effect.gen(function* () {
    const client = yield* KeySecureClient.KeySecureClient
    const { clientAccessToken } = yield* client.issueClientToken({ cardNo })
    return clientAccessToken
  })

/** The number (PAN), CVV and expiry, decrypted: `Redacted`, so that no log shows them. Your server must be allowed to hold them. */
export const secretsOf = (cardNo: Card.CardNo) =>
  Effect.gen(function* () {
    const client = yield* KeySecureClient.KeySecureClient
    const { cvv, expMonth, expYear, pan } = yield* client.getCardPrivateInfo({ cardNo })
    return { pan, cvv, expiry: `${expMonth}/${expYear}` }
  })
