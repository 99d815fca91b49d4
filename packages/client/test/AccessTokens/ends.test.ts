/** Tokens whose end is written otherwise than documented: calls work, and do not each fetch one. */
import { Endpoints } from "@effect-keysecure/schema"
import { KeySecureClient, RetryPolicy } from "@effect-keysecure/client"
import { KeySecureSimulator, Scenario } from "@effect-keysecure/testkit"
import { expect, it } from "@effect/vitest"
import { DateTime, Effect, FastCheck, Redacted, TestClock } from "effect"
import { tokenEnds } from "../../../testkit/src/internal/state/rules.js"
import { Unreachable } from "../../src/ClientError.js"
import * as TokenCache from "../../src/internal/accessTokens/cache.js"
import { exactTime } from "../support/exactTime.js"
import { applicationOf } from "../support/requests.js"
import { simulated } from "../support/simulated.js"

const cases = tokenEnds.flatMap((tokenEnd) => [false, true].map((bearerTokens) => ({ tokenEnd, bearerTokens })))

it.effect.each(cases)("calls work with an end of $tokenEnd, a word before the token: $bearerTokens", (rules) =>
  Effect.gen(function* () {
    yield* TestClock.setTime(1_767_225_600_000)
    const client = yield* KeySecureClient.KeySecureClient
    const { requests } = yield* KeySecureSimulator.KeySecureSimulator
    for (let minute = 0; minute < 30; minute++) {
      yield* client.applyForCard(applicationOf(`order-${minute}`))
      yield* TestClock.adjust("1 minute")
    }
    const log = yield* requests
    expect(log.every(({ code }) => code === 0)).toBe(true)
    const fetches = log.filter(({ operation }) => operation === Endpoints.getToken.name).length
    // Without an end that can be read a token serves five minutes, and is renewed in their last quarter.
    const isUnknown = ["unreadable", "null", "absent"].includes(rules.tokenEnd)
    expect(fetches).toBeLessThanOrEqual(isUnknown ? 8 : 1)
  }).pipe(Effect.provide(simulated(Scenario.rules(rules), { retryPolicy: RetryPolicy.never })))
)

it.effect("a token that has ended when it comes serves for five minutes, or until it is refused", () =>
  Effect.gen(function* () {
    yield* TestClock.setTime(1_767_225_600_000)
    const client = yield* KeySecureClient.KeySecureClient
    const { requests } = yield* KeySecureSimulator.KeySecureSimulator
    const error = yield* Effect.flip(client.applyForCard(applicationOf("order-1")))
    expect(error._tag).toBe("AccessTokenRejected")
    expect((yield* requests).map(({ code }) => code)).toEqual([0, 1007, 0, 1007])
  }).pipe(Effect.provide(simulated(Scenario.rules({ tokenLifeMillis: 0 }), { retryPolicy: RetryPolicy.never })))
)

it.effect("a message that repeats a token with the word before it does not show it", () =>
  Effect.gen(function* () {
    yield* TestClock.setTime(1_767_225_600_000)
    const client = yield* KeySecureClient.KeySecureClient
    const error = yield* Effect.flip(client.applyForCard(applicationOf("order-1")))
    expect(String(error) + JSON.stringify(error)).not.toContain("sim_token_")
  }).pipe(
    Effect.provide(
      simulated(Scenario.rules({ bearerTokens: true, echo: true, answers: { applyForCard: 4999 } }), {
        retryPolicy: RetryPolicy.never
      })
    )
  )
)

it.effect.prop(
  "a token whose end cannot be read is not fetched again because the server's time is told otherwise",
  [FastCheck.array(FastCheck.integer({ min: -100_000_000, max: 100_000_000 }), { minLength: 1, maxLength: 20 })],
  ([told]) =>
    Effect.gen(function* () {
      let now = 1_767_225_600_000
      let fetches = 0
      const time = { ...exactTime, earliest: Effect.sync(() => now), latest: Effect.sync(() => now) }
      const issued = { accessToken: Redacted.make("token"), expiredTime: DateTime.unsafeMake(0) }
      const cache = yield* TokenCache.make(
        time,
        () =>
          Effect.sync(() => {
            fetches += 1
            return TokenCache.justIssued(issued, now, now)
          }),
        () => new Unreachable({ operation: "getToken", detail: "closed" })
      )
      yield* cache.get
      for (const jump of told) {
        now += jump
        yield* TestClock.adjust("10 seconds")
        yield* cache.get
        yield* Effect.yieldNow()
      }
      expect(fetches).toBe(1)
    }).pipe(Effect.scoped)
)
