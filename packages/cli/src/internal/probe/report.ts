/** The report: promises first, then the rules, the cards that were made, and the evidence. */
import { Scenario } from "@effect-keysecure/testkit"
import * as Ansi from "@effect/printer-ansi/Ansi"
import * as AnsiDoc from "@effect/printer-ansi/AnsiDoc"
import * as Struct from "effect/Struct"
import { linesOf as linesOfCallbacks } from "./callbackLines.js"
import { unobserved } from "./coverage.js"
import type { Changed } from "./drift.js"
import type { Exchange } from "./exchange.js"
import type { Experiment } from "./experiment.js"
import type { Finding, Findings, RuleName } from "./finding.js"
import { type Done, knownBy } from "./probing.js"
import { verdicts } from "./promises.js"
import { type Language, said, type Said } from "../language/said.js"
import type { Made } from "./session.js"
import type { Unknown } from "./unfamiliar.js"
import type { Verdict } from "./verdict.js"

/** What a report is made of. */
export interface Parts {
  readonly platform: string
  readonly experiments: ReadonlyArray<Experiment>
  readonly done: ReadonlyArray<Done>
  readonly made: ReadonlyArray<Made>
  /** What the schemas do not know. */
  readonly unknown: ReadonlyArray<Unknown>
  /** What has changed since an earlier probe; none if it was not asked for. */
  readonly changed: ReadonlyArray<Changed> | undefined
}

/** Every rule. */
const ruleNames: ReadonlyArray<RuleName> = Struct.keys(Scenario.empty.rules)

/** The rules as they were observed, for a scenario file. */
export const observedRules = (findings: Findings): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    ruleNames.flatMap((name) => {
      const finding: Finding | undefined = findings[name]
      return finding?._tag === "Observed" ? [[name, finding.value]] : []
    })
  )

/** The verdicts of a probe. */
export const verdictsOf = ({ done }: Pick<Parts, "done">): ReadonlyArray<Verdict> => verdicts(knownBy(done))

const experimentOf = ({ experiments }: Parts, rule: RuleName): Experiment | undefined =>
  experiments.find(({ rules }) => rules.includes(rule))

const untried = (experiment: Experiment | undefined): Said =>
  experiment?.option === undefined
    ? said("it was not tried", "未尝试")
    : said(`it is only tried with ${experiment.option}`, `仅在给出 ${experiment.option} 时尝试`)

const ruleOf = (parts: Parts, findings: Findings, rule: RuleName) => {
  const experiment = experimentOf(parts, rule)
  const finding: Finding | undefined = findings[rule]
  const assumed: unknown = Scenario.empty.rules[rule]
  const base = { rule, assumed, experiment: experiment?.id ?? null }
  if (finding?._tag === "Observed") {
    const { note, value, within } = finding
    return { ...base, state: "observed", observed: value, ...(within && { within }), ...(note && { note }) } as const
  }
  const why = finding?.why ?? unobserved[rule] ?? untried(experiment)
  return { ...base, state: experiment === undefined ? "no experiment" : "not decided", why } as const
}

type Row = ReturnType<typeof ruleOf>

const rowsOf = (parts: Parts): ReadonlyArray<Row> => {
  const { findings } = knownBy(parts.done)
  return ruleNames.map((rule) => ruleOf(parts, findings, rule))
}

const inWords = ({ en, zh }: Said, language: Language): string => ({ en, zh })[language]

const callbacksOf = ({ done }: Parts) => knownBy(done).facts.callbacks

const callbackLines = (parts: Parts): ReadonlyArray<Said> => {
  const seen = callbacksOf(parts)
  return seen === undefined ? [] : linesOfCallbacks(seen)
}

/** The report as an object of JSON, in a language. */
export const json = (parts: Parts, language: Language): unknown => ({
  platform: parts.platform,
  promises: verdictsOf(parts).map(({ promise, set, why, ...verdict }) => ({
    ...verdict,
    promise: inWords(promise, language),
    why: inWords(why, language),
    ...(set && { set: inWords(set, language) })
  })),
  ...(parts.changed && { changed: parts.changed }),
  rules: rowsOf(parts).map((row) => ({
    ...row,
    ...("why" in row ? { why: inWords(row.why, language) } : {}),
    ...("note" in row && row.note !== undefined ? { note: inWords(row.note, language) } : {})
  })),
  ...(callbacksOf(parts) && {
    callbacks: { ...callbacksOf(parts), lines: callbackLines(parts).map((line) => inWords(line, language)) }
  }),
  cards: parts.made,
  unknown: parts.unknown.map(({ what, ...one }) => ({ ...one, what: inWords(what, language) })),
  evidence: parts.done.map(({ exchanges, id, why }) => ({
    experiment: id,
    ...(why && { why: inWords(why, language) }),
    exchanges
  }))
})

const words = {
  holds: said("holds", "成立"),
  fails: said("DOES NOT HOLD", "不成立"),
  open: said("not decided", "未定"),
  set: said("set", "设置"),
  observed: said("as observed", "观测结果"),
  differs: said("other than assumed", "与假设不同"),
  asAssumed: said("as assumed", "与假设一致"),
  undecided: said("not decided", "未能确定"),
  never: said("no experiment", "没有实验"),
  cards: said("cards that the probe made", "探测所开的卡"),
  perhaps: said("perhaps made: its answer says nothing", "可能已开卡：响应不明"),
  noCards: said("none", "无"),
  unknown: said("what the schemas do not know", "模式中未知的内容"),
  callbacks: said("callbacks", "回调"),
  changed: said("changed since", "自上次以来的变化"),
  unchanged: said("nothing has changed", "没有变化"),
  last: said("last", "最后一次")
} as const

