/** One request and its answer: `Simulation.transition` and the recorded requests are made of these. */
import { Endpoints, RequestHeaders } from "@effect-keysecure/schema"
import * as Either from "effect/Either"
import * as Predicate from "effect/Predicate"
import type { Request, Response } from "../requests/http.js"
import { admit, counted } from "./admission.js"
import { advance } from "../state/schedule.js"
import { dataOf } from "../state/emptyList.js"
import { withOddItem } from "../state/oddItem.js"
import { type Reply, refused } from "../requests/handler.js"
import { handlers } from "./handlers/index.js"
import { httpDate } from "../text/httpDate.js"
import { message, type Refusal, successMessage } from "../requests/refusal.js"
import { type Found, route } from "./route.js"
import type { Rules } from "../state/rules.js"
import type { State } from "../state/state.js"

/** The result of a request. */
export interface Exchange {
  /** The operation; none if the path or its method is not known. */
  readonly operation: Endpoints.EndpointName | undefined
  /** The envelope's code; none if there is no envelope. */
  readonly code: number | undefined
  readonly response: Response
  /** Why it was refused; none if it was carried out, or belongs to no operation. */
  readonly refusal: Refusal | undefined
  /** When it was checked by the server's clock, in Unix ms. */
  readonly at: number
  /** The state in which it was checked. */
  readonly checkedIn: State
  /** The state afterwards. */
  readonly state: State
}

/** The server's time for the calculations: whole, and a number. */
const wholeMillis = (now: number): number => (Number.isFinite(now) ? Math.floor(now) : 0)

type ResponseHeaders = Readonly<Record<string, string>>

/** How far the clock of the server that writes this answer's `Date` is ahead. */
const dateSkew = ({ dateSkewMillis: skew }: Rules, now: number): number =>
  typeof skew === "number" ? skew : (skew[Math.abs(now) % skew.length] ?? 0)

/** The answer with the headers about the time. An answer with an age was written so much earlier. */
const timed = (response: Response, { rules }: State, now: number): Response => {
  const { ageSeconds, dateForm, dateHeader } = rules
  const writtenAt = now + dateSkew(rules, now) - (ageSeconds === "none" ? 0 : ageSeconds * 1000)
  const date = dateHeader ? { date: httpDate(writtenAt, dateForm) } : {}
  const age = ageSeconds === "none" ? {} : { age: String(ageSeconds) }
  return { ...response, headers: { ...response.headers, ...date, ...age } }
}

/** An answer outside the API. `HEAD` gets no body. */
const plain = (status: number, method: string, text: string, headers: ResponseHeaders = {}): Response => ({
  status,
  headers: { "content-type": "text/plain; charset=utf-8", ...headers },
  body: method === "HEAD" ? "" : text
})

const paths = Object.values(Endpoints.all)
  .map(({ method, path }) => `${method} ${path}`)
  .join("\n")

/** The answer if no operation was found: the path is not known, or has other methods. */
const notFound = ({ method, path }: Request, found: { readonly allow: string } | undefined): Response =>
  found === undefined
    ? plain(404, method, `The simulator has no path ${path}. It has:\n${paths}\n`)
    : plain(405, method, `The path ${path} has no method ${method}, only ${found.allow}`, { allow: found.allow })

/** Whether the data of an answer is a list without items. */
const isEmptyList = (data: unknown): boolean =>
  Predicate.hasProperty(data, "list") && Array.isArray(data.list) && data.list.length === 0

const enveloped = (
  reply: Reply<unknown>,
  operation: Endpoints.EndpointName,
  language: string | undefined,
  rules: Rules
) => {
  if (Either.isLeft(reply)) return { code: reply.left.code, msg: message(reply.left, language, rules) }
  const [data] = reply.right
  const shown = isEmptyList(data) ? dataOf(rules.emptyList) : withOddItem(rules.oddItem, data)
  return { code: 0, msg: successMessage(language), data: Endpoints.all[operation].list === true ? shown : data }
}

/** The text that a forced answer repeats under `echo`: all that the caller sent of itself. */
const sent = ({ body, headers }: Request): ReadonlyArray<string | undefined> => [
  headers[RequestHeaders.names.apiKey],
  headers[RequestHeaders.names.accessToken],
  body
]

/** The code that the rules say an operation answers now; 0 for none. */
const forcedCode = ({ forcedCounts, rules }: State, operation: Endpoints.EndpointName): number => {
  const code = rules.answers[operation] ?? 0
  return typeof code === "number" ? code : (code[forcedCounts[operation] ?? 0] ?? 0)
}

const forced = (state: State, request: Request, operation: Endpoints.EndpointName): Refusal | undefined => {
  const code = forcedCode(state, operation)
  return code === 0 ? undefined : { check: "answers", code, value: sent(request) }
}

/**
 * The state in which a request of an operation has taken the next code of its list, as long as the rules have a list
 * for the operation.
 */
const withForced = (state: State, operation: Endpoints.EndpointName): State => {
  const codes = state.rules.answers[operation]
  const count = state.forcedCounts[operation] ?? 0
  return codes === undefined || typeof codes === "number" || count >= codes.length
    ? state
    : { ...state, forcedCounts: { ...state.forcedCounts, [operation]: count + 1 } }
}

const answer = (state: State, request: Request, { operation, params }: Found, now: number): Reply<unknown> => {
  const refusal = forced(state, request, operation)
  if (refusal !== undefined) return refused(refusal)
  return Either.flatMap(admit(state, request, operation, now), (merchant): Reply<unknown> =>
    handlers[operation]({ state, merchant, params, headers: request.headers, body: request.body, now })
  )
}

const tooSoon = (apiKey: string): Refusal => ({ check: "rateLimit", code: 1009, value: apiKey })

/** Answers a request at a time, in Unix ms by the server's clock. */
export const exchange = (before: State, request: Request, now: number): Exchange => {
  const at = wholeMillis(now)
  const state = advance(before, at)
  const found = route(request.method, request.path)
  if (found === undefined || "allow" in found) {
    const response = timed(notFound(request, found), state, at)
    return { operation: undefined, code: undefined, response, refusal: undefined, at, checkedIn: state, state }
  }
  const apiKey = request.headers[RequestHeaders.names.apiKey] ?? ""
  const isForced = forcedCode(state, found.operation) !== 0
  const arrived = isForced ? state : counted(state, apiKey, at)
  const reply = arrived === undefined ? refused(tooSoon(apiKey)) : answer(arrived, request, found, at)
  const envelope = enveloped(reply, found.operation, request.headers[RequestHeaders.names.language], state.rules)
  const response = { status: 200, headers: { "content-type": "application/json" }, body: JSON.stringify(envelope) }
  return {
    operation: found.operation,
    code: envelope.code,
    response: timed(response, state, at),
    refusal: Either.isLeft(reply) ? reply.left : undefined,
    at,
    checkedIn: state,
    state: withForced(Either.isLeft(reply) ? (arrived ?? state) : reply.right[1], found.operation)
  }
}
