/** The worlds that the machine is looked at in: every start, with every log, platform and list that makes a difference. */
import { Card } from "@effect-keysecure/schema"
import { fresh } from "../../../src/internal/outcome/asking.js"
import type { Entry, Rules, State } from "../../../src/internal/outcome/machine.js"
import { longestMillis } from "../../../src/internal/paging/spans.js"
import { start } from "../../../src/internal/outcome/step.js"
import {
  accepted,
  beginning,
  corrupt,
  day,
  holder,
  hour,
  issuedAs,
  type Live,
  minute,
  openOf,
  ourNumber,
  type Platform,
  second,
  type Setting,
  unanswered
} from "./world.js"

const rules: Rules = {
  key: Card.CardUniqueNo.make(ourNumber),
  number: ourNumber,
  fold: (text) => text,
  operation: "applyForCard",
  maySend: true,
  digest: "d",
  handed: { holder, type: "Virtual" },
  marginMillis: 2 * second,
  since: null,
  ours: null,
  others: [],
  unnamedIsOurs: false,
  hasLog: true,
  hasDetail: true
}
const alone: Partial<Rules> = { maySend: false, digest: null, handed: null }
const transfer: Partial<Rules> = {
  ...alone,
  operation: "transfer",
  hasLog: false,
  hasDetail: false,
  unnamedIsOurs: true
}

const easy: Platform = { refusesAhead: false, longest: 90 * day }
const strict: Platform = { refusesAhead: true, longest: 90 * day }
const short: Platform = { refusesAhead: true, longest: 30 * day }
const blind: Platform = { refusesAhead: true, longest: 0 }

const now = beginning + 400
/** A copy whose end is near. */
const recent = now - minute
const cardNo = (text: string) => Card.CardNo.make(text)

type More = Partial<Omit<Setting, "rules">> & { readonly rules?: Partial<Rules> }

const of = (name: string, { rules: more, ...given }: More = {}): Setting => ({
  name,
  given: null,
  platform: easy,
  looks: "exact",
  noise: "none",
  noiseFrom: now - hour,
  lag: 0,
  log: null,
  live: null,
  now,
  from: null,
  trouble: 0,
  isStubborn: false,
  ...given,
  rules: { ...rules, ...more }
})

const before = (stamp: number, more: Partial<Live> = {}): Live => ({
  by: "before",
  stamp,
  carriedOut: stamp + minute,
  shows: "lately",
  moved: null,
  isCovered: true,
  ...more
})

/** A start with a copy that is carried out at the last moment, and one with a copy that never is. */
const twice = (name: string, more: More, stamp: number, live: Partial<Live> = {}): ReadonlyArray<Setting> => [
  of(`${name}, not carried out`, more),
  of(`${name}, carried out`, { ...more, live: before(stamp, live) })
]

const opened = (more: More = {}, stamp = recent): More => ({ log: openOf(stamp), ...more })

const issuing: ReadonlyArray<Setting> = [
  of("issue"),
  of("issue, our clock late", { lag: minute }),
  of("issue, strict spans", { platform: strict }),
  ...(["masked", "cut", "otherCase", "otherCaseSeen", "unnamed", "unnamedSeen", "bare"] as const).map((looks) =>
    of(`issue, ${looks}`, { looks })
  ),
  ...(["another", "stranger", "strangers", "conflict", "conflictSeen", "unsure", "endless"] as const).map((noise) =>
    of(`issue beside ${noise}`, { noise })
  ),
  of("issue beside a conflict that shows late", { noise: "conflictSeen", noiseFrom: now + minute }),
  ...twice("issue, open", opened(), recent),
  ...twice("issue, open, strict", opened({ platform: strict }), recent),
  ...twice("issue, open of any application", { log: openOf(recent, { digest: "" }) }, recent),
  ...twice("issue, open, another's", opened({ noise: "another" }), recent),
  ...twice("issue, open, in the platform's future", opened({}, now + 5 * minute), now + 5 * minute),
  of("issue, open, accepted", { log: openOf(recent, { accepted: true }), live: before(recent, { shows: "never" }) }),
  // The card is seen in an early span, and the list fails in a later one.
  of("issue, open for two months, short spans", {
    log: openOf(now - 60 * day),
    live: before(now - 60 * day),
    platform: short
  }),
  of("issue, open, blind", opened({ platform: blind })),
  of("issue, open of another application", { log: openOf(recent, { digest: "e" }), live: before(recent) }),
  of("issue, issued", { log: issuedAs() }),
  of("issue, failed", { log: issuedAs("CARD1", "d", true) }),
  of("issue, issued for another application", { log: issuedAs("CARD1", "e") }),
  of("issue, corrupt", { log: corrupt }),
  of("issue, corrupt, of long ago", { log: corrupt, live: before(now - 200 * day, { shows: "never" }) })
]

