/** The errors of an unknown outcome, and the knowledge in them. */
import * as Timestamp from "@effect-keysecure/schema/Timestamp"
import * as DateTime from "effect/DateTime"
import * as Struct from "effect/Struct"
import { type Candidate, OutcomeUnknown, type UnknownReason } from "../../ClientError.js"
import type { UniqueNos } from "../encoding/ownNumber.js"

/** The latest moment that a date can be. */
const latestMoment = 8_640_000_000_000_000

/** The outcome of copies with these stamps. If none is known, the copy was sent by `latest` at the latest. */
export const outcomeUnknown = (
  operation: string,
  uniqueNos: UniqueNos,
  {
    detail,
    latest,
    marginMillis,
    stamps
  }: {
    readonly stamps: ReadonlyArray<number>
    readonly latest: number
    readonly marginMillis: number
    readonly detail: string
  }
): OutcomeUnknown => {
  const last = stamps.length === 0 ? latest + Timestamp.toleranceMillis : Math.max(...stamps)
  return new OutcomeUnknown({
    operation,
    ...uniqueNos,
    stamps: stamps.map(Timestamp.clamp),
    reason: { _tag: "NoAnswer", detail },
    settlesAt: DateTime.unsafeMake(Math.min(latestMoment, Math.max(0, last) + Timestamp.toleranceMillis + marginMillis))
  })
}

const fields = Struct.keys(OutcomeUnknown.fields)

const changed = (outcome: OutcomeUnknown, more: Partial<Pick<OutcomeUnknown, "candidates" | "reason">>) =>
  new OutcomeUnknown({ ...Struct.pick(outcome, ...fields), ...more })

/** The same outcome, with the rows that the platform listed and that may be it. */
export const withCandidates = (outcome: OutcomeUnknown, candidates: ReadonlyArray<Candidate>): OutcomeUnknown =>
  candidates.length === 0 ? outcome : changed(outcome, { candidates })

const reasonWith = (reason: UnknownReason, detail: string): UnknownReason =>
  reason._tag === "Rejected" ? reason : { ...reason, detail: `${reason.detail}; ${detail}` }

/** The same outcome, with more detail if its reason has one. */
export const withDetail = (outcome: OutcomeUnknown, detail: string): OutcomeUnknown =>
  changed(outcome, { reason: reasonWith(outcome.reason, detail) })
