/** What is made over the client, for one use each. */
import { Listing, Transfers } from "@effect-keysecure/client"
import { Effect, Stream } from "effect"

/** A list of the client that is provided. */
export const listed = <A, E>(list: (listing: Listing.Service) => Stream.Stream<A, E>) =>
  Stream.unwrap(Effect.map(Listing.make, list))

/** Finds out about a transfer through the client that is provided. */
export const reconcileTransfer = (...args: Parameters<Transfers.Service["reconcile"]>) =>
  Effect.flatMap(Transfers.make(), ({ reconcile }) => reconcile(...args))
