/** An attempt as a table row: a column for each field, so that the order of fields in a text is of no account. */
import { AttemptLog } from "@effect-keysecure/client"
import * as Either from "effect/Either"
import * as Schema from "effect/Schema"

/** The columns besides the key. A field that an entry does not have is empty, or 0. */
export interface Row {
  readonly tag: string
  readonly attempt_id: string
  readonly digest: string
  readonly stamp: number
  readonly accepted: number
  readonly card_no: string
  readonly failed: number
}

/** The names of these columns. */
export const columns = ["tag", "attempt_id", "digest", "stamp", "accepted", "card_no", "failed"] as const

const nothing: Omit<Row, "tag"> = { attempt_id: "", digest: "", stamp: 0, accepted: 0, card_no: "", failed: 0 }

/** The table row of an entry. */
export const rowOf = (attempt: AttemptLog.Attempt): Row => {
  switch (attempt._tag) {
    case "Open": {
      const { accepted, attemptId, digest, stamp } = attempt
      return { ...nothing, tag: "Open", attempt_id: attemptId, digest, stamp, accepted: accepted ? 1 : 0 }
    }
    case "Issued": {
      const { cardNo, digest, failed } = attempt
      return { ...nothing, tag: "Issued", digest, card_no: cardNo, failed: failed ? 1 : 0 }
    }
    case "Corrupt":
      return { ...nothing, tag: "Corrupt" }
  }
}

const Flag = Schema.Literal(0, 1)
const decodeRow = Schema.decodeUnknownEither(
  Schema.Struct({
    tag: Schema.String,
    attempt_id: Schema.String,
    digest: Schema.String,
    // PostgreSQL's 64 bits come as text.
    stamp: Schema.Union(Schema.Number, Schema.NumberFromString),
    accepted: Flag,
    card_no: Schema.String,
    failed: Flag
  })
)
const decodeAttempt = Schema.decodeUnknownEither(AttemptLog.Attempt)

/** The entry of a table row; `Corrupt` for one that no release has written. */
export const attemptOf = (cardUniqueNo: AttemptLog.Attempt["cardUniqueNo"], found: unknown): AttemptLog.Attempt =>
  decodeRow(found).pipe(
    Either.flatMap(({ accepted, attempt_id, card_no, digest, failed, stamp, tag }) =>
      decodeAttempt({
        _tag: tag,
        cardUniqueNo,
        attemptId: attempt_id,
        digest,
        stamp,
        accepted: accepted === 1,
        cardNo: card_no,
        failed: failed === 1
      })
    ),
    Either.getOrElse((): AttemptLog.Attempt => ({ _tag: "Corrupt", cardUniqueNo }))
  )