const reconciling = (kind: string, base: Partial<Rules>): ReadonlyArray<Setting> => {
  const start = (name: string, more: More, stamp = now, live: Partial<Live> = {}): ReadonlyArray<Setting> =>
    twice(`${kind} ${name}`, { ...more, rules: { ...base, ...more.rules } }, stamp, { isCovered: false, ...live })
  const exact: Partial<Rules> = { marginMillis: 0 }
  const old = now - 300 * day
  return [
    ...start("a number", {}),
    ...start("a number, our clock late", { lag: minute }),
    ...start("a number, strict, our clock late", { lag: minute, platform: strict }),
    ...start("a number, no margin, on the second", { rules: exact, platform: strict, now: beginning }, beginning),
    ...start("a number, short spans", { platform: short }),
    ...start("a number since long ago", { rules: { since: old } }, old, { carriedOut: old }),
    ...start("a number since longer ago", { rules: { since: now - 600 * day } }, now - 600 * day),
    ...start("an unknown outcome", { given: unanswered([recent]) }, recent),
    ...start("an unknown outcome without stamps", { given: unanswered([]) }),
    ...start(
      "a settled unknown outcome, strict, our clock late",
      { given: unanswered([now - 10 * minute]), lag: minute, platform: strict },
      now - 10 * minute
    ),
    ...start("an old unknown outcome", { given: unanswered([now - 100 * day]) }, now - 100 * day),
    of(`${kind} an accepted one`, {
      rules: base,
      given: accepted([recent]),
      live: before(recent, { shows: "never", isCovered: false })
    }),
    ...start("a stranger", { noise: "stranger" }),
    ...start("too many", { noise: "endless" }),
    ...start("two", { noise: "several" }),
    ...start("a deleted one", { noise: "deleted" }),
    ...start("one in another case", { looks: "otherCase" }),
    ...start("one without a number", { looks: "unnamed" }),
    ...start("one whose detail has its number", { looks: "unnamedSeen" }),
    ...start("several, one by its detail", { looks: "unnamedSeen", noise: "several" }, now - hour, {
      carriedOut: now - hour,
      shows: "once"
    }),
    ...start("a bare one", { looks: "bare" }),
    of(`${kind} blindly`, { rules: base, platform: blind })
  ]
}

const logs: ReadonlyArray<readonly [string, Entry]> = [
  ["nothing", null],
  ["open", openOf(recent)],
  ["issued", issuedAs()],
  ["issued otherwise", issuedAs("CARD5")],
  ["corrupt", corrupt]
]

const answeredByPerson: ReadonlyArray<Setting> = [
  ...logs.map(([name, log]) => of(`a person says which, ${name}`, { rules: { ...alone, ours: cardNo("CARD1") }, log })),
  ...twice("a person puts one aside", { rules: { ...alone, others: [cardNo("CARD9")] }, noise: "stranger" }, now, {
    isCovered: false
  })
]

const logged: ReadonlyArray<Setting> = [
  ...twice("reconcile, open", opened({ rules: alone }), recent),
  ...twice(
    "reconcile, open, later than what is known",
    opened({ rules: alone, given: unanswered([now - hour]) }),
    recent
  ),
  ...twice("reconcile, open, strict", opened({ rules: alone, platform: strict }), recent),
  ...twice("reconcile, corrupt", { rules: alone, log: corrupt }, now),
  ...twice(
    "reconcile, corrupt, later than what is known",
    { rules: alone, given: unanswered([now - hour]), log: corrupt },
    recent
  ),
  of("reconcile an accepted one, corrupt", {
    rules: alone,
    given: accepted([recent]),
    log: corrupt,
    live: before(recent, { shows: "never" })
  }),
  ...twice(
    "reconcile as it is kept",
    { rules: { ...alone, fold: (text) => text.toLowerCase() }, looks: "otherCase" },
    now,
    {
      isCovered: false
    }
  )
]

/** Where one thing may go wrong, and time passes in many ways. */
const thorough = new Set([
  "issue",
  "issue, open, carried out",
  "issue, open, strict, carried out",
  "issue, open for two months, short spans",
  "issue, corrupt",
  "reconcile, open, carried out",
  "reconcile, open, later than what is known, carried out",
  "reconcile, open, not carried out",
  "reconcile, corrupt, carried out",
  "reconcile a number, carried out",
  "reconcile a number, not carried out",
  "reconcile a number, our clock late, carried out",
  "reconcile a number, no margin, on the second, carried out",
  "reconcile a settled unknown outcome, strict, our clock late, carried out",
  "reconcile a stranger, not carried out",
  "transfer a number, carried out",
  "transfer a number, not carried out",
  ...logs.map(([name]) => `a person says which, ${name}`)
])

/** Work that was interrupted after a first clear pass of two, five minutes ago. */
const halfProved = (): State => ({
  ...start(null),
  query: {
    ...fresh,
    habits: { end: "atStamp", spanMillis: longestMillis },
    bound: now - 8 * minute,
    clearTo: now - day - 5 * minute,
    firstAnswered: now - 5 * minute
  }
})

const takenUp: ReadonlyArray<Setting> = [
  // The card has changed while that pass was answered.
  ...twice("taken up", { rules: alone, platform: strict, from: halfProved }, now - 10 * minute, {
    isCovered: false,
    moved: now - 4 * minute
  }),
  ...twice(
    "taken up after another process has sent",
    { rules: alone, platform: strict, from: halfProved, log: openOf(now - 3 * minute) },
    now - 3 * minute
  )
]

const stubborn: ReadonlyArray<Setting> = [
  of("issue, the log never agrees", { isStubborn: true }),
  of("issue, open, the log never agrees", opened({ isStubborn: true })),
  of("a person says which, the log never agrees", { isStubborn: true, rules: { ...alone, ours: cardNo("CARD1") } })
]

const all: ReadonlyArray<Setting> = [
  ...stubborn,
  ...takenUp,
  ...issuing,
  ...logged,
  ...reconciling("reconcile", alone),
  ...reconciling("transfer", transfer),
  ...answeredByPerson
]

export const settings: ReadonlyArray<Setting> = all.map((setting) =>
  thorough.has(setting.name) ? { ...setting, trouble: 1 } : setting
)
