/**
 * The applications about to be sent. They are written down before: neither an interruption nor a crash loses a card.
 *
 * An entry holds the number, a digest of the application and the timestamp of its last copy; no personal data. It belongs
 * to one platform and one merchant (`AttemptKey`): a card of the sandbox is never an answer in production.
 *
 * @module AttemptLog
 * @since 0.1.0
 */
import * as Card from "@effect-keysecure/schema/Card"
import type * as CardApplication from "@effect-keysecure/schema/CardApplication"
import * as Timestamp from "@effect-keysecure/schema/Timestamp"
import * as JsonUnion from "@effect-keysecure/schema/JsonUnion"
import * as KeyValueStore from "@effect/platform/KeyValueStore"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Equivalence from "effect/Equivalence"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Record from "effect/Record"
import * as Schema from "effect/Schema"
import * as AttemptKeys from "./internal/attemptLog/keys.js"
import * as AttemptSlot from "./internal/attemptLog/slot.js"
import { decoding, encoding } from "./internal/encoding/codec.js"
import * as Digest from "./internal/encoding/digest.js"
import { immediate, isImmediate } from "./internal/concurrency/immediate.js"
import * as KeyedMutex from "./internal/concurrency/keyedMutex.js"
import * as Remembered from "./internal/attemptLog/remembered.js"

/**
 * An application that was about to be sent and whose end is not known. `stamp` is that of its last copy. The copies
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
    "SHA-256 of the application in hex, or empty where the application is not known; `stamp` in Unix ms; `accepted` says that the platform " +
    "answered code 0 and the rest could not be read"
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
 * taken for an application of which only the number is known: `CardIssuance.issue` finds its card or leaves it open,
 * and `reconcile` (with `since`, if it may be older than 88 days) frees the number if there is none.
 *
 * @since 0.2.0
 * @category models
 */
export const Corrupt = Schema.TaggedStruct("Corrupt", { cardUniqueNo: Card.CardUniqueNo })

/**
 * @since 0.2.0
 * @category models
 */
export type Corrupt = typeof Corrupt.Type

/**
 * The knowledge about a number. An application that certainly was not carried out leaves no entry.
 *
 * @since 0.1.0
 * @category models
 */
export const Attempt = JsonUnion.tagged(Open, Issued, Corrupt)

/**
 * @since 0.1.0
 * @category models
 */
export type Attempt = typeof Attempt.Type

/**
 * The digest of an application that entries hold, by which another one under the same number is recognised: the SHA-256 of
 * its sent form with sorted fields, in hex.
 *
 * @since 0.2.0
 * @category models
 */
export const digestOf: (application: CardApplication.CardApplication) => string = Digest.ofHanded

/**
 * The log could not be read or written. If the stamp of a copy could not be written down, that copy is not sent.
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
 * The key of an entry: all three fields together. The Api-Key is no part of it, because it changes.
 *
 * @since 0.2.0
 * @category models
 */
export interface AttemptKey {
  /** The name of the platform (`KeySecureConfig.Settings.platform`), such as `sandbox`. */
  readonly platform: string
  /** The merchant that `CardIssuance.Options.merchant` names. It is empty if none is named. */
  readonly merchant: string
  /** The merchant's own number of the card. Two that differ in one code unit, or in case, are two numbers. */
  readonly cardUniqueNo: Card.CardUniqueNo
}

/**
 * A log of attempts. To try a log of your own, run the laws of `AttemptLogContract` of the testkit over it.
 *
 * Over a table of a database each step is one statement, which makes it safe between processes too. Say a table has the
 * columns `platform`, `merchant`, `card_unique_no` and `entry`. All of them are text that is compared byte for byte (a
 * binary collation where the default is another) and not null. The first three are its primary key. `entry` is the JSON
 * that `Schema.parseJson(Attempt)` encodes: equal entries are equal texts, because it writes the fields in one order.
 * Then `find` is a `SELECT entry`, and `compareAndSwap` is:
 *
 * - `expected` none, `next` some: `INSERT … ON CONFLICT DO NOTHING`;
 * - both some: `UPDATE … SET entry = :next WHERE` the three are the key's `AND entry = :expected`;
 * - `expected` some, `next` none: `DELETE … WHERE` the three are the key's `AND entry = :expected`;
 * - both none: whether there is no such table row.
 *
 * The entry was the expected one if one row was affected. Do not write a `SELECT` and then change it without that
 * condition: two processes would both succeed. `find` gives `Corrupt` for a text that does not decode, and `Corrupt` is
 * no entry to encode. If it is `expected`, read the text, see that it does not decode, and put it in place of
 * `:expected`.
 *
 * @since 0.1.0
 * @category models
 */
