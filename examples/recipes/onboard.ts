/** Applies for a cardholder, and waits until cards may be issued to it. */
import { KeySecureClient } from "@effect-keysecure/client"
import { Cardholder, DatedQuery } from "@effect-keysecure/schema"
import { Data, DateTime, Effect, type Redacted, Schedule } from "effect"

/** The platform has refused the person, or has not decided in time. */
export class NotApproved extends Data.TaggedError("NotApproved")<{ readonly status: string }> {}

/** After an unknown outcome the list tells whether there is a cardholder of this number. */
const listed = (cardholderUniqueNo: Cardholder.CardholderUniqueNo) =>
  Effect.gen(function* () {
    const client = yield* KeySecureClient.KeySecureClient
    const now = yield* DateTime.now
    const span = DatedQuery.between(DateTime.subtract(now, { days: 1 }), DateTime.add(now, { days: 1 }))
    const { list } = yield* client.listCardholders({ ...span, cardholderUniqueNo })
    return list.find((cardholder) => cardholder.cardholderUniqueNo === cardholderUniqueNo)
  })

export const onboard = (userId: string, sumsubShareToken: Redacted.Redacted<string>) =>
  Effect.gen(function* () {
    const client = yield* KeySecureClient.KeySecureClient
    const cardholderUniqueNo = Cardholder.CardholderUniqueNo.make(`user-${userId}`) // the same for every try
    const { cardholderNo } = yield* client.applyForCardholder({ cardholderUniqueNo, sumsubShareToken }).pipe(
      Effect.catchTag("OutcomeUnknown", (unknown) =>
        Effect.flatMap(listed(cardholderUniqueNo), (found) =>
          // Not listed (yet) is no proof: call again later.
          found === undefined ? Effect.fail(unknown) : Effect.succeed(found)
        )
      )
    )
    const look = Effect.map(client.getCardholder({ cardholderNo }), ({ status }) => status)
    const isDecided = (status: string) => status === "Approved" || status === "Rejected"
    yield* Effect.repeat(look, { until: isDecided, schedule: Schedule.spaced("10 seconds"), times: 60 })
    const status = yield* look
    return status === "Approved" ? cardholderNo : yield* new NotApproved({ status })
  })
