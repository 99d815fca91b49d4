/** Moves money to a cardholder's account once, whatever happens to the answer. */
import { KeySecureClient, Transfers } from "@effect-keysecure/client"
import { Account, type Cardholder } from "@effect-keysecure/schema"
import { type BigDecimal, Effect } from "effect"

export const topUp = (paymentId: string, cardholderNo: Cardholder.CardholderNo, balance: BigDecimal.BigDecimal) =>
  Effect.gen(function* () {
    const client = yield* KeySecureClient.KeySecureClient
    const transfers = yield* Transfers.Transfers
    const transferUniqueNo = Account.TransferUniqueNo.make(`payment-${paymentId}`) // the same for every try
    yield* client.transfer({ cardholderNo, transferUniqueNo, type: "In", balance }).pipe(
      // It is found out, and not sent again. `NotTransferred` says for certain that it may be.
      Effect.catchTag("OutcomeUnknown", (unknown) => transfers.reconcile(unknown))
    )
  })
