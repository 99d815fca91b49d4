/** The cache of tokens by itself: a clock that is exact, and a source of tokens that counts. */
import type { AccessToken } from "@effect-keysecure/schema"
import { describe, expect, it } from "@effect/vitest"
import { Clock, DateTime, Deferred, Effect, Exit, Fiber, Redacted, Ref, Scope, TestClock } from "effect"
import { Unreachable } from "../../src/ClientError.js"
import * as TokenCache from "../../src/internal/accessTokens/cache.js"
import { exactTime } from "../support/exactTime.js"

const closed = new Unreachable({ operation: "getToken", detail: "closed" })
const broken = new Unreachable({ operation: "getToken", detail: "ECONNREFUSED" })

/** A cache over tokens `token-1`, `token-2` … that live `life` ms; `during` happens in each fetch. */
const cacheOf = (
  life: number,
  during: (fetch: number) => Effect.Effect<void, Unreachable> = () => Effect.void,
  make: typeof TokenCache.make = TokenCache.make
) =>
  Effect.gen(function* () {
    const fetches = yield* Ref.make(0)
    const cache = yield* make(
      exactTime,
      () =>
        Effect.gen(function* () {
          const fetch = yield* Ref.updateAndGet(fetches, (n) => n + 1)
          yield* during(fetch)
          const issued: AccessToken.IssuedToken = {
            accessToken: Redacted.make(`token-${fetch}`),
            expiredTime: DateTime.unsafeMake((yield* Clock.currentTimeMillis) + life)
          }
          return { issued, fetched: true, isEndChosen: false }
        }),
      () => closed
    )
    return { get: Effect.map(cache.get, Redacted.value), invalidate: cache.invalidate, fetches: Ref.get(fetches) }
  })

const pick = <A>(all: ReadonlyArray<A>, indexes: ReadonlyArray<number>) =>
  all.filter((_, index) => indexes.includes(index))

const hour = 3_600_000
const yields = Effect.repeatN(Effect.yieldNow(), 20)

describe("a token", () => {
  it.scoped("is fetched once for fifty cold callers", () =>
    Effect.gen(function* () {
      const cache = yield* cacheOf(hour, () => Effect.sleep("2 seconds"))
      const all = yield* Effect.fork(
        Effect.all(
          Array.from({ length: 50 }, () => cache.get),
          { concurrency: "unbounded" }
        )
      )
      yield* TestClock.adjust("2 seconds")
      expect(new Set(yield* Fiber.join(all))).toEqual(new Set(["token-1"]))
      expect(yield* cache.fetches).toBe(1)
    })
  )

  it.scoped("is used until its last quarter and then renewed in the background, by one fetch", () =>
    Effect.gen(function* () {
      const cache = yield* cacheOf(600_000)
      yield* cache.get
      yield* TestClock.adjust("449 seconds")
      expect(yield* cache.get).toBe("token-1")
      yield* yields
      expect(yield* cache.fetches).toBe(1)
      yield* TestClock.adjust("40 seconds")
      expect(yield* cache.get).toBe("token-1")
      expect(yield* cache.get).toBe("token-1")
      yield* yields
      expect(yield* cache.fetches).toBe(2)
      expect(yield* cache.get).toBe("token-2")
    })
  )

  it.scoped("is not used when it may end on the way", () =>
    Effect.gen(function* () {
      const cache = yield* cacheOf(600_000, (fetch) => (fetch === 1 ? Effect.void : Effect.fail(broken)))
      yield* cache.get
      yield* TestClock.adjust(600_000 - 5_001)
      expect(yield* cache.get).toBe("token-1")
      yield* TestClock.adjust(1)
      expect(yield* Effect.flip(cache.get)).toBe(broken)
    })
  )

  it.scoped("outlives the failure of its renewal, which is tried again after a second", () =>
    Effect.gen(function* () {
      const cache = yield* cacheOf(600_000, (fetch) => (fetch === 2 ? Effect.fail(broken) : Effect.void))
      yield* cache.get
      yield* TestClock.adjust("500 seconds")
      for (const _ of [1, 2, 3]) {
        expect(yield* cache.get).toBe("token-1")
        yield* yields
      }
      expect(yield* cache.fetches).toBe(2)
      yield* TestClock.adjust("1 second")
      expect(yield* cache.get).toBe("token-1")
      yield* yields
      expect(yield* cache.get).toBe("token-3")
    })
  )
})

