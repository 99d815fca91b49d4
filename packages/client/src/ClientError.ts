/**
 * What can go wrong besides a rejection, told by what it means for the caller: whether the request was carried out.
 *
 * No error holds a request, a response or a cause, so none can show a header, a key or personal data. All of them are
 * schemas: they encode to JSON and back, to be stored or sent to another process.
 *
 * @since 0.1.0
 */
import { Rejection, Timestamp } from "@effect-keysecure/schema"
import { Schema } from "effect"

/**
 * One field of a request that does not fit.
 *
 * @since 0.1.0
 * @category models
 */
export const Issue = Schema.Struct({
  field: Schema.String,
  expected: Schema.String
})

/**
 * @since 0.1.0
 * @category models
 */
export type Issue = typeof Issue.Type

/**
 * Issues as one line for a person.
 *
 * @since 0.1.0
 * @category formatting
 */
export const inWords = (issues: ReadonlyArray<Issue>): string =>
  issues.map(({ expected, field }) => (field === "" ? expected : `${field}: ${expected}`)).join("; ")

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
 * A write that certainly was not carried out, because nothing of it reached the platform: the connection could not be
 * made (`ConnectionFailed`), no token was to be had (`TokenUnavailable`), or the call's time was over before it was
 * handed to the transport (`DeadlinePassed`). It is safe to call again.
 *
 * @since 0.1.0
 * @category errors
 */
export class NotSent extends Schema.TaggedError<NotSent>("@effect-keysecure/client/NotSent")("NotSent", {
  operation: Schema.String,
  reason: Schema.Literal("ConnectionFailed", "TokenUnavailable", "DeadlinePassed"),
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
 * - `NoAnswer`: the transport failed after the request was handed to it, or may have been, or the call's time was over.
 * - `Unreadable`: something answered, but not with the platform's envelope: a redirect, a proxy's page, a cut body.
 * - `Accepted`: the platform answered code 0 and the rest could not be read. The request was carried out.
 *
 * @since 0.1.0
 * @category models
 */
export const UnknownReason = Schema.Union(
  Schema.TaggedStruct("Rejected", { rejection: Rejection.Rejection }),
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
 * A write that may have been carried out. Do not send it again under another number: find out first, by the card list
 * and `cardUniqueNo`.
 *
 * `stamps` are the timestamps of every copy that was handed to the transport. A copy that is still on its way is refused
 * by the platform 60 s after its stamp, so the outcome can be found out for sure after `settlesAt` (server time).
 *
 * @since 0.1.0
 * @category errors
 */
export class OutcomeUnknown extends Schema.TaggedError<OutcomeUnknown>("@effect-keysecure/client/OutcomeUnknown")(
  "OutcomeUnknown",
  {
    operation: Schema.String,
    cardUniqueNo: Schema.optionalWith(Schema.String, { exact: true }),
    stamps: Schema.Array(Timestamp.Timestamp),
    reason: UnknownReason,
    settlesAt: Schema.DateTimeUtc
  }
) {
  override get message(): string {
    return `${this.operation} may have been carried out. Find out before sending it again. (${because(this.reason)})`
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
 * A read whose answer is not the platform's: a redirect, a proxy's page, a body that is cut, too long (over 1 MiB) or
 * does not fit the documented answer.
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
 * How a write fails. A rejection among them was certainly not carried out; a code that leaves it open is in
 * `OutcomeUnknown`, and 1001 (`SystemError`) always is.
 *
 * @since 0.1.0
 * @category models
 */
export type WriteError = RequestInvalid | NotSent | OutcomeUnknown | Exclude<Rejection.Rejection, Rejection.SystemError>
