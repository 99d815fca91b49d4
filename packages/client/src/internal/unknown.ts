/** What an unknown outcome is called, and what of it is known. */
import { Timestamp } from "@effect-keysecure/schema"
import * as DateTime from "effect/DateTime"
import * as Option from "effect/Option"
import { OutcomeUnknown } from "../ClientError.js"
import type { UniqueNos } from "./failure.js"

/** The latest moment that a date can be. */
const latestMoment = 8_640_000_000_000_000

/** The outcome of what was sent, nobody knows whether; `now` is the latest that the platform's clock can read. */
export const unknownOf = (
  operation: string,
  uniqueNos: UniqueNos,
  {
    detail,
    marginMillis,
    now,
    stamp
  }: {
    readonly stamp: Option.Option<Timestamp.Timestamp>
    readonly now: number
    readonly marginMillis: number
    readonly detail: string
  }
): OutcomeUnknown => {
  const last = Option.getOrElse(stamp, () => now + Timestamp.toleranceMillis)
  return new OutcomeUnknown({
    operation,
    ...uniqueNos,
    stamps: Option.toArray(stamp),
    reason: { _tag: "NoAnswer", detail },
    settlesAt: DateTime.unsafeMake(Math.min(latestMoment, Math.max(0, last) + Timestamp.toleranceMillis + marginMillis))
  })
}

/** The last stamp of several, if there is one. */
export const lastOf = (stamps: ReadonlyArray<number>): Option.Option<number> =>
  stamps.length > 0 ? Option.some(Math.max(...stamps)) : Option.none()
