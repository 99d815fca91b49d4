/** Who may call: the checks of the headers, in the order of docs/api.md, Order of checks [A]. */
import { Endpoints, RequestHeaders, Timestamp } from "@effect-keysecure/schema"
import { Either, HashMap, Option } from "effect"
import type { Request } from "./http.js"
import { firstBroken, type Rule } from "./bodyRules.js"
import type { Refusal } from "./refusal.js"
import type { Merchant, State } from "./state.js"

const names = RequestHeaders.names

interface Caller {
  readonly merchant: Merchant
  readonly request: Request
  readonly operation: Endpoints.EndpointName
  readonly state: State
  readonly now: number
}

const isTimestamp = /^\d{13}$/

const enabled: Rule<Caller> = ({ merchant: { apiKey, status } }) => {
  if (status === "NotEnabled") return { code: 1010, value: apiKey }
  return status === "Expired" ? { code: 1011, value: apiKey } : undefined
}

const address: Rule<Caller> = ({ merchant: { ipWhitelist }, request: { remoteAddress } }) =>
  ipWhitelist === "any" || ipWhitelist.includes(remoteAddress) ? undefined : { code: 1003, value: remoteAddress }

const timestamp: Rule<Caller> = ({ now, request }) => {
  const value = request.headers[names.timestamp] ?? ""
  const age = now - Number(value)
  return isTimestamp.test(value) && age >= 0 && age <= Timestamp.toleranceMillis ? undefined : { code: 1005, value }
}

const token: Rule<Caller> = ({ merchant, now, operation, request }) => {
  if (Endpoints.all[operation].auth === "ApiKey") return undefined
  const value = request.headers[names.accessToken] ?? ""
  if (value === "") return { code: 1006 }
  const expiresAt = Option.getOrUndefined(HashMap.get(merchant.tokens, value))
  return expiresAt !== undefined && now < expiresAt ? undefined : { code: 1007, value }
}

const mode: Rule<Caller> = ({ merchant, operation, state }) => {
  const only = state.rules.onlyForMode[operation]
  return only === undefined || only === merchant.mode ? undefined : { code: 1012, value: merchant.apiKey }
}

const normal: Rule<Caller> = ({ merchant: { apiKey, status } }) =>
  status === "Abnormal" ? { code: 1022, value: apiKey } : undefined

// After the Api-Key itself. Where 1022 stands is not documented: last [A].
const rules: ReadonlyArray<Rule<Caller>> = [enabled, address, timestamp, token, mode, normal]

/** The merchant that calls, or why it may not. */
export const admit = (
  state: State,
  request: Request,
  operation: Endpoints.EndpointName,
  now: number
): Either.Either<Merchant, Refusal> => {
  const apiKey = request.headers[names.apiKey] ?? ""
  if (apiKey === "") return Either.left({ code: 1002 })
  const merchant = Option.getOrUndefined(HashMap.get(state.merchants, apiKey))
  if (merchant === undefined) return Either.left({ code: 1008, value: apiKey })
  const refusal = firstBroken(rules, { merchant, request, operation, state, now })
  return refusal === undefined ? Either.right(merchant) : Either.left(refusal)
}
