/**
 * A store in which the processes of one merchant share a token (`AccessTokens.layerStore`).
 *
 * The key of an entry is a digest, and its text holds the token itself. So keep the store as safe as the Api-Key.
 *
 * @module TokenStore
 * @since 0.2.0
 */
import * as KeyValueStore from "@effect/platform/KeyValueStore"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Equivalence from "effect/Equivalence"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"

/**
 * A step of the store failed: it is not known whether it was made. The client does without the store then.
 *
 * @since 0.2.0
 * @category errors
 */
export class TokenStoreFailed extends Schema.TaggedError<TokenStoreFailed>("@effect-keysecure/client/TokenStoreFailed")(
  "TokenStoreFailed",
  { detail: Schema.String }
) {
  override get message(): string {
    return `The store of tokens failed: ${this.detail}`
  }
}

/**
 * A store of texts that can compare and swap.
 *
 * Over a table of a database each step is one statement. Say a table has the columns `key` (its primary key) and
 * `entry`. Both are text that is compared byte for byte, and not null. Then `find` is a `SELECT entry`, and
 * `compareAndSwap` is:
 *
 * - `expected` none: `INSERT … ON CONFLICT DO NOTHING`;
 * - `expected` some: `UPDATE … SET entry = :next WHERE key = :key AND entry = :expected`.
 *
 * The entry was the expected one if one row was affected. Do not write a `SELECT` and then change it without that
 * condition: two processes would both succeed.
 *
 * A step that fails (`TokenStoreFailed`) is tried again, and one that takes longer than 1 s is not waited for.
 *
 * @since 0.2.0
 * @category models
 */
export interface Service {
  /** The text under a key; none if there is none. It must show what `compareAndSwap` has written before, anywhere. */
  readonly find: (key: string) => Effect.Effect<Option.Option<string>, TokenStoreFailed>
  /**
   * Replaces the text under a key, if it still is `expected` (none: there is no text), and says whether it was. Looking
   * and writing are one step: if two processes expect the same at the same time, one of them is told no.
   */
  readonly compareAndSwap: (
    key: string,
    expected: Option.Option<string>,
    next: string
  ) => Effect.Effect<boolean, TokenStoreFailed>
}

/**
 * The store, as a service.
 *
 * @since 0.2.0
 * @category tags
 */
export class TokenStore extends Context.Tag("@effect-keysecure/client/TokenStore")<TokenStore, Service>() {}

const same = Option.getEquivalence(Equivalence.string)

/**
 * Makes a store in memory, with an entry for each merchant and host.
 *
 * @since 0.2.0
 * @category constructors
 */
export const makeMemory = (): Service => {
  const texts = new Map<string, string>()
  const get = (key: string): Option.Option<string> => Option.fromNullable(texts.get(key))
  return {
    find: (key) => Effect.sync(() => get(key)),
    compareAndSwap: (key, expected, next) =>
      Effect.sync(() => {
        if (!same(get(key), expected)) return false
        texts.set(key, next)
        return true
      })
  }
}

/**
 * A store in memory, for tests and for several clients in one process. It ends with the process.
 *
 * @since 0.2.0
 * @category layers
 */
export const layerMemory: Layer.Layer<TokenStore> = Layer.sync(TokenStore, makeMemory)

/** The error of a store may repeat a value that it was given, so only the step is told. */
const failed = (detail: string) => () => new TokenStoreFailed({ detail })

/**
 * Makes a store of a `KeyValueStore`, which can only look and then write. Two processes that do so at the same moment
 * both succeed.
 *
 * @since 0.2.0
 * @category constructors
 */
export const makeKeyValueStore: Effect.Effect<Service, never, KeyValueStore.KeyValueStore> = Effect.map(
  KeyValueStore.KeyValueStore,
  (store): Service => {
    const find = (key: string) => Effect.mapError(store.get(key), failed("the store could not be read"))
    return {
      find,
      compareAndSwap: (key, expected, next) =>
        Effect.flatMap(find(key), (found) =>
          same(found, expected)
            ? Effect.mapBoth(store.set(key, next), {
                onFailure: failed("the store could not be written"),
                onSuccess: () => true
              })
            : Effect.succeed(false)
        )
    }
  }
)

/**
 * A store in a `KeyValueStore` (a file, Redis); see `makeKeyValueStore`.
 *
 * @since 0.2.0
 * @category layers
 */
export const layerKeyValueStore: Layer.Layer<TokenStore, never, KeyValueStore.KeyValueStore> = Layer.effect(
  TokenStore,
  makeKeyValueStore
)