describe("a fetch", () => {
  it.scoped("that fails fails those who wait, and the next call tries again", () =>
    Effect.gen(function* () {
      const cache = yield* cacheOf(hour, (fetch) => (fetch === 1 ? Effect.fail(broken) : Effect.void))
      const exits = yield* Effect.all(
        Array.from({ length: 5 }, () => Effect.exit(cache.get)),
        { concurrency: "unbounded" }
      )
      expect(exits.every(Exit.isFailure)).toBe(true)
      expect(yield* cache.get).toBe("token-2")
      expect(yield* cache.fetches).toBe(2)
    })
  )

  it.scoped("goes on for the rest when any caller is interrupted, the first one too", () =>
    Effect.gen(function* () {
      const gate = yield* Deferred.make<void>()
      const cache = yield* cacheOf(hour, () => Deferred.await(gate))
      const callers = yield* Effect.all(Array.from({ length: 6 }, () => Effect.fork(cache.get)))
      yield* yields
      yield* Effect.forEach(pick(callers, [0, 2, 5]), Fiber.interrupt)
      yield* Deferred.succeed(gate, undefined)
      for (const caller of pick(callers, [1, 3, 4])) expect(yield* Fiber.join(caller)).toBe("token-1")
      expect(yield* cache.fetches).toBe(1)
    })
  )

  it.effect("ends with the layer, and its waiters fail instead of hanging", () =>
    Effect.gen(function* () {
      const scope = yield* Scope.make()
      const cache = yield* Scope.extend(
        cacheOf(hour, () => Effect.never),
        scope
      )
      const waiting = yield* Effect.fork(Effect.flip(cache.get))
      yield* yields
      yield* Scope.close(scope, Exit.void)
      expect(yield* Fiber.join(waiting)).toBe(closed)
      expect(yield* Effect.flip(cache.get)).toBe(closed)
    })
  )
})

describe("invalidating", () => {
  it.scoped("a token makes N callers that were refused at once fetch one new one", () =>
    Effect.gen(function* () {
      const cache = yield* cacheOf(hour, () => Effect.sleep("1 second"))
      const first = yield* Effect.fork(cache.get)
      yield* TestClock.adjust("1 second")
      const token = Redacted.make(yield* Fiber.join(first))
      const refused = yield* Effect.fork(
        Effect.all(
          Array.from({ length: 20 }, () => Effect.zipRight(cache.invalidate(token), cache.get)),
          { concurrency: "unbounded" }
        )
      )
      yield* TestClock.adjust("1 second")
      expect(new Set(yield* Fiber.join(refused))).toEqual(new Set(["token-2"]))
      expect(yield* cache.fetches).toBe(2)
    })
  )

  it.scoped("an old token late does not throw away the new one", () =>
    Effect.gen(function* () {
      const cache = yield* cacheOf(hour)
      const old = Redacted.make(yield* cache.get)
      yield* cache.invalidate(old)
      expect(yield* cache.get).toBe("token-2")
      yield* cache.invalidate(old)
      expect(yield* cache.get).toBe("token-2")
      expect(yield* cache.fetches).toBe(2)
    })
  )
})

/** Each caller fetches for itself. */
const perCaller = (life: number, during?: (fetch: number) => Effect.Effect<void, Unreachable>) =>
  cacheOf(life, during, TokenCache.makePerCaller)

describe("a token that callers fetch", () => {
  it.scoped("is waited for by none but its caller, and then serves all", () =>
    Effect.gen(function* () {
      // The first fetch never ends, as one of a request that is gone.
      const cache = yield* perCaller(hour, (fetch) => (fetch === 1 ? Effect.never : Effect.void))
      const gone = yield* Effect.fork(cache.get)
      yield* yields
      expect(yield* cache.get).toBe("token-2")
      expect(yield* cache.get).toBe("token-2")
      expect(yield* cache.fetches).toBe(2)
      yield* Fiber.interrupt(gone)
    })
  )

  it.scoped("is used until it may end on the way, and replaced when it is refused", () =>
    Effect.gen(function* () {
      const cache = yield* perCaller(600_000)
      yield* cache.get
      yield* TestClock.adjust(600_000 - 5_001)
      expect(yield* cache.get).toBe("token-1")
      yield* TestClock.adjust(1)
      expect(yield* cache.get).toBe("token-2")
      yield* cache.invalidate(Redacted.make("token-1"))
      expect(yield* cache.get).toBe("token-2")
      yield* cache.invalidate(Redacted.make("token-2"))
      expect(yield* cache.get).toBe("token-3")
    })
  )

  it.scoped("is fetched again after a failure", () =>
    Effect.gen(function* () {
      const cache = yield* perCaller(hour, (fetch) => (fetch === 1 ? Effect.fail(broken) : Effect.void))
      expect(yield* Effect.flip(cache.get)).toBe(broken)
      expect(yield* cache.get).toBe("token-2")
    })
  )
})
