/** The entries of attempt logs, and those with which the contract's laws try one. */
import { Card, Timestamp } from "@effect-keysecure/schema"
import * as Data from "effect/Data"
import type * as Effect from "effect/Effect"
import * as Equal from "effect/Equal"
import * as Option from "effect/Option"

/**
 * The key of an entry, as `AttemptLog.AttemptKey` of the client.
 *
 * @since 0.2.0
 * @category models
 */
export interface Key {
  /** The name of the platform. */
  readonly platform: string
  /** The merchant; empty if none is named. */
  readonly merchant: string
  /** The merchant's own number of the card. */
  readonly cardUniqueNo: Card.CardUniqueNo
}

/**
 * An application that was about to be sent, as `AttemptLog.Open` of the client.
 *
 * @since 0.2.0
 * @category models
 */
export interface Open {
  /** The kind of the entry. */
  readonly _tag: "Open"
  /** The number of its key. */
  readonly cardUniqueNo: Card.CardUniqueNo
  /** Who sent it. */
  readonly attemptId: string
  /** The SHA-256 of the application in hex. */
  readonly digest: string
  /** The timestamp of the last copy, in Unix ms. */
  readonly stamp: Timestamp.Timestamp
  /** Whether the platform answered code 0 and the rest could not be read. */
  readonly accepted: boolean
}

/**
 * An application that became a card, as `AttemptLog.Issued` of the client.
 *
 * @since 0.2.0
 * @category models
 */
export interface Issued {
  /** The kind of the entry. */
  readonly _tag: "Issued"
  /** The number of its key. */
  readonly cardUniqueNo: Card.CardUniqueNo
  /** The SHA-256 of the application in hex. */
  readonly digest: string
  /** The platform's number of the card. */
  readonly cardNo: Card.CardNo
  /** Whether the card came to nothing. */
  readonly failed: boolean
}

/**
 * An entry that cannot be read, as `AttemptLog.Corrupt` of the client.
 *
 * @since 0.2.0
 * @category models
 */
export interface Corrupt {
  /** The kind of the entry. */
  readonly _tag: "Corrupt"
  /** The number of its key. */
  readonly cardUniqueNo: Card.CardUniqueNo
}

/**
 * An entry, as `AttemptLog.Attempt` of the client.
 *
 * @since 0.2.0
 * @category models
 */
export type Entry = Open | Issued | Corrupt

/**
 * The two functions of an attempt log, as `AttemptLog.Service` of the client.
 *
 * @since 0.2.0
 * @category models
 */
export interface Log<E> {
  /** The entry of a number, if there is one. */
  readonly find: (key: Key) => Effect.Effect<Option.Option<Entry>, E>
  /** Replaces an entry if it still is the expected one, and says whether it was. */
  readonly compareAndSwap: (
    key: Key,
    expected: Option.Option<Entry>,
    next: Option.Option<Entry>
  ) => Effect.Effect<boolean, E>
}

/** A key. */
export const keyOf = (cardUniqueNo: string, platform = "contract", merchant = ""): Key => ({
  platform,
  merchant,
  cardUniqueNo: Card.CardUniqueNo.make(cardUniqueNo)
})

/** An application under way. */
export const openOf = ({ cardUniqueNo }: Key, attemptId: string): Open => ({
  _tag: "Open",
  cardUniqueNo,
  attemptId,
  digest: "0".repeat(64),
  stamp: Timestamp.Timestamp.make(1_800_000_000_000),
  accepted: false
})

/** A card. */
export const issuedOf = ({ cardUniqueNo }: Key): Issued => ({
  _tag: "Issued",
  cardUniqueNo,
  digest: "0".repeat(64),
  cardNo: Card.CardNo.make("C0000000001"),
  failed: false
})

/** Whether two entries say the same in every field: they are flat. */
export const isSame = (one: Option.Option<Entry>, other: Option.Option<Entry>): boolean =>
  Equal.equals(
    Option.map(one, (entry) => Data.struct({ ...entry })),
    Option.map(other, (entry) => Data.struct({ ...entry }))
  )

/** An entry by its tag: a store may give another's, so nothing of it is repeated. */
export const inWords = (entry: Option.Option<Entry>): string =>
  Option.match(entry, { onNone: () => "none", onSome: ({ _tag }) => _tag })
