/**
 * What was about to be sent, written down before it is: so that neither an interruption nor a crash loses a card.
 *
 * An entry holds the number, a digest of the application and the timestamp of its last copy; no personal data.
 *
 * @module AttemptLog
 * @since 0.1.0
 */
import { Card, Timestamp } from "@effect-keysecure/schema"
import * as KeyValueStore from "@effect/platform/KeyValueStore"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Equivalence from "effect/Equivalence"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Record from "effect/Record"
import * as Schema from "effect/Schema"
import * as Aging from "./internal/aging.js"
import { decoding, encoding } from "./internal/codec.js"
import * as Digest from "./internal/digest.js"
import * as Flights from "./internal/flights.js"
import { prompt } from "./internal/prompt.js"

/**
 * An application that was about to be sent and of which the end is not known. `stamp` is that of its last copy: those
 * before it were refused for certain.
 *
 * @since 0.1.0
 * @category models
 */
export const Open = Schema.TaggedStruct("Open", {
  cardUniqueNo: Card.CardUniqueNo,
  attemptId: Schema.String,
  digest: Schema.String,
  stamp: Timestamp.Timestamp,
  accepted: Schema.Boolean
}).annotations({
  description:
    "`attemptId` is drawn by who sends, so that two who do the same at the same moment can be told apart; `digest` is the " +
    "SHA-256 of the application in hex, `stamp` in Unix ms; `accepted` says that the platform answered code 0 and the " +
    "rest could not be read"
})

/**
 * @since 0.1.0
 * @category models
 */
export type Open = typeof Open.Type

/**
 * An application that became a card; `failed` says that the card came to nothing (status `Fail`).
 *
 * @since 0.1.0
 * @category models
 */
export const Issued = Schema.TaggedStruct("Issued", {
  cardUniqueNo: Card.CardUniqueNo,
  digest: Schema.String,
  cardNo: Card.CardNo,
  failed: Schema.Boolean
})

/**
 * @since 0.1.0
 * @category models
 */
export type Issued = typeof Issued.Type

/**
 * An entry that is there and cannot be read, such as a file that was being written when the process was killed. It is
 * taken for an application of which nothing is known but its number: `CardIssuance.issue` finds its card or leaves it
 * open, and `reconcile` (with `since`, if it may be older than 88 days) frees the number if there is none.
 *
 * @since 0.1.0
 * @category models
 */
export const Unreadable = Schema.TaggedStruct("Unreadable", { cardUniqueNo: Card.CardUniqueNo })

/**
 * @since 0.1.0
 * @category models
 */
export type Unreadable = typeof Unreadable.Type

/**
 * What is known of a number. An application that certainly was not carried out leaves no entry.
 *
 * @since 0.1.0
 * @category models
 */
export const Attempt = Schema.Union(Open, Issued, Unreadable)

/**
 * @since 0.1.0
 * @category models
 */
export type Attempt = typeof Attempt.Type

/**
 * The log could not be read or written. What was to be written down first is then not sent.
 *
 * @since 0.1.0
 * @category errors
 */
export class AttemptLogFailed extends Schema.TaggedError<AttemptLogFailed>("@effect-keysecure/client/AttemptLogFailed")(
  "AttemptLogFailed",
  { detail: Schema.String }
) {
  override get message(): string {
    return `The attempt log failed: ${this.detail}`
  }
}

/**
 * A log of attempts. Over a database, `swap` is an insert or an update with a condition, which makes it safe between
 * processes too.
 *
 * @since 0.1.0
 * @category models
 */
export interface Service {
  /** What is known of a number. */
  readonly find: (cardUniqueNo: Card.CardUniqueNo) => Effect.Effect<Option.Option<Attempt>, AttemptLogFailed>
  /**
   * Replaces what is known of a number, if it still is what was `expected` (none: no entry), and says whether it was.
   * `next` none removes the entry. When the effect has succeeded, the change must outlive the process, if anything does.
   */
  readonly swap: (
    cardUniqueNo: Card.CardUniqueNo,
    expected: Option.Option<Attempt>,
    next: Option.Option<Attempt>
  ) => Effect.Effect<boolean, AttemptLogFailed>
}

/**
 * The log of attempts, as a service.
 *
 * @since 0.1.0
 * @category tags
 */
export class AttemptLog extends Context.Tag("@effect-keysecure/client/AttemptLog")<AttemptLog, Service>() {}

/** Entries are flat: two that say the same in every field are the same. */
const same = Option.getEquivalence<Attempt>(Record.getEquivalence(Equivalence.strict<unknown>()))

/**
 * How a log in memory is kept.
 *
 * @since 0.1.0
 * @category options
 */
export interface MemoryOptions {
  /**
   * How many entries are kept. Default 10,000, in about 4 MB. Of finished ones the oldest is forgotten first; open ones
   * never are: when there are only those, nothing more is sent (`NotSent`).
   */
  readonly capacity?: number
}

