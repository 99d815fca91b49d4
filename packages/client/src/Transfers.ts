/**
 * Finding out what became of a transfer whose outcome is unknown: by asking the transfer list for its number.
 *
 * It rests on the same assumptions as finding out about a card (docs/outcomes.md), the list being that of transfers.
 *
 * @module Transfers
 * @since 0.1.0
 */
import { Account } from "@effect-keysecure/schema"
import * as Array from "effect/Array"
import type * as DateTime from "effect/DateTime"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Option from "effect/Option"
import { NotTransferred, type OutcomeUnknown, RequestInvalid } from "./ClientError.js"
import { decoding } from "./internal/codec.js"
import { settlingMarginMillis } from "./internal/failure.js"
import { findOut, type Listed } from "./internal/findOut.js"
import { issuesOf } from "./internal/issues.js"
import { lastOf, unknownOf } from "./internal/unknown.js"
import { KeySecureClient, type Service } from "./KeySecureClient.js"
import { ServerTime } from "./ServerTime.js"

/**
 * How `reconcile` asks.
 *
 * @since 0.1.0
 * @category options
 */
export interface ReconcileOptions {
  /** How long to ask. Default 5 minutes: it takes some 2 to be certain that there is no transfer, 3 from a number alone. */
  readonly findOutFor?: Duration.DurationInput
  /** When the first copy may have been sent. Default 88 days ago, or the stamp that is known if that is earlier. */
  readonly since?: DateTime.DateTime
  /** The time that the platform may take until a transfer shows in its list. Default 60 s, as of cards. */
  readonly settlingMargin?: Duration.DurationInput
}

const operation = "transfer"
const numberField = "transfer_unique_no"
const defaultLimit = Duration.minutes(5)
const readNumber = decoding(() => Account.TransferUniqueNo)

/**
 * The transfers that the list shows under one number. Their fields are not documented: one that says another number, as text, is
 * somebody else's; one that says none is there because it was asked for.
 */
const transfersOf = (
  client: Service,
  transferUniqueNo: Account.TransferUniqueNo
): Listed<Account.TransferListItem> => ({
  page: (query, options) => client.listTransfers({ ...query, transferUniqueNo }, options),
  keyOf: (item) => JSON.stringify(item),
  isAskedFor: (item) => {
    const said = item[numberField]
    return typeof said !== "string" || said === "" || said === transferUniqueNo
  }
})

/**
 * Finds out whether a transfer was carried out: of an `OutcomeUnknown` (as it came, or decoded from where it was stored),
 * or of its number alone, after a crash. It sends no transfer.
 *
 * Gives what the list shows under that number, as it was sent: more than one item means more than one transfer. Fails with
 * `NotTransferred` if there is none, which is certain, with `OutcomeUnknown` if that could not be found out in time or the
 * list refuses for good, and with `RequestInvalid` if there is no number.
 *
 * @since 0.1.0
 * @category reconciling
 */
export const reconcile = (
  unknown: OutcomeUnknown | Account.TransferUniqueNo,
  { findOutFor = defaultLimit, settlingMargin = settlingMarginMillis, since }: ReconcileOptions = {}
): Effect.Effect<
  Array.NonEmptyReadonlyArray<Account.TransferListItem>,
  NotTransferred | OutcomeUnknown | RequestInvalid,
  KeySecureClient | ServerTime
> =>
  Effect.gen(function* () {
    const client = yield* KeySecureClient
    const time = yield* ServerTime
    const given = typeof unknown === "string" ? Option.none() : Option.some(unknown)
    const number = readNumber(typeof unknown === "string" ? unknown : unknown.transferUniqueNo)
    if (Either.isLeft(number)) {
      return yield* new RequestInvalid({
        operation,
        issues: issuesOf(number.left).map(({ expected }) => ({ field: "transferUniqueNo", expected }))
      })
    }
    const transferUniqueNo = number.right
    const marginMillis = Duration.toMillis(settlingMargin)
    const now = yield* time.latest
    const open = Option.getOrElse(given, () =>
      unknownOf(
        operation,
        { transferUniqueNo },
        { stamp: Option.none(), now, marginMillis, detail: "only its number is known" }
      )
    )
    const question = {
      listed: transfersOf(client, transferUniqueNo),
      stamp: Option.flatMap(given, ({ stamps }) => lastOf(stamps)),
      accepted: open.reason._tag === "Accepted",
      since: since?.epochMillis,
      fits: () => true
    }
    const conclusion = yield* findOut({ time, marginMillis }, question).pipe(
      Effect.mapError(() => open),
      Effect.timeoutFail({ duration: findOutFor, onTimeout: () => open })
    )
    const items = conclusion._tag === "Listed" ? conclusion.items : []
    return Array.isNonEmptyReadonlyArray(items)
      ? items
      : yield* new NotTransferred({ transferUniqueNo, reason: open.reason })
  })
