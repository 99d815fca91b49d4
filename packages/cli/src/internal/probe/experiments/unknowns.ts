/** What the merchant does not have: the codes for it, and how closely a cardholder's number has to be written. */
import type { Endpoints } from "@effect-keysecure/schema"
import * as Effect from "effect/Effect"
import { codeOf, isOfHeaders } from "../exchange.js"
import type { Experiment, Known } from "../experiment.js"
import { concluding, observed, type Rules, undecided } from "../finding.js"
import { said } from "../../language/said.js"
import { Session } from "../session.js"
import { candidates, written } from "../writing.js"

const codeFor = (operation: Endpoints.EndpointName, param: string) =>
  Effect.gen(function* () {
    const { ask } = yield* Session
    const code = codeOf(yield* ask({ operation, param }))
    if (code !== undefined && !isOfHeaders(code)) return code
    return yield* undecided(said(`${operation} is answered ${code}`, `${operation} 得到 ${code}`))
  })

const refusedAs = (operation: Endpoints.EndpointName) =>
  Effect.gen(function* () {
    const { fresh } = yield* Session
    const code = yield* codeFor(operation, `none-${yield* fresh(16)}`)
    return code !== 0 ? code : yield* undecided(said("what does not exist is shown", "不存在的对象也能查到"))
  })

/** How a number may be written otherwise: each is the same number under some way of writing, and another one under the rest. */
const variantsOf = (number: string): ReadonlyArray<string> => [
  ...new Set([
    number.toLowerCase(),
    number.toUpperCase(),
    ` ${number} `,
    number.replace(/[!-~]/, (sign) => String.fromCodePoint((sign.codePointAt(0) ?? 0) + 0xfee0)),
    `${number}\u200b`,
    `${number}XY`
  ])
]

const holderNumber = ({ facts }: Known) =>
  Effect.gen(function* () {
    const number = facts.product?.cardholderNo
    if (number === undefined) return yield* undecided(said("no cardholder is known", "没有已知的持卡人"))
    if ((yield* codeFor("getCardholder", number)) !== 0) {
      return yield* undecided(said("the cardholder's own number is not found", "持卡人的编号本身查不到"))
    }
    const unknown = yield* refusedAs("getCardholder")
    const seen: Array<readonly [string, boolean]> = []
    for (const variant of variantsOf(number)) {
      if (variant === number) continue
      const code = yield* codeFor("getCardholder", variant)
      if (code !== 0 && code !== unknown) {
        return yield* undecided(said(`a variant of its number is answered ${code}`, `编号的变体得到 ${code}`))
      }
      seen.push([variant, code === 0])
    }
    const way = candidates.find(
      (way) =>
        written(way, number) === number && seen.every(([variant, is]) => (written(way, variant) === number) === is)
    )
    return way === undefined
      ? yield* undecided(said("numbers are compared in a way that is not known", "编号的比较方式未知"))
      : observed(
          "cardholderNoStored",
          way satisfies Rules["cardholderNoStored"],
          said(`as far as ${number.length} characters of this kind tell`, `仅就这类 ${number.length} 个字符而言`)
        )
  })

/** The experiment. */
export const unknowns: Experiment = {
  id: "unknowns",
  title: said(
    "what does not exist: its codes, and how numbers of cardholders are compared",
    "不存在的对象：其代码与持卡人编号的比较方式"
  ),
  needs: [],
  cards: 0,
  seconds: 0,
  rules: ["unknownCardCode", "unknownConsumptionCode", "cardholderNoStored"],
  run: (known) =>
    Effect.gen(function* () {
      const card = yield* concluding(
        ["unknownCardCode"],
        Effect.map(refusedAs("getCard"), (code) => observed("unknownCardCode", code))
      )
      const consumption = yield* concluding(
        ["unknownConsumptionCode"],
        Effect.map(refusedAs("getConsumption"), (code) => observed("unknownConsumptionCode", code))
      )
      const holder = yield* concluding(["cardholderNoStored"], holderNumber(known))
      return { findings: { ...card, ...consumption, ...holder } }
    })
}
