/** Stores of text over a map, for logs of attempts. */
import type { AttemptLog } from "@effect-keysecure/client"
import type { Card } from "@effect-keysecure/schema"
import { KeyValueStore } from "@effect/platform"
import { Effect, Layer, Option } from "effect"

export type StoreSteps = Parameters<typeof KeyValueStore.makeStringOnly>[0]

/** A store over a map, of which some steps fail or never end. */
export const storeOf = (entries: Map<string, string>, broken: Partial<StoreSteps> = {}) =>
  Layer.succeed(
    KeyValueStore.KeyValueStore,
    KeyValueStore.makeStringOnly({
      get: (key) => Effect.sync(() => Option.fromNullable(entries.get(key))),
      set: (key, value) => Effect.sync(() => void entries.set(key, value)),
      remove: (key) => Effect.sync(() => void entries.delete(key)),
      clear: Effect.void,
      size: Effect.succeed(0),
      ...broken
    })
  )

/** What a number is kept by at a simulator in memory. */
export const keyOf = (
  cardUniqueNo: Card.CardUniqueNo,
  platform = "loopback",
  merchant = ""
): AttemptLog.AttemptKey => ({
  platform,
  merchant,
  cardUniqueNo
})
