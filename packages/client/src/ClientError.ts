/**
 * The errors besides rejections. Each says what counts for the caller: whether the request was carried out.
 *
 * No error holds a request, a response or a cause, so none can show a header, a key or personal data. All of them are
 * schemas: they encode to JSON and back, to be stored or sent to another process.
 *
 * @module ClientError
 * @since 0.1.0
 */
import * as Account from "@effect-keysecure/schema/Account"
import * as Card from "@effect-keysecure/schema/Card"
import * as Rejection from "@effect-keysecure/schema/Rejection"
import * as Timestamp from "@effect-keysecure/schema/Timestamp"
import { tagged } from "@effect-keysecure/schema/JsonUnion"
import * as Schema from "effect/Schema"
import { inWords, Issue } from "./internal/clientError/issue.js"

export { inWords, Issue } from "./internal/clientError/issue.js"

/**
 * The request does not fit its schema, and nothing was sent. `issues` name each field by its path (`address.phone`) and
 * what was expected there, never the value given. Correct the fields and call again.
 *
 * @since 0.1.0
 * @category errors
 */
export class RequestInvalid extends Schema.TaggedError<RequestInvalid>("@effect-keysecure/client/RequestInvalid")(
  "RequestInvalid",
  { operation: Schema.String, issues: Schema.Array(Issue) }
) {
  override get message(): string {
    return `${this.operation} was not sent: ${inWords(this.issues)}`
  }
}

/**
 * A write that certainly was not carried out, because nothing of it reached the platform. It is safe to call again.
 * `reason` says which: the connection failed before the request had left (`ConnectionFailed`), there was no token
 * (`TokenUnavailable`), the step before sending failed (`NotRecorded`), or the call's time was over before the request
 * was handed to the transport (`DeadlinePassed`).
 *
 * @since 0.1.0
 * @category errors
 */
export class NotSent extends Schema.TaggedError<NotSent>("@effect-keysecure/client/NotSent")("NotSent", {
  operation: Schema.String,
  reason: Schema.Literal("ConnectionFailed", "TokenUnavailable", "NotRecorded", "DeadlinePassed"),
  detail: Schema.String
}) {
  override get message(): string {
    return `${this.operation} was not sent (${this.reason}: ${this.detail}). It was not carried out; it is safe to call again.`
  }
}

/**
 * Why the outcome of a write is unknown.
 *
 * - `Rejected`: the platform answered a code that does not say whether the request was carried out.
 * - `NoAnswer`: the transport failed when the request may have left already, or the call's time was over.
 * - `Unreadable`: something answered, but not with the platform's envelope: a redirect, a proxy's page, a cut body.
 * - `Accepted`: the platform answered code 0 and the rest could not be read. The request was carried out.
 *
 * @since 0.1.0
 * @category models
 */
export const UnknownReason = tagged(
  Schema.TaggedStruct("Rejected", {
    // Suspended, so that the schemas of forty rejections are not made by every program that imports this.
    rejection: Schema.suspend(() => Rejection.Rejection).annotations({ identifier: "Rejection" })
  }),
  Schema.TaggedStruct("NoAnswer", { detail: Schema.String }),
  Schema.TaggedStruct("Unreadable", { status: Schema.Int, detail: Schema.String }),
  Schema.TaggedStruct("Accepted", { detail: Schema.String })
)

/**
 * @since 0.1.0
 * @category models
 */
export type UnknownReason = typeof UnknownReason.Type

const because = (reason: UnknownReason): string => {
  switch (reason._tag) {
    case "Rejected":
      return reason.rejection.message
    case "NoAnswer":
      return `no answer: ${reason.detail}`
    case "Unreadable":
      return `HTTP ${reason.status}, ${reason.detail}`
    case "Accepted":
      return `accepted, but ${reason.detail}`
  }
}

/**
 * The most candidates that an `OutcomeUnknown` tells.
 *
 * @since 0.2.0
 * @category constants
 */
export const maxCandidates = 20

/**
 * An item of the platform's list that may or may not be the write: its numbers and status, as they were shown.
 *
 * @since 0.2.0
 * @category models
 */
export const Candidate = Schema.Struct({
  cardNo: Schema.optionalWith(Schema.String, { exact: true }),
  transferNo: Schema.optionalWith(Schema.String, { exact: true }),
  uniqueNo: Schema.optionalWith(Schema.String, { exact: true }),
  status: Schema.optionalWith(Schema.String, { exact: true })
})

/**
 * @since 0.2.0
 * @category models
 */
export type Candidate = typeof Candidate.Type

const candidatesInWords = (candidates: ReadonlyArray<Candidate>): string => {
  if (candidates.length === 0) return ""
  const answer = candidates.some(({ cardNo }) => cardNo !== undefined)
    ? " and answer CardIssuance.reconcile by `ours` or `others`"
    : ""
  return ` What the platform lists may be it or not (${candidates.length}): a person must look${answer}.`
}

