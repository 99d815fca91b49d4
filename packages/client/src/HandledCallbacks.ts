/**
 * The callbacks that were handled, and their answers. A callback that is delivered again gets the same answer, and is
 * not handled again.
 *
 * An entry holds a digest and the answer; no personal data.
 *
 * @module HandledCallbacks
 * @since 0.1.0
 */
import * as Callback from "@effect-keysecure/schema/Callback"
import * as KeyValueStore from "@effect/platform/KeyValueStore"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import { decoding, encoding } from "./internal/encoding/codec.js"

/**
 * The store could not be read or written. A callback whose entry cannot be read is not handled. A callback whose entry
 * cannot be written was handled, and is answered as it was decided.
 *
 * @since 0.1.0
 * @category errors
 */
export class HandledCallbacksFailed extends Schema.TaggedError<HandledCallbacksFailed>(
  "@effect-keysecure/client/HandledCallbacksFailed"
)("HandledCallbacksFailed", { detail: Schema.String }) {
  override get message(): string {
    return `The store of handled callbacks failed: ${this.detail}`
  }
}

/**
 * A store of handled callbacks. To try a store of your own, run the laws of `HandledCallbacksContract` of the testkit over
 * it. It must remember for as long as the platform may deliver again, which is not
 * documented, and at least for `maxAge` and `tolerance` of `CallbackConfig` together: within that time, a delivery that
 * somebody recorded can be played back.
 *
 * A step that takes longer than 5 s counts as failed, and is not waited for.
 *
 * @since 0.1.0
 * @category models
 */
export interface Service {
  /** The answer to a callback, by its digest; none if the callback was not handled. */
  readonly find: (digest: string) => Effect.Effect<Option.Option<Callback.Answer>, HandledCallbacksFailed>
  /** Remembers the answer to a callback that was handled. */
  readonly record: (digest: string, answer: Callback.Answer) => Effect.Effect<void, HandledCallbacksFailed>
}

/**
 * The store of handled callbacks, as a service.
 *
 * @since 0.1.0
 * @category tags
 */
export class HandledCallbacks extends Context.Tag("@effect-keysecure/client/HandledCallbacks")<
  HandledCallbacks,
  Service
>() {}

/**
 * How a store in memory is kept.
 *
 * @since 0.1.0
 * @category options
 */
export interface MemoryOptions {
  /** How many callbacks are remembered; then the oldest is forgotten. Default 10,000, in about 3 MB. */
  readonly capacity?: number
}

/**
 * Makes a store in memory.
 *
 * @since 0.1.0
 * @category constructors
 */
export const makeMemory = ({ capacity = 10_000 }: MemoryOptions = {}): Service => {
  const answers = new Map<string, Callback.Answer>()
  // One iterator for all time: it goes on with callbacks that come later.
  const oldestFirst = answers.keys()
  return {
    find: (digest) => Effect.sync(() => Option.fromNullable(answers.get(digest))),
    record: (digest, answer) =>
      Effect.sync(() => {
        answers.set(digest, answer)
        const oldest = answers.size > capacity ? oldestFirst.next() : undefined
        if (oldest?.done === false) answers.delete(oldest.value)
      })
  }
}

/**
 * A store in memory. It ends with the process: a callback that is delivered again after a restart is handled again.
 *
 * @since 0.1.0
 * @category layers
 */
export const layerMemory = (options?: MemoryOptions): Layer.Layer<HandledCallbacks> =>
  Layer.sync(HandledCallbacks, () => makeMemory(options))

/**
 * How a store in a `KeyValueStore` is kept.
 *
 * @since 0.1.0
 * @category options
 */
export interface KeyValueStoreOptions {
  /** The beginning of the keys. Default `keysecure/callback/`. */
  readonly prefix?: string
}

const stored = () => Schema.parseJson(Callback.Answer)
const decode = decoding(stored)
const encode = encoding(stored)

/** The error of a store may repeat a value that it was given, so only the step is told. */
const failed = (detail: string) => () => new HandledCallbacksFailed({ detail })

/**
 * Makes a store in a `KeyValueStore`. Entries are never removed: let the store expire them. An entry that cannot be
 * read is taken for none.
 *
 * @since 0.1.0
 * @category constructors
 */
export const makeKeyValueStore = ({ prefix = "keysecure/callback/" }: KeyValueStoreOptions = {}): Effect.Effect<
  Service,
  never,
  KeyValueStore.KeyValueStore
> =>
  Effect.map(KeyValueStore.KeyValueStore, (store): Service => ({
    find: (digest) =>
      Effect.mapBoth(store.get(prefix + digest), {
        onFailure: failed("it could not be read"),
        onSuccess: Option.flatMap((text) => Either.getRight(decode(text)))
      }),
    record: (digest, answer) =>
      Effect.mapError(
        Effect.flatMap(encode(answer), (text) => store.set(prefix + digest, text)),
        failed("it could not be written")
      )
  }))

/**
 * A store in a `KeyValueStore` (a file, Redis). Deliveries at the same moment to two processes may both be handled: the
 * store has no compare-and-set.
 *
 * @since 0.1.0
 * @category layers
 */
export const layerKeyValueStore = (
  options?: KeyValueStoreOptions
): Layer.Layer<HandledCallbacks, never, KeyValueStore.KeyValueStore> =>
  Layer.effect(HandledCallbacks, makeKeyValueStore(options))
