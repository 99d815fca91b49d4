/** Get token (docs/api.md, Get token). */
import * as HashMap from "effect/HashMap"
import { type Merchant, withMerchant } from "../../state/state.js"
import type { Rules } from "../../state/rules.js"
import { done, type Handler } from "../../requests/handler.js"

const modeNames = { CREDIT_EXTENSION: "credit", AUTHORIZATION: "authorization" } as const

/** Fewer tokens than this are not worth a sweep. */
const minSweep = 64

/**
 * The merchant without its expired tokens, if enough have gathered. A sweep at twice the number that the last sweep
 * left costs each token a constant, for any life of the tokens and any move of the clock.
 */
const swept = (merchant: Merchant, now: number): Merchant => {
  if (HashMap.size(merchant.tokens) < merchant.sweepAt) return merchant
  const tokens = HashMap.filter(merchant.tokens, (expiresAt) => now < expiresAt)
  return { ...merchant, tokens, sweepAt: Math.max(minSweep, 2 * HashMap.size(tokens)) }
}

/** 2^63 − 1 ms, as near as a number of JSON comes. */
const longMax = 2 ** 63

/** How the end of a token is written, by the name of the rule's value. */
const ends: { readonly [Form in Rules["tokenEnd"]]: (expiresAt: number) => unknown } = {
  millis: (expiresAt) => expiresAt,
  seconds: (expiresAt) => Math.floor(expiresAt / 1000),
  text: String,
  unreadable: () => "tomorrow",
  null: () => null,
  // JSON leaves it out.
  absent: () => undefined,
  never: () => longMax
}

/** Gives a token: named by the merchant's mode and its generation over all merchants. */
export const getToken: Handler<"getToken"> = ({ merchant, now, state }) => {
  const generation = state.tokenCount + 1
  const prefix = state.rules.bearerTokens ? "Bearer " : ""
  const token = `${prefix}sim_token_${modeNames[merchant.mode]}_${generation}`
  const expiresAt = now + state.rules.tokenLifeMillis
  const kept = state.rules.newTokenEndsOld ? { ...merchant, tokens: HashMap.empty() } : swept(merchant, now)
  const tokens = HashMap.set(kept.tokens, token, expiresAt)
  return done(
    { access_token: token, expired_time: ends[state.rules.tokenEnd](expiresAt) },
    withMerchant({ ...state, tokenCount: generation }, { ...kept, tokens })
  )
}
