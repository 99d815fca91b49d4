/** What was tried so far, counted. */
import { ErrorCode } from "@effect-keysecure/schema"
import type { RequestRecord } from "../../Fault.js"
import type { Facts } from "./trial.js"

/**
 * What was tried.
 *
 * @since 0.1.0
 * @category models
 */
export interface Report {
  /** How many schedules. */
  readonly schedules: number
  /** In how many of them a fault met a request. */
  readonly schedulesWithFault: number
  /** How many requests met each kind of fault (`Fault.Kind`). */
  readonly faults: Readonly<Record<string, number>>
  /** In how many schedules each rule of the platform was another than by default. */
  readonly rules: Readonly<Record<string, number>>
  /** How often an intent was interrupted, or was under way when the program was killed. */
  readonly interrupted: number
  /** How many steps of the program's store met a fault. */
  readonly storeFaults: number
  /** How many intents. */
  readonly intents: number
  /** Intents that ended with a card. */
  readonly cards: number
  /** Intents that ended with no card. */
  readonly noCards: number
  /** Intents that ended unknown. */
  readonly unknown: number
  /** Intents of whose card the list showed an unclear row, which may be the card or not. */
  readonly unclear: number
  /** Intents of which an application ended without saying whether it was carried out. */
  readonly unknownMet: number
  /** Those of them that ended with a card or none. */
  readonly unknownResolved: number
}

/**
 * Nothing was tried.
 *
 * @since 0.1.0
 * @category constants
 */
export const emptyReport: Report = {
  schedules: 0,
  schedulesWithFault: 0,
  faults: {},
  rules: {},
  interrupted: 0,
  storeFaults: 0,
  intents: 0,
  cards: 0,
  noCards: 0,
  unknown: 0,
  unclear: 0,
  unknownMet: 0,
  unknownResolved: 0
}

const leavesOpen = ({ code, end }: RequestRecord): boolean =>
  end !== "ECONNREFUSED" &&
  code !== 0 &&
  (code === undefined || ErrorCode.carriedOut(code, "applyForCard") === "unknown")

/** Counts with one more for each name. */
const counted = (counts: Readonly<Record<string, number>>, names: ReadonlyArray<string>): Record<string, number> => {
  const next = { ...counts }
  for (const name of names) next[name] = (next[name] ?? 0) + 1
  return next
}

/** With one trial more. */
export const withTrial = (report: Report, facts: Facts): Report => {
  const { ended, interrupted, requestRecords, storeFaultsMet, trial, unclear } = facts
  const hits = requestRecords.flatMap(({ fault }) => fault ?? [])
  const open = new Set(
    requestRecords.flatMap((record) =>
      record.operation === "applyForCard" && leavesOpen(record) ? (record.cardholderNo ?? []) : []
    )
  )
  const count = (tag: string): number => ended.filter(({ outcome }) => outcome?._tag === tag).length
  const met = ended.filter(({ intent }) => open.has(intent.cardholderNo))
  return {
    schedules: report.schedules + 1,
    schedulesWithFault: report.schedulesWithFault + (hits.length > 0 ? 1 : 0),
    faults: counted(
      report.faults,
      hits.map(({ _tag }) => _tag)
    ),
    rules: counted(report.rules, Object.keys(trial.rules ?? {})),
    interrupted: report.interrupted + interrupted,
    storeFaults: report.storeFaults + storeFaultsMet,
    intents: report.intents + ended.length,
    cards: report.cards + count("Card"),
    noCards: report.noCards + count("NoCard"),
    unknown: report.unknown + count("Unknown"),
    unclear: report.unclear + ended.filter(({ intent }) => unclear.has(intent.cardholderNo)).length,
    unknownMet: report.unknownMet + met.length,
    unknownResolved:
      report.unknownResolved + met.filter(({ outcome }) => outcome !== undefined && outcome._tag !== "Unknown").length
  }
}
