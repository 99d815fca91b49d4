/** Tokens: how long they live as they tell, how their end is written, and whether a new one ends the old. */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import { codeOf, dataOf, type Exchange, fieldOf, isOfHeaders, textOf } from "../exchange.js"
import type { Experiment } from "../experiment.js"
import { type Bounds, concluding, type Findings, measured, notDecided, observed, undecided } from "../finding.js"
import { said } from "../../language/said.js"
import { queryTime, Session } from "../session.js"

const noTime = said("the end of a token is not told as a time", "令牌的到期时间无法读作时间")
const toTheSecond = said("the end of a token is told to the second only", "令牌的到期时间只精确到秒")

/** Years that a token may end in: 2001 to 2286, in ms and in s. */
const isMillis = (value: number): boolean => value >= 1e12 && value < 1e13
const isSeconds = (value: number): boolean => value >= 1e9 && value < 1e10

const noLife = notDecided("tokenLifeMillis", noTime)

const lives = (endsAt: number, at: Bounds): Findings =>
  measured("tokenLifeMillis", { from: endsAt - at.to, to: endsAt - at.from })

/** What the end of a token says, given when it was made. */
const endOf = (data: unknown, at: Bounds): Findings => {
  const end = fieldOf(data, "expired_time")
  if (end === undefined) return { ...observed("tokenEnd", "absent"), ...noLife }
  if (end === null) return { ...observed("tokenEnd", "null"), ...noLife }
  if (typeof end === "string") {
    return isMillis(Number(end))
      ? { ...observed("tokenEnd", "text"), ...lives(Number(end), at) }
      : { ...observed("tokenEnd", "unreadable"), ...noLife }
  }
  if (typeof end !== "number") return { ...notDecided("tokenEnd", noTime), ...noLife }
  if (isMillis(end)) return { ...observed("tokenEnd", "millis"), ...lives(end, at) }
  if (isSeconds(end)) return { ...observed("tokenEnd", "seconds"), ...notDecided("tokenLifeMillis", toTheSecond) }
  return end >= 2 ** 62
    ? { ...observed("tokenEnd", "never"), ...noLife }
    : { ...notDecided("tokenEnd", noTime), ...noLife }
}

/** Any request that a good token is needed for: a list whose answer does not matter, as long as it is not about headers. */
const accepts = (token: string) =>
  Effect.gen(function* () {
    const { ask, serverNow } = yield* Session
    const now = (yield* serverNow).from
    const body = { start_time: queryTime(now - 86_400_000), end_time: queryTime(now - 3_600_000) }
    const code = codeOf(yield* ask({ operation: "listCards", body, headers: { "access-token": token } }))
    if (code === 1007) return false
    if (code !== undefined && !isOfHeaders(code)) return true
    return yield* undecided(said(`a request with a token is answered ${code}`, `带令牌的请求得到 ${code}`))
  })

const tokenIn = (exchange: Exchange) => {
  const token = textOf(dataOf(exchange), "access_token")
  return token === undefined ? undecided(said("the platform gives no token", "平台未签发令牌")) : Effect.succeed(token)
}

const bearer = /^Bearer /

const bearers = (token: string) =>
  Effect.gen(function* () {
    if (!bearer.test(token)) return observed("bearerTokens", false)
    const isNeeded = !(yield* accepts(token.replace(bearer, ""))) && (yield* accepts(token))
    return isNeeded
      ? observed("bearerTokens", true)
      : notDecided("bearerTokens", said("tokens are taken without Bearer too", "不带 Bearer 的令牌也被接受"))
  })

const shortLived = undecided(said("tokens end before they can be compared", "令牌在比较之前已到期"))

const endsOld = Effect.gen(function* () {
  const { ask } = yield* Session
  const fetched = Effect.flatMap(ask({ operation: "getToken" }), tokenIn)
  const before = yield* Clock.currentTimeMillis
  const old = yield* fetched
  if (!(yield* accepts(old))) return yield* shortLived
  const next = yield* fetched
  const isEnded = !(yield* accepts(old))
  if (!isEnded) return observed("newTokenEndsOld", false)
  // Time may have ended it: then the new one does not live for as long either.
  yield* Effect.sleep((yield* Clock.currentTimeMillis) - before)
  return (yield* accepts(next)) ? observed("newTokenEndsOld", true) : yield* shortLived
})

/** The experiment. */
export const tokens: Experiment = {
  id: "tokens",
  title: said("the life of a token, and whether a new one ends the old", "令牌的有效期，以及新令牌是否使旧令牌失效"),
  needs: [],
  cards: 0,
  seconds: 0,
  rules: ["tokenLifeMillis", "tokenEnd", "bearerTokens", "newTokenEndsOld"],
  run: () =>
    Effect.gen(function* () {
      const { ask, serverAt } = yield* Session
      const exchange = yield* ask({ operation: "getToken" })
      const token = yield* tokenIn(exchange)
      const at = { from: serverAt(exchange.sentAt).from, to: serverAt(exchange.receivedAt).to }
      const isBearer = yield* concluding(["bearerTokens"], bearers(token))
      const ends = yield* concluding(["newTokenEndsOld"], endsOld)
      return { findings: { ...endOf(dataOf(exchange), at), ...isBearer, ...ends } }
    })
}
