/**
 * Where the platform's clock stands is known by the stamps that it takes: the latest one is its present, if it takes none of its
 * future. A platform that does takes them as well for a present that is later. So another clock of the platform has to agree: that
 * of a card's time, or of `Date`. Without one, times that are measured from that present are not decided.
 */
import type { Known } from "./experiment.js"
import { type Bounds, noneDecided, type RuleName } from "./finding.js"
import { said } from "../language/said.js"

/** The rules that are times from the platform's present on. */
const measuredFromIt: ReadonlyArray<RuleName> = ["tokenLifeMillis", "dateSkewMillis"]

const why = said(
  "neither a card's time nor Date agrees with the latest stamp that is taken: the platform may take stamps of its future",
  "卡的时间和 Date 都与可接受的最晚时间戳不一致：平台可能接受未来的时间戳"
)

const holdsNone = (ahead: Bounds | undefined): boolean => ahead !== undefined && ahead.from <= 0 && ahead.to >= 0

/** What is known, without the times that hang on a clock that nothing confirms. */
export const confirmed = (known: Known): Known => {
  const { facts, findings } = known
  const skew = findings.dateSkewMillis
  const byDate = skew?._tag === "Observed" ? skew.within : undefined
  if (holdsNone(facts.cardTimeAhead) || holdsNone(byDate)) return known
  const unsure = measuredFromIt.filter((name) => findings[name]?._tag === "Observed")
  return { facts, findings: { ...findings, ...noneDecided(unsure, why) } }
}