/**
 * Makes a log in memory.
 *
 * @since 0.1.0
 * @category constructors
 */
export const makeMemory = ({ capacity = 10_000 }: MemoryOptions = {}): Service => {
  const open = new Map<string, Open | Unreadable>()
  const issued = new Map<string, Issued>()
  const oldestFirst = Aging.make<Issued>(capacity, (entry) => issued.get(entry.cardUniqueNo) === entry)
  const get = (no: string): Option.Option<Attempt> => Option.fromNullable(open.get(no) ?? issued.get(no))
  /** Whether there is room for a number, made by forgetting the oldest finished one if need be. */
  const hasRoom = (no: string): boolean => {
    if (open.size + issued.size < capacity || open.has(no) || issued.has(no)) return true
    const oldest = oldestFirst.take()
    return oldest !== undefined && issued.delete(oldest.cardUniqueNo)
  }
  const put = (no: string, next: Option.Option<Attempt>): void => {
    open.delete(no)
    issued.delete(no)
    if (Option.isNone(next)) return
    if (next.value._tag !== "Issued") {
      open.set(no, next.value)
      return
    }
    issued.set(no, next.value)
    oldestFirst.add(next.value)
  }
  return prompt({
    find: (no) => Effect.sync(() => get(no)),
    swap: (no, expected, next) =>
      Effect.suspend(() => {
        if (!same(get(no), expected)) return Effect.succeed(false)
        if (Option.isSome(next) && !hasRoom(no)) {
          return new AttemptLogFailed({ detail: `${capacity} attempts are open, and the log holds no more` })
        }
        put(no, next)
        return Effect.succeed(true)
      })
  })
}

/**
 * A log in memory. It ends with the process, and forgets the oldest numbers that are finished: for a number that it does
 * not know any more, ask `CardIssuance.reconcile` before issuing for it again, or use a log that lasts.
 *
 * @since 0.1.0
 * @category layers
 */
export const layerMemory = (options?: MemoryOptions): Layer.Layer<AttemptLog> =>
  Layer.sync(AttemptLog, () => makeMemory(options))

/**
 * How a log in a `KeyValueStore` is kept.
 *
 * @since 0.1.0
 * @category options
 */
export interface KeyValueStoreOptions {
  /**
   * What the keys begin with. Default `keysecure/attempt/`. Merchants that share a store and may use the same numbers
   * need one each.
   */
  readonly prefix?: string
}

const stored = () => Schema.parseJson(Attempt)
const decode = decoding(stored)
const encode = encoding(stored)

/** Whatever failed may repeat what it was given, so only the step is told. */
const failed = (detail: string) => () => new AttemptLogFailed({ detail })

/**
 * Makes a log in a `KeyValueStore`. The keys are digests of the numbers; entries are never removed but by `swap`.
 *
 * @since 0.1.0
 * @category constructors
 */
export const makeKeyValueStore = ({ prefix = "keysecure/attempt/" }: KeyValueStoreOptions = {}): Effect.Effect<
  Service,
  never,
  KeyValueStore.KeyValueStore
> =>
  Effect.map(KeyValueStore.KeyValueStore, (store): Service => {
    const alone = Flights.makeLocks()
    const keyOf = (no: string) => `${prefix}${Digest.hexOf(no)}`
    const find = (no: Card.CardUniqueNo) =>
      Effect.mapError(store.get(keyOf(no)), failed("the store could not be read")).pipe(
        Effect.map(
          Option.map((text): Attempt => {
            const entry = decode(text)
            return Either.isRight(entry) && entry.right.cardUniqueNo === no
              ? entry.right
              : { _tag: "Unreadable", cardUniqueNo: no }
          })
        )
      )
    const put = (no: Card.CardUniqueNo, next: Option.Option<Attempt>): Effect.Effect<void, AttemptLogFailed> =>
      Effect.mapError(
        Option.isNone(next)
          ? store.remove(keyOf(no))
          : Effect.flatMap(encode(next.value), (text) => store.set(keyOf(no), text)),
        failed("the store could not be written")
      )
    return {
      find,
      // A write that has begun keeps the number until it has landed, though nobody waits for it any more: a late one
      // never replaces a later one.
      swap: (no, expected, next) =>
        Effect.flatMap(find(no), (found) =>
          same(found, expected) ? Effect.as(Effect.uninterruptible(put(no, next)), true) : Effect.succeed(false)
        ).pipe(alone(no), Effect.disconnect)
    }
  })

/**
 * A log in a `KeyValueStore` (a file, Redis). One layer of one process at a time may issue for a number: the store has no
 * compare-and-set, so two that start at the same moment may both send.
 *
 * @since 0.1.0
 * @category layers
 */
export const layerKeyValueStore = (
  options?: KeyValueStoreOptions
): Layer.Layer<AttemptLog, never, KeyValueStore.KeyValueStore> => Layer.effect(AttemptLog, makeKeyValueStore(options))
