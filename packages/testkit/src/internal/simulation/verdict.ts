/** Why a request was answered as it was: the checks that were made, and what the answer rests on. */
import { type Endpoints, RequestHeaders } from "@effect-keysecure/schema"
import * as HashMap from "effect/HashMap"
import * as Option from "effect/Option"
import * as Predicate from "effect/Predicate"
import { type JsonObject, readObject } from "../requests/bodyRules.js"
import type { Request } from "../requests/http.js"
import { message, type Refusal } from "../requests/refusal.js"
import { assumptions } from "../state/assumptions.js"
import type { Rules } from "../state/rules.js"
import { type Card, cardByNo, type State } from "../state/state.js"
import { accepted, type Facts } from "./accepted.js"
import { checksOf, onTheWay, rulesOf } from "./checks.js"
import type { Exchange } from "./exchange.js"
import { route } from "./route.js"

/** A rule that an answer rests on. */
export interface RestsOn {
  /** Its name in `Scenario.Rules`. */
  readonly rule: string
  /** Its value. */
  readonly value: unknown
  /** The heading of docs/api.md under which it is an assumption, [A]; none if it is no assumption. */
  readonly assumed: string | undefined
}

/** Why a request was answered so. It holds no key, token, secret or personal data. */
export interface Verdict {
  readonly operation: Endpoints.EndpointName | undefined
  /** When it was checked by the server's clock, in Unix ms. */
  readonly at: number
  /** The code of the envelope; none if there is no envelope. */
  readonly code: number | undefined
  /** The checks that passed, in the order in which they were made. */
  readonly passed: ReadonlyArray<string>
  /** The check that answered; none if the request was carried out. */
  readonly answeredBy: string | undefined
  /** The checks that were not made, since one before them answered. */
  readonly notMade: ReadonlyArray<string>
  /** The wire name of the field that is wrong. */
  readonly field: string | undefined
  /** The reason in words. */
  readonly why: string
  /** The same in Chinese. */
  readonly whyZh: string
  /** What would have been accepted. */
  readonly accepted: Facts
  /** What was done, if it was carried out. */
  readonly done: Facts
  readonly restsOn: ReadonlyArray<RestsOn>
}

type Said = Pick<Verdict, "why" | "whyZh">

const carriedOut: Said = { why: "carried out", whyZh: "已执行" }
const noMethod: Said = { why: "the path has no such method", whyZh: "该路径不支持此方法" }
const noPath: Said = { why: "the path belongs to no operation", whyZh: "该路径不属于任何接口" }

/** What is said where a fault answered, and no check. */
export const byFault: Said = { why: "a fault answered", whyZh: "由故障响应" }

const reasonOf = (refusal: Refusal, language: RequestHeaders.Language): string =>
  message(refusal, language, { echo: false, fieldInMessage: "before" })

const noFacts: Facts = {}

const restsOn = (rules: Rules, names: ReadonlyArray<keyof Rules>): ReadonlyArray<RestsOn> =>
  names.map((rule) => ({ rule, value: rules[rule], assumed: assumptions[rule] }))

/** The statuses that a card will have by itself, each with its time. */
const settles = ({ cardType, createdAt }: Card, { cardLife }: Rules) => {
  let at = createdAt
  return cardLife[cardType].map(({ afterMillis, status }) => {
    at += afterMillis
    return { status, at }
  })
}

const numbersIn = (body: string): ReadonlyArray<string> => {
  const parsed: unknown = JSON.parse(body)
  const data = Predicate.hasProperty(parsed, "data") ? parsed.data : undefined
  const list = Predicate.hasProperty(data, "list") && Array.isArray(data.list) ? data.list : []
  return list.flatMap((item: unknown) =>
    Predicate.hasProperty(item, "card_no") && typeof item.card_no === "string" ? [item.card_no] : []
  )
}

const applied = ({ checkedIn, state }: Pick<Exchange, "checkedIn" | "state">, body: string): Facts => {
  if (state.cardCount > checkedIn.cardCount) {
    const card = cardByNo(state, `C${String(state.cardCount).padStart(10, "0")}`)
    return card === undefined
      ? noFacts
      : { made: card.cardNo, status: card.status, settles: settles(card, state.rules) }
  }
  const parsed: unknown = JSON.parse(body)
  const data = Predicate.hasProperty(parsed, "data") ? parsed.data : undefined
  return { made: null, shown: Predicate.hasProperty(data, "card_no") ? data.card_no : null }
}

/** What a request that was carried out did. */
const did = (exchange: Exchange): Facts => {
  const { operation, response } = exchange
  if (operation === "applyForCard") return applied(exchange, response.body)
  return operation === "listCards" ? { shown: numbersIn(response.body) } : noFacts
}

const noFields: JsonObject = {}

const fieldsOf = ({ body, method, path }: Request, { rules }: State): JsonObject => {
  const found = route(method, path)
  const params = found !== undefined && "params" in found ? found.params : noFields
  return { ...params, ...(body === "" ? noFields : readObject(body, rules)) }
}

const notFound = ({ method, path }: Request): Pick<Verdict, "answeredBy" | "passed" | "accepted"> & Said => {
  const found = route(method, path)
  return found !== undefined && "allow" in found
    ? { answeredBy: "method", passed: ["path"], ...noMethod, accepted: { allow: found.allow } }
    : { answeredBy: "path", passed: [], ...noPath, accepted: noFacts }
}

/** Why an exchange ended as it did. It says nothing that the exchange did not decide: the two never disagree. */
export const verdictOf = (request: Request, exchange: Exchange): Verdict => {
  const { at, checkedIn, code, operation, refusal } = exchange
  const about = { operation, at, code }
  if (operation === undefined) {
    const { answeredBy, ...found } = notFound(request)
    const notMade = onTheWay.slice(onTheWay.indexOf(answeredBy ?? "") + 1)
    return { ...about, ...found, answeredBy, notMade, field: undefined, done: noFacts, restsOn: [] }
  }
  const checks = checksOf(operation, checkedIn.rules)
  if (refusal === undefined) {
    const rests = restsOn(checkedIn.rules, rulesOf(operation, undefined))
    const passed = { passed: checks, answeredBy: undefined, notMade: [], field: undefined, ...carriedOut }
    return { ...about, ...passed, accepted: noFacts, done: did(exchange), restsOn: rests }
  }
  const { check = "", field } = refusal
  const index = checks.indexOf(check)
  const apiKey = request.headers[RequestHeaders.names.apiKey] ?? ""
  const merchant = Option.getOrUndefined(HashMap.get(checkedIn.merchants, apiKey))
  const refused = { state: checkedIn, request, operation, merchant, at, refusal, fields: fieldsOf(request, checkedIn) }
  return {
    ...about,
    passed: checks.slice(0, index),
    answeredBy: check,
    notMade: checks.slice(index + 1),
    field,
    why: reasonOf(refusal, "en_US"),
    whyZh: reasonOf(refusal, "zh_CN"),
    accepted: accepted(refused),
    done: noFacts,
    restsOn: restsOn(checkedIn.rules, rulesOf(operation, check))
  }
}
