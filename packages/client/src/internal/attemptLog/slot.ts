/**
 * One number in a store of text: read and written under its key, and read under the key that 0.1.0 had for it.
 *
 * The new key always wins. A crash may fall between any two steps. Then the entry is the one that was there before, or
 * the one that was being written, and never the entry of 0.1.0 once anything has taken its place.
 */
import type { PlatformError } from "@effect/platform/Error"
import type * as KeyValueStore from "@effect/platform/KeyValueStore"
import * as Effect from "effect/Effect"
import type * as Either from "effect/Either"
import * as Option from "effect/Option"
import type { ParseIssue } from "effect/ParseResult"
import type * as AttemptKeys from "./keys.js"

/** Entries as text. */
export interface Codec<Entry> {
  readonly read: (text: string) => Entry
  readonly write: (entry: Entry) => Either.Either<string, ParseIssue>
  /** The entry for which one of 0.1.0 is taken if it may be another platform's. */
  readonly unclear: (entry: Entry) => Entry
}

/** One number in a store. */
export interface Slot<Entry> {
  readonly text: string
  readonly find: Effect.Effect<Option.Option<Entry>, PlatformError>
  readonly put: (next: Option.Option<Entry>) => Effect.Effect<void, PlatformError | ParseIssue>
}

/** Hides an entry of 0.1.0 from a platform that has found out that it is not its own, and leaves it to the others. */
const noEntry = `{"_tag":"None"}`

/** A store of files fails to remove a file that is not there. */
const drop = (store: KeyValueStore.KeyValueStore, key: string) =>
  Effect.catchTag(store.remove(key), "SystemError", (error) =>
    error.reason === "NotFound" ? Effect.void : Effect.fail(error)
  )

/** The place of one number. */
export const make = <Entry>(
  store: KeyValueStore.KeyValueStore,
  { before, standing, text }: AttemptKeys.Keys,
  codec: Codec<Entry>
): Slot<Entry> => {
  const findBefore = Effect.suspend(() =>
    Effect.map(
      store.get(before),
      Option.map((old) => (standing === "ours" ? codec.read(old) : codec.unclear(codec.read(old))))
    )
  )

  const find = Effect.flatMap(
    Effect.suspend(() => store.get(text)),
    (now): Effect.Effect<Option.Option<Entry>, PlatformError> => {
      if (Option.isSome(now))
        return Effect.succeed(now.value === noEntry ? Option.none() : now.pipe(Option.map(codec.read)))
      return standing === "another's" ? Effect.succeedNone : findBefore
    }
  )

  // The entry of 0.1.0 goes first: the other way round, a crash in between would bring it back. An entry that may be
  // another platform's stays, and is hidden.
  const remove = (): Effect.Effect<void, PlatformError | ParseIssue> => {
    if (standing === "another's") return drop(store, text)
    if (standing === "ours") return Effect.zipRight(drop(store, before), drop(store, text))
    return Effect.flatMap(store.get(before), (old) =>
      Option.isSome(old) ? store.set(text, noEntry) : drop(store, text)
    )
  }

  // The new entry comes first: it counts from then on, whatever becomes of the entry of 0.1.0.
  const set = (next: Entry): Effect.Effect<void, PlatformError | ParseIssue> =>
    Effect.zipRight(
      Effect.flatMap(codec.write(next), (entry) => store.set(text, entry)),
      standing === "ours" ? Effect.ignore(drop(store, before)) : Effect.void
    )

  return { text, find, put: Option.match({ onNone: remove, onSome: set }) }
}