/**
 * A write that may have been carried out. Find out first, and do not send it again under another number:
 *
 * - a card (`cardUniqueNo`) by `CardIssuance.reconcile`
 * - a transfer (`transferUniqueNo`) by `Transfers.reconcile`
 * - a cardholder (`cardholderUniqueNo`) by the cardholder list
 * - a status, a PIN or an activation by the card, or by sending the write again
 *
 * `stamps` are the timestamps of the copies that may have reached the platform. The platform refuses a copy that arrives
 * more than 60 s after its stamp. So the outcome can be found out for certain after `settlesAt` (server time).
 *
 * `candidates` (since 0.2.0), at most 20, are items of the platform's list that may or may not be this write. A person
 * must look at them. The field is absent if there are none.
 *
 * @since 0.1.0
 * @category errors
 */
export class OutcomeUnknown extends Schema.TaggedError<OutcomeUnknown>("@effect-keysecure/client/OutcomeUnknown")(
  "OutcomeUnknown",
  {
    operation: Schema.String,
    cardUniqueNo: Schema.optionalWith(Schema.String, { exact: true }),
    transferUniqueNo: Schema.optionalWith(Schema.String, { exact: true }),
    cardholderUniqueNo: Schema.optionalWith(Schema.String, { exact: true }),
    stamps: Schema.Array(Timestamp.Timestamp),
    reason: UnknownReason,
    settlesAt: Schema.DateTimeUtc,
    candidates: Schema.optionalWith(Schema.Array(Candidate).pipe(Schema.maxItems(maxCandidates)), { exact: true })
  }
) {
  override get message(): string {
    const number = this.cardUniqueNo ?? this.transferUniqueNo ?? this.cardholderUniqueNo
    const advice = number === undefined ? "Look at the card, or do it again." : "Find out before sending it again."
    const found = candidatesInWords(this.candidates ?? [])
    return `${this.operation} may have been carried out. ${advice}${found} (${because(this.reason)})`
  }
}

/**
 * A read that got no answer from the platform; `detail` says why. It is safe to call again.
 *
 * @since 0.1.0
 * @category errors
 */
export class Unreachable extends Schema.TaggedError<Unreachable>("@effect-keysecure/client/Unreachable")(
  "Unreachable",
  {
    operation: Schema.String,
    detail: Schema.String
  }
) {
  override get message(): string {
    return `${this.operation} got no answer (${this.detail}). It is safe to call again.`
  }
}

/**
 * A read whose answer cannot be read: a redirect, a proxy's page, or a body that is cut, too long (over 1 MiB) or not as
 * documented.
 *
 * @since 0.1.0
 * @category errors
 */
export class Unreadable extends Schema.TaggedError<Unreadable>("@effect-keysecure/client/Unreadable")("Unreadable", {
  operation: Schema.String,
  status: Schema.Int,
  detail: Schema.String
}) {
  override get message(): string {
    return `${this.operation} got an answer that cannot be read (HTTP ${this.status}, ${this.detail}).`
  }
}

/**
 * How a read fails.
 *
 * @since 0.1.0
 * @category models
 */
export type ReadError = RequestInvalid | Unreachable | Unreadable | Rejection.Rejection

/**
 * How a read fails, as JSON and back.
 *
 * @since 0.2.0
 * @category schemas
 */
export const ReadError = Schema.suspend(() => tagged(RequestInvalid, Unreachable, Unreadable, Rejection.Rejection))

/**
 * How a write fails. A write that fails with a rejection was certainly not carried out. A code that leaves that open is
 * the reason of an `OutcomeUnknown`. 1001 (`SystemError`) always is.
 *
 * @since 0.1.0
 * @category models
 */
export type WriteError = RequestInvalid | NotSent | OutcomeUnknown | CertainRejection

type CertainRejection = Exclude<Rejection.Rejection, Rejection.SystemError>

/**
 * How a write fails, as JSON and back.
 *
 * @since 0.2.0
 * @category schemas
 */
export const WriteError = Schema.suspend(() =>
  tagged(
    RequestInvalid,
    NotSent,
    OutcomeUnknown,
    Rejection.Rejection.pipe(
      Schema.filter((rejection): rejection is CertainRejection => rejection._tag !== "SystemError")
    )
  )
)

/**
 * There is no card for this application, and no copy of it can make one any more. It is safe to apply again with the
 * same number.
 *
 * `reason` is why the outcome was unknown at first, if that is known. It holds the code, if the platform answered one.
 *
 * @since 0.1.0
 * @category errors
 */
export class NotIssued extends Schema.TaggedError<NotIssued>("@effect-keysecure/client/NotIssued")("NotIssued", {
  cardUniqueNo: Card.CardUniqueNo,
  reason: Schema.optionalWith(UnknownReason, { exact: true })
}) {
  override get message(): string {
    const why = this.reason === undefined ? "" : ` (${because(this.reason)})`
    return `No card was issued for ${this.cardUniqueNo}${why}. It is safe to apply again with the same number.`
  }
}

/**
 * The application was carried out, and its card failed: the status is `Fail` (docs/api.md, Enums). Apply with
 * another number for another card.
 *
 * @since 0.1.0
 * @category errors
 */
