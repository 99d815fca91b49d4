/** Lists cards of any span of time, page by page behind the scenes. */
import { Listing } from "@effect-keysecure/client"
import { Effect, Stream } from "effect"

/** The numbers of the cards of a span that are frozen. */
export const frozenCards = (span: Listing.Span) =>
  Effect.gen(function* () {
    const listing = yield* Listing.Listing
    return yield* listing.cards(span).pipe(
      Stream.filter(({ status }) => status === "Frozen"),
      Stream.map(({ cardNo }) => cardNo),
      Stream.runCollect
    )
  })
