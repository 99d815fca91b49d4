/**
 * Finding out what became of a transfer whose outcome is unknown: by asking the transfer list for its number.
 *
 * It rests on the same assumptions as finding out about a card (docs/outcomes.md), the list being that of transfers.
 *
 * @module Transfers
 * @since 0.1.0
 */
import * as Account from "@effect-keysecure/schema/Account"
import * as Card from "@effect-keysecure/schema/Card"
import * as Array from "effect/Array"
import * as Context from "effect/Context"
import type * as DateTime from "effect/DateTime"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as MutableRef from "effect/MutableRef"
import * as Either from "effect/Either"
import { identity } from "effect/Function"
import * as Layer from "effect/Layer"
import { NotTransferred, type OutcomeUnknown, RequestInvalid } from "./ClientError.js"
import { decoding } from "./internal/encoding/codec.js"
import { settlingMarginMillis } from "./internal/call/failure.js"
import * as Digest from "./internal/encoding/digest.js"
import { issuesAt } from "./internal/encoding/issues.js"
import { type Log, type Means, run } from "./internal/outcome/driver.js"
import type { Row } from "./internal/outcome/evidence.js"
import type { End, Rules } from "./internal/outcome/machine.js"
import { start } from "./internal/outcome/step.js"
import { inSpan } from "./internal/saying/inSpan.js"
import { KeySecureClient, type Service as KeySecureClientService } from "./KeySecureClient.js"
import { ServerTime, type Service as ServerTimeService } from "./ServerTime.js"

/**
 * How `reconcile` asks.
 *
 * @since 0.1.0
 * @category options
 */
export interface ReconcileOptions {
  /**
   * How long to ask. Default 5 minutes. It takes some 2 minutes to be certain that there is no transfer, and 3 from a
   * number alone.
   */
  readonly reconcileTimeout?: Duration.DurationInput
  /** When the first copy may have been sent. Default 88 days ago, or the stamp that is known if that is earlier. */
  readonly since?: DateTime.DateTime
}

const operation = "transfer"
const defaultLimit = Duration.minutes(5)
const readNumber = decoding(() => Account.TransferUniqueNo)

/**
 * A transfer that the list shows under a number.
 *
 * @since 0.2.0
 * @category models
 */
export interface ListedTransfer {
  /** The item, as the platform sent it: the fields are not documented. */
  readonly transfer: Account.TransferListItem
  /**
   * Whether the item does not say its `transfer_unique_no`. It is there because the list was asked for that number
   * (decision 0012).
   */
  readonly unnamed: boolean
}

const textOf = (value: unknown): string | null => (typeof value === "string" && value !== "" ? value : null)

/** The number that a row shows. A value that is no text is no number of ours, however it reads. */
const numberIn = (value: unknown): string | null =>
  value === undefined || value === null || value === "" || typeof value === "string"
    ? textOf(value)
    : `${JSON.stringify(value)} (not a text)`

/**
 * A transfer of the list as a row. A transfer without a number of the platform's is known by its digest: it may hold
 * anything.
 */
const rowOf = (transfer: Account.TransferListItem): Row => ({
  key: textOf(transfer["transfer_no"]) ?? Digest.hexOf(JSON.stringify(transfer)),
  ref: textOf(transfer["transfer_no"]),
  number: numberIn(transfer["transfer_unique_no"]),
  holder: null,
  type: null,
  status: textOf(transfer["status"])
})

/** A row that is no JSON object may be ours, and is not shown to be. */
const notReadable: Row = { ...rowOf({}), number: "not readable" }

/** Transfers have no log: only the caller knows of its copies. */
const noLog: Log = {
  isImmediate: true,
  find: () => Effect.succeedNone,
  compareAndSwap: () => Effect.succeed(false)
}

/** The end of the machine, as it is told of a transfer. */
const told = (
  transferUniqueNo: Account.TransferUniqueNo,
  seen: ReadonlyMap<string, Account.TransferListItem>,
  end: End
): Effect.Effect<Array.NonEmptyReadonlyArray<ListedTransfer>, NotTransferred | OutcomeUnknown> => {
  switch (end._tag) {
    case "Found": {
      const found = end.rows.flatMap(({ key, number }) => {
        const transfer = seen.get(key)
        return transfer === undefined ? [] : [{ transfer, unnamed: number === null }]
      })
      return Array.isNonEmptyReadonlyArray(found)
        ? Effect.succeed(found)
        : Effect.dieMessage("a transfer was found and not shown")
    }
    case "None":
      return new NotTransferred({ transferUniqueNo, reason: end.outcome.reason })
    case "Unknown":
      return Effect.fail(end.outcome)
    default:
      return Effect.dieMessage(`finding out about a transfer does not end with ${end._tag}`)
  }
}

