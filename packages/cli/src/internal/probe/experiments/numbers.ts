/** Numbers that are used again, or that differ in case, blanks or signs: one experiment each, as each may make a card. */
import { Scenario } from "@effect-keysecure/testkit"
import * as Effect from "effect/Effect"
import { listCards, untilNow, untilServer } from "../asking.js"
import { codeOf, dataOf, type Exchange, isOfHeaders, rowsOf, textOf } from "../exchange.js"
import { type Experiment, type Facts, type Known, type NumberSeen, valueOf } from "../experiment.js"
import { edgesAmong, type Send, signsOf } from "../faults.js"
import { concluding, notDecided, observed, undecided } from "../finding.js"
import { orderBy } from "../order.js"
import { type Said, said } from "../../language/said.js"
import { Session } from "../session.js"
import { faulty, fields, looksOf } from "./applicationChecks.js"
import { applied } from "./applying.js"
import { cardFor } from "./firstCard.js"

/** What a repeated number got. */
const answerTo = (exchange: Exchange, firstCardNo: string) => {
  const code = codeOf(exchange)
  if (code === 0) {
    const cardNo = textOf(dataOf(exchange), "card_no")
    if (cardNo === undefined || cardNo === "") return Effect.succeed(observed("repeatedUniqueNo", "acceptedLater"))
    return Effect.succeed(observed("repeatedUniqueNo", cardNo === firstCardNo ? "sameCard" : "anotherCard"))
  }
  return code === undefined || isOfHeaders(code)
    ? undecided(said(`a repeated number is answered ${code}`, `重复的编号得到 ${code}`))
    : Effect.succeed({ ...observed("repeatedUniqueNo", "refused"), ...observed("repeatedUniqueNoCode", code) })
}

const unused = notDecided("repeatedUniqueNoCode", said("a repeated number is not refused", "重复的编号不会被拒绝"))

/** The place of the check for repeated numbers among the others, by applications that are repeated and wrong. */
const orderWith = (facts: Facts, number: string, code: number) =>
  Effect.gen(function* () {
    const looks = looksOf(facts)
    const send: Send<Session> = (checks) =>
      Effect.gen(function* () {
        const { fresh } = yield* Session
        const used = checks.includes("uniqueNo") ? number : `probe-${yield* fresh(20)}`
        return yield* faulty(facts, used, checks)
      })
    const signs = yield* signsOf({ ...looks, uniqueNo: [code] }, fields, send)
    const pairs = Object.keys(looks).map((check) => ["uniqueNo", check] as const)
    return yield* edgesAmong(pairs, signs, fields, send)
  })

const applicationOrder = ({ edges, ...facts }: Facts, number: string, code: unknown) =>
  Effect.gen(function* () {
    if (edges === undefined) {
      return yield* undecided(said("it needs the experiment application-checks", "需要实验 application-checks"))
    }
    const all = typeof code === "number" ? [...edges, ...(yield* orderWith(facts, number, code))] : edges
    const order = orderBy(Scenario.empty.rules.applicationCheckOrder, all)
    return order === undefined
      ? yield* undecided(said("the order is not always the same", "顺序并不固定"))
      : observed("applicationCheckOrder", order)
  })

/** The experiment. */
export const repeated: Experiment = {
  id: "repeated",
  title: said("what a repeated card_unique_no gets", "重复的 card_unique_no 得到什么"),
  needs: ["first-card"],
  cards: 1,
  seconds: 0,
  rules: ["repeatedUniqueNo", "repeatedUniqueNoCode", "applicationCheckOrder"],
  run: ({ facts }) =>
    Effect.gen(function* () {
      const first = yield* cardFor("first-card")
      const again = Effect.succeed(first.number)
      const answer = yield* concluding(
        ["repeatedUniqueNo", "repeatedUniqueNoCode"],
        Effect.flatMap(applied("repeated", again, facts), ({ exchange }) => answerTo(exchange, first.cardNo))
      )
      const code = valueOf(answer, "repeatedUniqueNoCode")
      const order = yield* concluding(["applicationCheckOrder"], applicationOrder(facts, first.number, code))
      return { findings: { ...unused, ...answer, ...order } }
    })
}