export class IssuanceFailed extends Schema.TaggedError<IssuanceFailed>("@effect-keysecure/client/IssuanceFailed")(
  "IssuanceFailed",
  {
    cardNo: Card.CardNo,
    cardUniqueNo: Schema.optionalWith(Card.CardUniqueNo, { exact: true })
  }
) {
  override get message(): string {
    return `Card ${this.cardNo} failed: it will not become usable. Apply with another number for another card.`
  }
}

/**
 * The platform has several cards under one number of the merchant. Keep one, and close the others by hand. Cards with
 * status `Delete` do not count if there are others.
 *
 * @since 0.1.0
 * @category errors
 */
export class MoreThanOneCard extends Schema.TaggedError<MoreThanOneCard>("@effect-keysecure/client/MoreThanOneCard")(
  "MoreThanOneCard",
  {
    cardUniqueNo: Card.CardUniqueNo,
    cardNos: Schema.Array(Card.CardNo)
  }
) {
  override get message(): string {
    return `There are ${this.cardNos.length} cards for ${this.cardUniqueNo}: ${this.cardNos.join(", ")}.`
  }
}

/**
 * The number was used for another application before. This application was not carried out, and mostly not even sent. A
 * number belongs to one application. Repeat that one as it was, or choose another number for another card.
 *
 * @since 0.1.0
 * @category errors
 */
export class UniqueNoConflict extends Schema.TaggedError<UniqueNoConflict>("@effect-keysecure/client/UniqueNoConflict")(
  "UniqueNoConflict",
  { cardUniqueNo: Card.CardUniqueNo }
) {
  override get message(): string {
    return `${this.cardUniqueNo} was used for another application. This one was not carried out: choose another cardUniqueNo.`
  }
}

/**
 * The caller's time is over, and the card is not ready: it was still `Pending`, the card list did not show it, or the
 * list could not be read (`seen`). Ask again later.
 *
 * @since 0.1.0
 * @category errors
 */
export class CardNotReady extends Schema.TaggedError<CardNotReady>("@effect-keysecure/client/CardNotReady")(
  "CardNotReady",
  { cardNo: Card.CardNo, seen: Schema.Literal("Pending", "NotListed", "ListUnreadable") }
) {
  override get message(): string {
    return `Card ${this.cardNo} is not ready (${this.seen}). Ask again later.`
  }
}

/**
 * The transfer was not carried out, and no copy of it can be any more. It is safe to send it again with the same number.
 * `reason` is why the outcome was unknown at first, if that is known.
 *
 * @since 0.1.0
 * @category errors
 */
export class NotTransferred extends Schema.TaggedError<NotTransferred>("@effect-keysecure/client/NotTransferred")(
  "NotTransferred",
  { transferUniqueNo: Account.TransferUniqueNo, reason: Schema.optionalWith(UnknownReason, { exact: true }) }
) {
  override get message(): string {
    const why = this.reason === undefined ? "" : ` (${because(this.reason)})`
    return `Nothing was transferred for ${this.transferUniqueNo}${why}. It is safe to send it again with the same number.`
  }
}

/**
 * A card's secret could not be encrypted or decrypted. Mostly the platform uses another `apiSecret`, or makes the key of
 * it in another way (`CardCipher`). If this was a write, nothing was sent.
 *
 * @since 0.1.0
 * @category errors
 */
export class CardCipherFailed extends Schema.TaggedError<CardCipherFailed>("@effect-keysecure/client/CardCipherFailed")(
  "CardCipherFailed",
  { step: Schema.Literal("encrypt", "decrypt"), detail: Schema.String }
) {
  override get message(): string {
    return `A secret could not be ${this.step}ed: ${this.detail}. Check the apiSecret and how its key is made.`
  }
}

/**
 * How `CardIssuance.issue` fails. Only `OutcomeUnknown` leaves open whether there is a card. `IssuanceFailed` and
 * `MoreThanOneCard` say that the application was carried out. All others say that this one was not.
 *
 * @since 0.1.0
 * @category models
 */
export type IssueError = WriteError | NotIssued | IssuanceFailed | MoreThanOneCard | UniqueNoConflict

/**
 * How `CardIssuance.issue` fails, as JSON and back.
 *
 * @since 0.2.0
 * @category schemas
 */
export const IssueError = tagged(WriteError, NotIssued, IssuanceFailed, MoreThanOneCard, UniqueNoConflict)

/**
 * How `CardIssuance.reconcile` fails.
 *
 * @since 0.1.0
 * @category models
 */
export type ReconcileError = RequestInvalid | OutcomeUnknown | NotIssued | IssuanceFailed | MoreThanOneCard

/**
 * How `CardIssuance.reconcile` fails, as JSON and back.
 *
 * @since 0.2.0
 * @category schemas
 */
export const ReconcileError = tagged(RequestInvalid, OutcomeUnknown, NotIssued, IssuanceFailed, MoreThanOneCard)
