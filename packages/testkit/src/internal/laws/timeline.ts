/** A trial and what happened in it, for a person to read and to paste. */
import type { Fault, RequestRecord } from "../../Fault.js"
import type { Facts, Trial } from "./trial.js"

/** A trial as it is written in a test. */
export const asValue = (trial: Trial): string =>
  JSON.stringify(trial, undefined, 2).replaceAll(/^(\s*)"([A-Za-z_]+)":/gm, "$1$2:")

const seconds = (millis: number): string => `${(millis / 1000).toFixed(3)} s`

const faultInWords = ({ _tag, ...details }: Fault): string =>
  [_tag, ...Object.entries(details).map(([name, value]) => `${name} ${String(value)}`)].join(", ")

/** The requests in the order in which they were handed over, then how each intent ended. */
export const lines = ({ ended, requestRecords, startedAt, unclear }: Facts): ReadonlyArray<string> => [
  ...requestRecords.map(
    ({ cardholderNo, client, end, endedAt, fault, nth, operation, sentAt, timestamp }: RequestRecord) =>
      [
        `${seconds(sentAt - startedAt)}  start ${client}  ${operation ?? "unknown path"} ${nth}`,
        ...(cardholderNo === undefined ? [] : [`for ${cardholderNo}`]),
        `stamped ${seconds(timestamp - startedAt)}`,
        ...(fault === undefined ? [] : [`[${faultInWords(fault)}]`]),
        `→ ${end}${endedAt === undefined ? "" : ` at ${seconds(endedAt - startedAt)}`}`
      ].join("  ")
  ),
  ...ended.map(
    ({ cards, failure, intent, outcome }) =>
      `${intent.id} (${intent.cardholderNo}): ${outcome === undefined ? (failure ?? "") : JSON.stringify(outcome)}; on the platform: ${cards.join(", ") || "no card"}${unclear.has(intent.cardholderNo) ? "; an unclear row was shown" : ""}`
  )
]
