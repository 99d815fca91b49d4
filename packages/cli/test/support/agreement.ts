/** Whether a conclusion of the probe is true of the rules that were drawn, as far as the rule can be seen. */
import { Scenario } from "@effect-keysecure/testkit"
import { Schema, Struct } from "effect"
import { rules as rulesSchema } from "../../../testkit/src/internal/program/rules.js"
import { show, write } from "../../../testkit/src/internal/text/writing.js"
import { operationsOfBoth } from "../../src/internal/probe/experiments/modes.js"
import type { Finding } from "../../src/internal/probe/finding.js"
import { observedRules } from "../../src/internal/probe/report.js"
import type { Judged } from "./calibration.js"

type Rules = Scenario.Rules

/** The checks that a request may break together. */
const together: ReadonlyArray<ReadonlyArray<Scenario.Check>> = [
  ["apiKeyPresent", "apiKeyKnown"],
  ["apiKeyPresent", "apiKeyKnown", "timestamp"],
  ["apiKeyPresent", "apiKeyKnown", "tokenPresent"],
  ["apiKeyKnown", "timestamp"],
  ["apiKeyKnown", "tokenPresent"],
  ["tokenPresent", "tokenValid"],
  ["timestamp", "tokenPresent", "tokenValid"],
  ["timestamp", "tokenValid"],
  ["timestamp", "mode"],
  ["tokenPresent", "tokenValid", "mode"],
  ["tokenValid", "mode"]
]

const firstOf = <Name>(order: ReadonlyArray<Name>, broken: ReadonlyArray<Name>) =>
  order.find((name) => broken.includes(name))

const pairs = <Name>(names: ReadonlyArray<Name>) =>
  names.flatMap((one, at) => names.slice(at + 1).map((other) => [one, other]))

/** Numbers of every kind. */
const corpus = [
  "abcdefgh-Ab-x-Z",
  " ABCDEFGH-aB ",
  "0123456789",
  " e\u0301\ufb01\u200b\ud800aBcdefghijkmnp ",
  "é",
  "123"
]

/** Whether what was told is true of what was drawn. */
type Agree = (told: Rules, drawn: Rules, judged: Judged) => boolean

const special: { readonly [Name in keyof Rules]?: Agree } = {
  checkOrder: (told, drawn) =>
    together.every((broken) => firstOf(told.checkOrder, broken) === firstOf(drawn.checkOrder, broken)),
  applicationCheckOrder: (told, { applicationCheckOrder: order, repeatedUniqueNo }) =>
    pairs(order.filter((name) => name !== "uniqueNo" || repeatedUniqueNo === "refused")).every(
      (broken) => firstOf(told.applicationCheckOrder, broken) === firstOf(order, broken)
    ),
  uniqueNoShown: (told, drawn) =>
    corpus.every((text) => {
      const stored = write(drawn.uniqueNoStored, text)
      return show(told.uniqueNoShown, stored) === show(drawn.uniqueNoShown, stored)
    }),
  cardholderNoShown: (told, drawn) => show(told.cardholderNoShown, "U0001") === show(drawn.cardholderNoShown, "U0001"),
  cardTypeShown: (told, drawn) => show(told.cardTypeShown, "Virtual") === show(drawn.cardTypeShown, "Virtual"),
  newCardStatus: (told, drawn) => told.newCardStatus.Virtual === drawn.newCardStatus.Virtual,
  addressRequiredFor: (told, drawn) =>
    told.addressRequiredFor.includes("P0001") === drawn.addressRequiredFor.includes("P0001"),
  unapprovedCodes: (told, drawn, { done }) => {
    const holders = done.find(({ id }) => id === "set-up")?.facts.holders ?? {}
    return Struct.keys(drawn.unapprovedCodes)
      .filter((status) => status === "Unknown" || status in holders)
      .every((status) => told.unapprovedCodes[status] === drawn.unapprovedCodes[status])
  },
  // The merchant of a set is of credit extension: what is for that mode alone answers it as ever.
  onlyForMode: (told, drawn) =>
    operationsOfBoth.every(
      (name) => (told.onlyForMode[name] === "AUTHORIZATION") === (drawn.onlyForMode[name] === "AUTHORIZATION")
    ) && !Object.values(told.onlyForMode).includes("CREDIT_EXTENSION"),
  rateLimit: (told, { rateLimit: limit }, { done }) => {
    const within = done.find(({ id }) => id === "rate")?.facts.rate
    if (limit === "none" || told.rateLimit === "none" || within === undefined) return false
    const isIn = (name: "perSecond" | "burst") => limit[name] >= within[name].from && limit[name] <= within[name].to
    const isWhole = Number.isInteger(limit.perSecond)
    return isIn("perSecond") && isIn("burst") && (!isWhole || limit.perSecond === told.rateLimit.perSecond)
  },
  repeatedUniqueNoCode: (told, drawn) =>
    drawn.repeatedUniqueNo === "refused" && told.repeatedUniqueNoCode === drawn.repeatedUniqueNoCode
}

/** Times that are measured: what was drawn has to lie within the bounds. */
const isMeasured = new Set(["tokenLifeMillis", "dateSkewMillis", "listLagMillis"])

/** Whether servers that take turns write just what one server would, at every ms. */
const isOneClock = (skews: ReadonlyArray<number>, value: unknown): boolean =>
  typeof value === "number" &&
  Array.from({ length: 6_000 }, (_, at) => at + 1e12).every(
    (at) => Math.floor((at + (skews[at % skews.length] ?? 0)) / 1000) === Math.floor((at + value) / 1000)
  )

const isWithin = (drawn: unknown, { within, value }: Extract<Finding, { readonly _tag: "Observed" }>): boolean => {
  const all: ReadonlyArray<unknown> = Array.isArray(drawn) ? drawn : [drawn]
  const are = all.every((one) => typeof one === "number" && within && one >= within.from && one <= within.to)
  return are || (Array.isArray(drawn) && isOneClock(drawn, value))
}

/** What was told has to be rules that a scenario file may hold. */
const decode = Schema.decodeUnknownSync(rulesSchema, { onExcessProperty: "error" })

/** How a rule was concluded: rightly, wrongly, or not at all. */
export const verdictOn = (name: keyof Rules, judged: Judged): "right" | "wrong" | "undecided" => {
  const finding: Finding | undefined = judged.findings[name]
  if (finding === undefined || finding._tag === "NotDecided") return "undecided"
  const drawn: Rules = { ...Scenario.empty.rules, ...judged.drawn.rules }
  const told: Rules = { ...Scenario.empty.rules, ...decode(observedRules(judged.findings)) }
  const agrees = special[name] ?? ((one, other) => JSON.stringify(one[name]) === JSON.stringify(other[name]))
  const isRight = isMeasured.has(name) ? isWithin(drawn[name], finding) : agrees(told, drawn, judged)
  return isRight ? "right" : "wrong"
}