export interface Service {
  /** The knowledge about a number; none if there is no entry. */
  readonly find: (key: AttemptKey) => Effect.Effect<Option.Option<Attempt>, AttemptLogFailed>
  /**
   * Replaces the entry of a number, if it still is `expected`, and says whether it was. `expected` none: there is no
   * entry. `next` none: the entry is removed. Entries are compared by their tag and every field; no field is ever null
   * or absent.
   *
   * Looking and writing are one step: if two callers expect the same at the same time, one of them is told no. No is
   * not a failure: fail (`AttemptLogFailed`) if it cannot be told whether the change was made. When the effect has
   * succeeded, the change must outlive the process, if anything does.
   *
   * @since 0.2.0
   */
  readonly compareAndSwap: (
    key: AttemptKey,
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

/** Entries are flat: two entries that say the same in every field are the same. */
const same = Option.getEquivalence<Attempt>(Record.getEquivalence(Equivalence.strict<unknown>()))

/** All three as one text. No other three give the same text. */
const textOf = ({ cardUniqueNo, merchant, platform }: AttemptKey): string =>
  `${platform.length}:${merchant.length}:${platform}${merchant}${cardUniqueNo}`

/** Logs that remember, by the logs that they were made of: all writers to one log share one memory. */
const rememberingLogs = new WeakMap<Service, Service>()

/**
 * The same log, which never forgets what this process wrote. What a store answers may lag behind what it was told (a replica,
 * a cache) and show an entry that this process has replaced. Then `find` gives the entry that this process wrote last.
 * The entries of other processes are believed. When the log refuses what this process takes for true, the memory
 * believes the log again. It remembers the last 10,000 numbers that were written, and the last 16 entries of each.
 *
 * `CardIssuance` does this with every log. Our own logs do not need it and are given back as they are.
 *
 * @since 0.2.0
 * @category combinators
 */
export const remembering = (log: Service): Service => {
  const known = isImmediate(log) ? log : rememberingLogs.get(log)
  if (known !== undefined) return known
  const memory = Remembered.make(same)
  const made: Service = {
    find: (key) => Effect.map(log.find(key), (seen) => memory.read(textOf(key), seen)),
    compareAndSwap: (key, expected, next) =>
      Effect.map(log.compareAndSwap(key, expected, next), (was) => {
        if (was) memory.wrote(textOf(key), expected, next)
        else memory.rejected(textOf(key), expected)
        return was
      })
  }
  rememberingLogs.set(log, made)
  rememberingLogs.set(made, made)
  return made
}

/**
 * How a log in memory is kept.
 *
 * @since 0.1.0
 * @category options
 */
export interface MemoryOptions {
  /**
   * How many entries are kept. Default 10,000, in about 5 MB. The oldest finished entry is forgotten first. Open
   * entries are never forgotten: when there are only those, nothing more is sent (`NotSent`).
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
  const open = new Map<string, Open | Corrupt>()
  const issued = new Map<string, Issued>()
  // One iterator for all time: it goes on with numbers that come later, and passes none that was deleted before.
  const oldestFirst = issued.keys()
  const get = (text: string): Option.Option<Attempt> => Option.fromNullable(open.get(text) ?? issued.get(text))
  /** Whether there is room for a number. The room is made by forgetting the oldest finished number, if need be. */
  const hasRoom = (text: string): boolean => {
    if (open.size + issued.size < capacity || open.has(text) || issued.has(text)) return true
    const oldest = issued.size > 0 ? oldestFirst.next() : undefined
    return oldest?.done === false && issued.delete(oldest.value)
  }
  const put = (text: string, next: Option.Option<Attempt>): void => {
    open.delete(text)
    issued.delete(text)
    if (Option.isNone(next)) return
    if (next.value._tag === "Issued") issued.set(text, next.value)
    else open.set(text, next.value)
  }
  return immediate<Service>({
    find: (key) => Effect.sync(() => get(textOf(key))),
    compareAndSwap: (key, expected, next) =>
      Effect.suspend(() => {
        const text = textOf(key)
        if (!same(get(text), expected)) return Effect.succeed(false)
        if (Option.isSome(next) && !hasRoom(text)) {
          return new AttemptLogFailed({ detail: `${capacity} attempts are open, and the log holds no more` })
        }
        put(text, next)
        return Effect.succeed(true)
      })
  })
}

/**
 * A log in memory. It ends with the process, and forgets the oldest numbers that are finished. Before you issue again
 * for a number that it does not know any more, ask `CardIssuance.reconcile`, or use a log that lasts.
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
   * The beginning of the keys. Default `keysecure/attempt/`. Merchants that share a store and may use the same numbers
   * need one each, or `CardIssuance.Options.merchant`.
   */
  readonly prefix?: string
  /**
   * The platform to which the entries of 0.1.0 belong, which they do not say. An object names the merchant too. Without
   * it these entries are unclear. The platform that asks finds out about an open one before anything is sent. An issued
   * one is never an answer (`Corrupt`). They stay in the store then.
   *
   * @since 0.2.0
   */
  readonly legacyPlatform?: string | { readonly platform: string; readonly merchant: string }
}

const stored = () => Schema.parseJson(Attempt)
const decode = decoding(stored)
const encode = encoding(stored)

/** The entry that a text of a store stands for. */
const codecOf = (cardUniqueNo: Card.CardUniqueNo): AttemptSlot.Codec<Attempt> => {
  const corrupt: Attempt = { _tag: "Corrupt", cardUniqueNo }
  return {
    read: (text) => {
      const entry = decode(text)
      return Either.isRight(entry) && entry.right.cardUniqueNo === cardUniqueNo ? entry.right : corrupt
    },
    write: encode,
    // An open one is found out about. An issued one would be answered with another platform's card.
    // Its application is not known either: it may be another platform's.
    unclear: (entry) => (entry._tag === "Open" ? { ...entry, digest: "" } : corrupt)
  }
}

/** The error of a store may repeat a value that it was given, so only the step is told. */
const failed = (detail: string) => () => new AttemptLogFailed({ detail })

/**
 * Makes a log in a `KeyValueStore`. The keys are digests of platform, merchant and number. Only `compareAndSwap`
 * removes entries. The log remembers its own changes (`remembering`), so its store may answer late.
 *
 * @since 0.1.0
 * @category constructors
 */
export const makeKeyValueStore = ({
  legacyPlatform,
  prefix = "keysecure/attempt/"
}: KeyValueStoreOptions = {}): Effect.Effect<Service, never, KeyValueStore.KeyValueStore> =>
  Effect.map(KeyValueStore.KeyValueStore, (store): Service => {
    const turns = KeyedMutex.make()
    const memory = Remembered.make(same)
    const slotOf = (key: AttemptKey) => {
      const keys = AttemptKeys.keysOf({ prefix, said: legacyPlatform }, key)
      const { find, put, text } = AttemptSlot.make(store, keys, codecOf(key.cardUniqueNo))
      return {
        text,
        put: (next: Option.Option<Attempt>) => Effect.mapError(put(next), failed("the store could not be written")),
        find: Effect.mapBoth(find, {
          onFailure: failed("the store could not be read"),
          onSuccess: (seen) => memory.read(text, seen)
        })
      }
    }
    const log: Service = {
      find: (key) => slotOf(key).find,
      // A change that has begun keeps the number until it has landed, even if no caller waits for it any more: a late
      // write never replaces a later one.
      compareAndSwap: (key, expected, next) => {
        const { find, put, text } = slotOf(key)
        const write = Effect.map(
          Effect.suspend(() => put(next)),
          () => {
            memory.wrote(text, expected, next)
            return true
          }
        )
        return Effect.flatMap(find, (found) =>
          same(found, expected) ? Effect.uninterruptible(write) : Effect.succeed(false)
        ).pipe(KeyedMutex.inTurn(turns, text), Effect.disconnect)
      }
    }
    rememberingLogs.set(log, log)
    return log
  })

/**
 * A log in a `KeyValueStore` (a file, Redis) cannot be shared: the store has no compare-and-set, so two processes that start
 * at the same moment may both send. One layer of one process at a time may issue for a number. `FileAttemptLog` has one.
 *
 * @since 0.1.0
 * @category layers
 */
export const layerKeyValueStore = (
  options?: KeyValueStoreOptions
): Layer.Layer<AttemptLog, never, KeyValueStore.KeyValueStore> => Layer.effect(AttemptLog, makeKeyValueStore(options))