/** A line, in a colour where that is wanted. */
interface Line {
  readonly text: string
  readonly colour?: Ansi.Ansi
}

const plain = (text: string): Line => ({ text })
const shown = (value: unknown): string => JSON.stringify(value) ?? "–"

const verdictLines = (verdict: Verdict, say: (text: Said) => string): ReadonlyArray<Line> => {
  const { promise, set, state, why } = verdict
  const text = `${say(words[state])}: ${say(promise)}: ${say(why)}`
  const line = state === "fails" ? { text, colour: Ansi.red } : plain(text)
  return set === undefined ? [line] : [line, { ...line, text: `  → ${say(words.set)} ${say(set)}` }]
}

/** The last exchange of an experiment, in one line. */
const evidence = (exchanges: ReadonlyArray<Exchange>): string | undefined => {
  const last = exchanges.at(-1)
  if (last === undefined) return undefined
  const { answer, ask } = last
  const told = answer._tag === "Lost" ? answer.why : `${answer.status} ${answer.text}`
  return `${ask.method} ${ask.path} ${ask.body ?? ""} → ${told}`.slice(0, 240)
}

const observedLines = (rows: ReadonlyArray<Row>, say: (text: Said) => string): ReadonlyArray<Line> =>
  rows.flatMap((row) => {
    if (row.state !== "observed") return []
    const isAssumed = shown(row.observed) === shown(row.assumed)
    const within = row.within === undefined ? "" : ` (${row.within.from}–${row.within.to} ms)`
    const note = row.note === undefined ? "" : ` (${say(row.note)})`
    const text = `  ${row.rule}: ${shown(row.observed)}${within}${note}`
    return isAssumed
      ? [plain(`${text}, ${say(words.asAssumed)}`)]
      : [{ text: `${text}, ${say(words.differs)}: ${shown(row.assumed)}`, colour: Ansi.yellow }]
  })

const undecidedLines = (parts: Parts, rows: ReadonlyArray<Row>, say: (text: Said) => string): ReadonlyArray<Line> =>
  rows.flatMap((row) => {
    if (row.state !== "not decided") return []
    const seen = parts.done.find(({ id }) => id === row.experiment)
    const proof = seen === undefined ? undefined : evidence(seen.exchanges)
    const line = plain(`  ${row.rule} (${row.experiment}): ${say(row.why)}`)
    return proof === undefined ? [line] : [line, plain(`    ${say(words.last)}: ${proof}`)]
  })

const cardLines = (made: ReadonlyArray<Made>, say: (text: Said) => string): ReadonlyArray<Line> =>
  made.length === 0
    ? [plain(`  ${say(words.noCards)}`)]
    : made.map(({ cardNo, number, purpose }) =>
        plain(`  ${purpose}: ${JSON.stringify(number)}: ${cardNo ?? say(words.perhaps)}`)
      )

const changedLines = (parts: Parts, say: (text: Said) => string): ReadonlyArray<Line> => {
  if (parts.changed === undefined) return []
  const lines = parts.changed.map(({ before, now, rule }) => ({
    text: `  ${rule}: ${shown(before)} → ${shown(now)}`,
    colour: Ansi.red
  }))
  return [plain(`${say(words.changed)}:`), ...(lines.length === 0 ? [plain(`  ${say(words.unchanged)}`)] : lines)]
}

const linesOf = (parts: Parts, language: Language): ReadonlyArray<Line> => {
  const say = (text: Said) => inWords(text, language)
  const rows = rowsOf(parts)
  const never = rows.flatMap((row) => (row.state === "no experiment" ? [plain(`  ${row.rule}: ${say(row.why)}`)] : []))
  return [
    ...verdictsOf(parts).flatMap((verdict) => verdictLines(verdict, say)),
    ...changedLines(parts, say),
    plain(`${say(words.observed)}:`),
    ...observedLines(rows, say),
    plain(`${say(words.undecided)}:`),
    ...undecidedLines(parts, rows, say),
    plain(`${say(words.never)}:`),
    ...never,
    ...(callbackLines(parts).length === 0 ? [] : [plain(`${say(words.callbacks)}:`)]),
    ...callbackLines(parts).map((line) => plain(`  ${say(line)}`)),
    ...(parts.unknown.length === 0 ? [] : [plain(`${say(words.unknown)}:`)]),
    ...parts.unknown.map(({ at, operation, what }) => ({
      text: `  ${operation} ${at}: ${say(what)}`,
      colour: Ansi.yellow
    })),
    plain(`${say(words.cards)}:`),
    ...cardLines(parts.made, say)
  ]
}

/** The report in words. */
export const text = (parts: Parts, language: Language, hasColour: boolean): string =>
  linesOf(parts, language)
    .map(({ colour, text: line }) => {
      const doc = AnsiDoc.text(line)
      return AnsiDoc.render(hasColour && colour !== undefined ? AnsiDoc.annotate(doc, colour) : doc, {
        style: "pretty"
      })
    })
    .join("\n")
