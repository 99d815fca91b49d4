/** The checks of the headers, which say who may call (docs/api.md, Order of checks). */
import { Endpoints, RequestHeaders, Timestamp } from "@effect-keysecure/schema"
import * as Either from "effect/Either"
import * as HashMap from "effect/HashMap"
import * as Option from "effect/Option"
import type { Request } from "../requests/http.js"
import { firstBroken, inOrder, type Rule } from "../requests/bodyRules.js"
import type { Refusal } from "../requests/refusal.js"
import { type Check, checks } from "../state/rules.js"
import { dueAfter } from "../state/rateLimit.js"
import { type Merchant, type State, withMerchant } from "../state/state.js"

const names = RequestHeaders.names

interface Caller {
  readonly apiKey: string
  /** None if the Api-Key is not known. */
  readonly merchant: Merchant | undefined
  readonly request: Request
  readonly operation: Endpoints.EndpointName
  readonly state: State
  readonly now: number
}

const isTimestamp = /^\d{13}$/
const isInSeconds = /^\d{10}$/

const needsToken = ({ operation }: Caller): boolean => Endpoints.all[operation].auth !== "ApiKey"
const tokenOf = ({ request }: Caller): string => request.headers[names.accessToken] ?? ""

/** A check about the merchant, which passes if there is none. */
const ofMerchant =
  (check: (merchant: Merchant, caller: Caller) => Refusal | undefined): Rule<Caller> =>
  (caller) =>
    caller.merchant === undefined ? undefined : check(caller.merchant, caller)

const unknown = (apiKey: string): Refusal => ({ check: "apiKeyKnown", code: 1008, value: apiKey })

const rules: { readonly [Name in Check]: Rule<Caller> } = {
  apiKeyPresent: ({ apiKey }) => (apiKey === "" ? { code: 1002 } : undefined),

  apiKeyKnown: ({ apiKey, merchant }) => (merchant === undefined ? unknown(apiKey) : undefined),

  apiKeyEnabled: ofMerchant(({ apiKey, status }) => {
    if (status === "NotEnabled") return { code: 1010, value: apiKey }
    return status === "Expired" ? { code: 1011, value: apiKey } : undefined
  }),

  ipAddress: ofMerchant(({ ipWhitelist }, { request: { remoteAddress } }) =>
    ipWhitelist === "any" || ipWhitelist.includes(remoteAddress) ? undefined : { code: 1003, value: remoteAddress }
  ),

  timestamp: ({ now, request }) => {
    const value = request.headers[names.timestamp] ?? ""
    const age = now - Number(value)
    if (isTimestamp.test(value) && age >= 0 && age <= Timestamp.toleranceMillis) return undefined
    return isInSeconds.test(value) ? { code: 1005, reason: "seconds", value } : { code: 1005, value }
  },

  tokenPresent: (caller) => (needsToken(caller) && tokenOf(caller) === "" ? { code: 1006 } : undefined),

  tokenValid: ofMerchant(({ tokens }, caller) => {
    if (!needsToken(caller)) return undefined
    const value = tokenOf(caller)
    const expiresAt = Option.getOrUndefined(HashMap.get(tokens, value))
    return expiresAt !== undefined && caller.now < expiresAt ? undefined : { code: 1007, value }
  }),

  mode: ofMerchant(({ apiKey, mode }, { operation, state }) => {
    const only = Endpoints.all[operation].mode ?? state.rules.onlyForMode[operation]
    return only === undefined || only === mode ? undefined : { code: 1012, value: apiKey }
  }),

  merchantNormal: ofMerchant(({ apiKey, status }) =>
    status === "Abnormal" ? { code: 1022, value: apiKey } : undefined
  )
}

const rulesInOrder = inOrder(rules, checks)

/**
 * The state in which a merchant's request has been counted (`rateLimit`); none if it came too soon, and then it does not
 * count. Requests of an unknown Api-Key are not limited.
 */
export const counted = (state: State, apiKey: string, now: number): State | undefined => {
  const { rateLimit } = state.rules
  const merchant = Option.getOrUndefined(HashMap.get(state.merchants, apiKey))
  if (rateLimit === "none" || merchant === undefined) return state
  const nextRequestDue = dueAfter(rateLimit, merchant.nextRequestDue, now)
  return nextRequestDue === undefined ? undefined : withMerchant(state, { ...merchant, nextRequestDue })
}

/** The merchant that calls, or why it may not. */
export const admit = (
  state: State,
  request: Request,
  operation: Endpoints.EndpointName,
  now: number
): Either.Either<Merchant, Refusal> => {
  const apiKey = request.headers[names.apiKey] ?? ""
  const merchant = Option.getOrUndefined(HashMap.get(state.merchants, apiKey))
  const caller = { apiKey, merchant, request, operation, state, now }
  const refusal = firstBroken(rulesInOrder(state.rules.checkOrder), caller)
  if (refusal !== undefined) return Either.left(refusal)
  return merchant === undefined ? Either.left(unknown(apiKey)) : Either.right(merchant)
}