/** The parts that reconciling one number needs. */
interface Setting {
  readonly client: KeySecureClientService
  readonly time: ServerTimeService
  readonly marginMillis: number
}

const reconcileNumber = (
  { client, marginMillis, time }: Setting,
  transferUniqueNo: Account.TransferUniqueNo,
  given: OutcomeUnknown | null,
  { reconcileTimeout = defaultLimit, since }: ReconcileOptions
): ReturnType<Service["reconcile"]> => {
  const seen = new Map<string, Account.TransferListItem>()
  const rules: Rules = {
    operation,
    // There is no log that has it.
    key: Card.CardUniqueNo.make(transferUniqueNo, true),
    number: transferUniqueNo,
    fold: identity,
    maySend: false,
    digest: null,
    handed: null,
    marginMillis,
    since: since?.epochMillis ?? null,
    ours: null,
    others: [],
    unnamedIsOurs: true,
    hasLog: false,
    hasDetail: false
  }
  const means: Means = {
    time,
    log: noLog,
    send: () => Effect.dieMessage("finding out about a transfer sends none"),
    pages: (query, options) =>
      Effect.map(client.listTransfers({ ...query, transferUniqueNo }, options), ({ list, odd = [] }) => [
        ...list.map((transfer) => {
          const row = rowOf(transfer)
          seen.set(row.key, transfer)
          return row
        }),
        ...odd.map(() => notReadable)
      ]),
    look: () => Effect.succeed(null),
    limit: reconcileTimeout
  }
  return Effect.flatMap(run(rules, means, MutableRef.make(start(given))), (end) =>
    told(transferUniqueNo, seen, end)
  ).pipe(inSpan("reconcileTransfer", { "keysecure.transfer_unique_no": transferUniqueNo }))
}

/**
 * The service that finds out about transfers.
 *
 * @since 0.2.0
 * @category models
 */
export interface Service {
  /**
   * Finds out whether a transfer was carried out, from an `OutcomeUnknown` (as it came, or decoded from where it was
   * stored), or from its number alone, after a crash. It sends no transfer.
   *
   * Gives the items that the list shows under that number: more than one item means more than one transfer. Fails with
   * `NotTransferred` if there is none, which is certain, and with `RequestInvalid` if there is no number. Fails with
   * `OutcomeUnknown` if that could not be found out in time, if the list refuses for good, or if it shows a transfer
   * whose number is written in another way (`candidates`): a person must look at those.
   */
  readonly reconcile: (
    outcomeOrNumber: OutcomeUnknown | Account.TransferUniqueNo,
    options?: ReconcileOptions
  ) => Effect.Effect<Array.NonEmptyReadonlyArray<ListedTransfer>, NotTransferred | OutcomeUnknown | RequestInvalid>
}

/**
 * Reconciling transfers, as a service.
 *
 * @since 0.2.0
 * @category tags
 */
export class Transfers extends Context.Tag("@effect-keysecure/client/Transfers")<Transfers, Service>() {}

/**
 * How transfers are reconciled.
 *
 * @since 0.2.0
 * @category options
 */
export interface Options {
  /** The time that the platform may take until a transfer shows in its list. Default 60 s, as of cards. */
  readonly settlingMargin?: Duration.DurationInput
}

/**
 * Makes the service.
 *
 * @since 0.2.0
 * @category constructors
 */
export const make = ({ settlingMargin = settlingMarginMillis }: Options = {}): Effect.Effect<
  Service,
  never,
  KeySecureClient | ServerTime
> =>
  Effect.zipWith(KeySecureClient, ServerTime, (client, time): Service => {
    const setting = { client, time, marginMillis: Duration.toMillis(settlingMargin) }
    return {
      reconcile: (outcomeOrNumber, options = {}) =>
        Effect.suspend(() => {
          const given = typeof outcomeOrNumber === "string" ? null : outcomeOrNumber
          const number = readNumber(given === null ? outcomeOrNumber : given.transferUniqueNo)
          return Either.isLeft(number)
            ? new RequestInvalid({ operation, issues: issuesAt("transferUniqueNo", number.left) })
            : reconcileNumber(setting, number.right, given, options)
        })
    }
  })

/**
 * Reconciling transfers through the client that is provided.
 *
 * @since 0.2.0
 * @category layers
 */
export const layer = (options?: Options): Layer.Layer<Transfers, never, KeySecureClient | ServerTime> =>
  Layer.effect(Transfers, make(options))