/** Whether an application was taken for a repeated one, given what repeated ones get. */
const isRepeated = (exchange: Exchange, { findings }: Known, cards: ReadonlyArray<string>): boolean | undefined => {
  const rule = findings.repeatedUniqueNo
  if (rule?._tag !== "Observed") return undefined
  const code = codeOf(exchange)
  const cardNo = textOf(dataOf(exchange), "card_no")
  switch (rule.value) {
    case "refused": {
      const refused = findings.repeatedUniqueNoCode
      if (code === 0) return false
      return refused?._tag === "Observed" && refused.value === code ? true : undefined
    }
    case "sameCard":
      return code === 0 ? cards.includes(cardNo ?? "") : undefined
    case "acceptedLater":
      return code === 0 ? cardNo === undefined : undefined
    // Each one is another card, as for a number that was never used.
    default:
      return undefined
  }
}

/** Each of these experiments would wait for so long. */
const longestWait = 20_000

/** Where each application makes a card, the list tells whether two numbers are one. */
const isListedTogether = (known: Known, number: string, cardNo: string, firstCardNo: string) =>
  Effect.gen(function* () {
    const { serverNow } = yield* Session
    const { lag } = known.facts
    if (lag === undefined || lag.to > longestWait) return null
    yield* untilServer((yield* serverNow).to + lag.to + 2_000)
    const exchange = yield* listCards(yield* untilNow(known), { card_unique_no: number })
    const cards = new Set(rowsOf(exchange).map((row) => textOf(row, "card_no")))
    return cards.has(cardNo) ? cards.has(firstCardNo) : null
  })

const cannotBeTold = said("a repeated number and another one cannot be told apart", "无法区分重复的编号与另一个编号")

/** Applies under a number that some would take for the first one, and tells what became of it. */
const variant =
  (purpose: string, numberOf: (first: string) => Effect.Effect<string, never, Session>) => (known: Known) =>
    Effect.gen(function* () {
      const { made } = yield* Session
      const first = yield* cardFor("first-card")
      // So that the order of cards can be told.
      yield* untilServer(first.at.to + 1_500)
      const before = made().flatMap(({ cardNo }) => cardNo ?? [])
      const earlier = made().map(({ number, state }) => ({ number, isCertain: state === "made" }))
      const { exchange, number } = yield* applied(purpose, numberOf(first.number), known.facts)
      const stored = textOf(dataOf(exchange), "card_unique_no")
      const code = codeOf(exchange)
      const cardNo = textOf(dataOf(exchange), "card_no")
      const is =
        valueOf(known.findings, "repeatedUniqueNo") === "anotherCard" && code === 0 && cardNo !== undefined
          ? yield* isListedTogether(known, number, cardNo, first.cardNo)
          : (isRepeated(exchange, known, before) ?? null)
      if (code !== 0 && is === null) {
        return yield* undecided(said(`the number is refused with ${code}`, `该编号被拒绝，代码 ${code}`))
      }
      if (is === null && stored === undefined) return yield* undecided(cannotBeTold)
      const seen: NumberSeen = { sent: number, stored: stored ?? null, repeated: is, earlier }
      return { findings: {}, facts: { numbers: [...(known.facts.numbers ?? []), seen] } }
    })

const ofNumber = (
  id: string,
  title: Said,
  numberOf: (first: string) => Effect.Effect<string, never, Session>
): Experiment => ({
  id,
  title,
  needs: ["first-card", "repeated"],
  cards: 1,
  seconds: 0,
  rules: [],
  run: variant(id, numberOf)
})

const swapped = (text: string): string =>
  [...text].map((sign) => (sign === sign.toLowerCase() ? sign.toUpperCase() : sign.toLowerCase())).join("")

/** The experiment on case. */
export const letterCase = ofNumber(
  "case",
  said("whether numbers that differ in case alone are one number", "仅大小写不同的编号是否相同"),
  (first) => Effect.succeed(swapped(first))
)

/** The experiment on blanks. */
export const blanks = ofNumber(
  "blanks",
  said("whether numbers that differ in blanks at the ends are one number", "仅首尾空格不同的编号是否相同"),
  (first) => Effect.succeed(` ${first} `)
)

/** The experiment on digits: as a JSON number they would lose the zero in front. */
export const digits = ofNumber("digits", said("a number of digits alone", "仅由数字组成的编号"), () =>
  Effect.flatMap(Session, ({ fresh }) => Effect.map(fresh(12, "123456789"), (text) => `0${text}`))
)

/** So that each way of writing leaves another text, however short it is cut: 8 signs that it changes come first. */
const odd = " e\u0301\ufb01\u200b\ud800aB"

/** The experiment on Unicode. */
export const signs = ofNumber(
  "signs",
  said(
    "a number with blanks, composed letters, a ligature and signs that do not show",
    "含空格、组合字符、连字与不可见字符的编号"
  ),
  () => Effect.flatMap(Session, ({ fresh }) => Effect.map(fresh(55), (text) => `${odd}${text} `))
)
