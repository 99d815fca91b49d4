/** Requests as a trace holds them, and as they are sent again. */
import { Endpoint, Endpoints, RequestHeaders } from "@effect-keysecure/schema"
import * as HashMap from "effect/HashMap"
import * as Option from "effect/Option"
import * as Predicate from "effect/Predicate"
import type { JsonObject } from "../requests/bodyRules.js"
import type { Request } from "../requests/http.js"
import { cvvOf, decrypt, encrypt } from "../simulation/handlers/cardSecrets.js"
import { pinFits } from "../simulation/handlers/cards.js"
import { route } from "../simulation/route.js"
import { cardByNo, type Merchant, type State } from "../state/state.js"
import { addressOf, shapeOf } from "./shapes.js"
import type { StandIns } from "./standIns.js"

const { accessToken, apiKey, language, timestamp, timezone } = RequestHeaders.names

/** A request of a trace. */
export interface TracedRequest {
  readonly method: string
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  /** An object, or a text that is none. */
  readonly body: unknown
  readonly caller: string
}

const words = new Set(Object.values(Endpoints.all).flatMap(({ path }) => path.split("/")))

/** A part of a path that cannot be decoded, so that it is no number of anything. */
const unread = "%*"

/** A path without what belongs to no operation. */
const pathOf = ({ method, path }: Request, standIns: StandIns): string =>
  route(method, path) === undefined
    ? path
        .split("/")
        .map((segment) => (words.has(segment) ? segment : unread))
        .join("/")
    : standIns.scrubbed(path)

/** The headers that the platform reads, and the texts that each may have. */
const forms = { [timestamp]: /^\d{0,20}$/, [language]: /^[a-z]{2}_[A-Z]{2}$/, [timezone]: /^UTC[+-][\d.]{1,6}$/ }

const headersOf = ({ headers }: Request, standIns: StandIns): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]): ReadonlyArray<readonly [string, string]> => {
      if (name === apiKey) return [[name, standIns.of("key", value)]]
      if (name === accessToken) return [[name, standIns.of("token", value)]]
      if (name !== timestamp && name !== language && name !== timezone) return []
      return [[name, value === "" || forms[name].test(value) ? value : "x"]]
    })
  )

/** The fields of every operation. */
const fields = new Set(Object.values(Endpoints.all).flatMap((endpoint) => [...Endpoint.fieldsOf(endpoint)]))

const merchantOf = ({ merchants }: State, key: string): Merchant | undefined =>
  Option.getOrUndefined(HashMap.get(merchants, key))

/** What the platform finds an encrypted secret to be. */
const secretOf = (state: State, request: Request, body: JsonObject, name: "cvv" | "pin", value: string): string => {
  const merchant = merchantOf(state, request.headers[apiKey] ?? "")
  const clear = merchant === undefined ? undefined : decrypt(merchant, value)
  if (clear === undefined) return "unreadable"
  const card = cardByNo(state, String(body["card_no"]))
  const isGood = name === "pin" ? pinFits(clear) === undefined : card !== undefined && clear === cvvOf(card)
  return isGood ? "good" : "bad"
}

const isObject = (value: unknown): value is JsonObject => Predicate.isReadonlyRecord(value) && !Array.isArray(value)

const fieldOf = (state: State, request: Request, standIns: StandIns, body: JsonObject, name: string): unknown => {
  const value = body[name]
  if (name === "address_info" && isObject(value)) return addressOf(value, state.rules)
  if (typeof value === "number") return Number.isFinite(value) ? value : true
  if (typeof value !== "string" || value.trim() === "") return typeof value === "string" ? value : shapeOf(value)
  if (name === "cvv" || name === "pin") return secretOf(state, request, body, name, value)
  return name === "sumsub_share_token" ? standIns.of("share-token", value) : standIns.scrubbed(value)
}

const parsed = Option.liftThrowable((text: string): unknown => JSON.parse(text))

const bodyOf = (state: State, request: Request, standIns: StandIns): unknown => {
  if (request.body === "") return ""
  const body = Option.getOrUndefined(parsed(request.body))
  // The platform takes nothing else, and looks at nothing else.
  if (!isObject(body)) return "***"
  return Object.fromEntries(
    Object.keys(body).map((name, index) =>
      fields.has(name) ? [name, fieldOf(state, request, standIns, body, name)] : [`other${index}`, shapeOf(body[name])]
    )
  )
}

/** A request without secrets and personal data, with which the platform does as it does with that request. */
export const traced = (state: State, request: Request, standIns: StandIns): TracedRequest => ({
  method: request.method,
  path: pathOf(request, standIns),
  headers: headersOf(request, standIns),
  body: bodyOf(state, request, standIns),
  caller: standIns.of("caller", request.remoteAddress)
})

const goodPin = "135790"

const sealed = (state: State, headers: TracedRequest["headers"], body: JsonObject, name: "cvv" | "pin"): unknown => {
  const merchant = merchantOf(state, headers[apiKey] ?? "")
  if (merchant === undefined || (body[name] !== "good" && body[name] !== "bad")) return body[name]
  const card = cardByNo(state, String(body["card_no"]))
  if (body[name] === "bad") return encrypt(merchant, "")
  return encrypt(merchant, name === "pin" || card === undefined ? goodPin : cvvOf(card))
}

/** The request as it is sent again, with the stand-in for its token. */
export const sentAgain = (state: State, { body, caller, headers, method, path }: TracedRequest): Request => {
  const secrets = isObject(body)
    ? Object.fromEntries(
        (["cvv", "pin"] as const)
          .filter((name) => name in body)
          .map((name) => [name, sealed(state, headers, body, name)])
      )
    : {}
  return {
    method,
    path,
    headers,
    body: isObject(body) ? JSON.stringify({ ...body, ...secrets }) : String(body),
    remoteAddress: caller
  }
}

/** The request with the token that the platform gave for its stand-in, which may be while the request is on its way. */
export const withToken = (request: Request, tokenOf: (standIn: string) => string): Request => {
  const token = request.headers[accessToken]
  return token === undefined ? request : { ...request, headers: { ...request.headers, [accessToken]: tokenOf(token) } }
}
