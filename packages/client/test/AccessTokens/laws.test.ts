/** What must hold of tokens under any schedule, and that wrong ways to keep them are caught by it. */
import type { AccessToken } from "@effect-keysecure/schema"
import { VirtualClock } from "@effect-keysecure/testkit"
import { Clock, DateTime, Deferred, Effect, Exit, FastCheck as fc, Fiber, Option, Redacted, Scope } from "effect"
import { describe, expect, it } from "vitest"
import { type ReadError, Unreachable } from "../../src/ClientError.js"
import * as TokenCache from "../../src/internal/accessTokens/cache.js"
import { exactTime } from "../support/exactTime.js"
import { runs } from "../../../testkit/test/support/runs.js"

/** A way to keep tokens. */
interface Tokens {
  readonly get: Effect.Effect<AccessToken.AccessToken, ReadError>
  readonly invalidate: (token: AccessToken.AccessToken) => Effect.Effect<void>
}
type Fetch = Effect.Effect<AccessToken.IssuedToken, ReadError>
type Make = (fetch: Fetch) => Effect.Effect<Tokens, never, Scope.Scope>

const broken = new Unreachable({ operation: "getToken", detail: "ECONNREFUSED" })

const ours: Make = (fetch) =>
  TokenCache.make(
    exactTime,
    () => Effect.map(fetch, (issued) => ({ issued, fetched: true, isEndChosen: false })),
    () => broken
  )

/** The first caller's fiber does the fetching for all who wait. */
const firstCallerOwnsTheFetch: Make = (fetch) =>
  Effect.sync(() => {
    let waiting: Deferred.Deferred<AccessToken.AccessToken, ReadError> | undefined
    let live: AccessToken.AccessToken | undefined
    return {
      get: Effect.suspend(() => {
        if (live !== undefined) return Effect.succeed(live)
        if (waiting !== undefined) return Deferred.await(waiting)
        return Effect.flatMap(Deferred.make<AccessToken.AccessToken, ReadError>(), (deferred) => {
          waiting = deferred
          return fetch.pipe(
            Effect.map(({ accessToken }) => (live = accessToken)),
            Effect.onExit((exit) => {
              waiting = undefined
              return Deferred.done(deferred, exit)
            })
          )
        })
      }),
      invalidate: (token) =>
        Effect.sync(() => {
          if (live !== undefined && Redacted.value(live) === Redacted.value(token)) live = undefined
        })
    }
  })

/** `Effect.cached`, failures included. */
const failureKept: Make = (fetch) =>
  Effect.map(Effect.cached(Effect.map(fetch, ({ accessToken }) => accessToken)), (get) => ({
    get,
    invalidate: () => Effect.void
  }))

/** A refusal throws away whatever token there is. */
const refreshWithoutGeneration: Make = (fetch) =>
  Effect.scopeWith((scope) =>
    Effect.sync(() => {
      let cache = Effect.runSync(Effect.provideService(ours(fetch), Scope.Scope, scope))
      return {
        get: Effect.suspend(() => cache.get),
        invalidate: () =>
          Effect.map(Effect.provideService(ours(fetch), Scope.Scope, scope), (fresh) => {
            cache = fresh
          })
      }
    })
  )

/** Every caller without a token fetches one. */
const fetchPerCaller: Make = (fetch) =>
  Effect.sync(() => {
    let live: Option.Option<AccessToken.AccessToken> = Option.none()
    return {
      get: Effect.suspend(() =>
        Option.match(live, {
          onSome: Effect.succeed,
          onNone: () =>
            Effect.map(fetch, ({ accessToken }) => {
              live = Option.some(accessToken)
              return accessToken
            })
        })
      ),
      invalidate: (token) =>
        Effect.sync(() => {
          live = Option.filter(live, (kept) => Redacted.value(kept) !== Redacted.value(token))
        })
    }
  })

interface Schedule {
  /** How long a fetch takes, ms. */
  readonly takes: number
  /** Which fetches fail, by number. */
  readonly failing: ReadonlyArray<boolean>
  /** When each caller comes, whether it is interrupted and when, and whether it finds its token refused late. */
  readonly callers: ReadonlyArray<{
    readonly at: number
    readonly interruptAt: number | null
    readonly refusedAfter: number | null
  }>
}

const schedule: fc.Arbitrary<Schedule> = fc.record({
  takes: fc.integer({ min: 1, max: 2_000 }),
  failing: fc.array(fc.boolean(), { maxLength: 3 }),
  callers: fc.array(
    fc.record({
      at: fc.integer({ min: 0, max: 5_000 }),
      interruptAt: fc.option(fc.integer({ min: 0, max: 6_000 })),
      refusedAfter: fc.option(fc.integer({ min: 0, max: 3_000 }))
    }),
    { minLength: 1, maxLength: 10 }
  )
})

/** Plays a schedule and checks the laws of this file's tests at its end. */
const lawful = (make: Make, { callers, failing, takes }: Schedule): Promise<boolean> =>
  Effect.runPromise(
    VirtualClock.run(() =>
      Effect.gen(function* () {
        let started = 0
        let underWay = 0
        let overlapped = false
        const valid = new Set<string>()
        const fetch: Fetch = Effect.gen(function* () {
          const number = started++
          underWay += 1
          overlapped ||= underWay > 1
          yield* Effect.sleep(takes)
          if (failing[number] === true) return yield* broken
          const token = `token-${number}`
          valid.add(token)
          return {
            accessToken: Redacted.make(token),
            expiredTime: DateTime.unsafeMake((yield* Clock.currentTimeMillis) + 86_400_000)
          }
        }).pipe(Effect.ensuring(Effect.sync(() => void (underWay -= 1))))

        const tokens = yield* make(fetch)
        let refusals = 0
        const call = (refusedAfter: number | null) =>
          Effect.gen(function* () {
            const token = yield* tokens.get
            if (refusedAfter === null) return
            // Another client has ended this token, once; the refusal takes its time to come back.
            if (valid.delete(Redacted.value(token))) refusals += 1
            yield* Effect.sleep(refusedAfter)
            yield* tokens.invalidate(token)
            yield* tokens.get
          })
        const fibers = yield* Effect.forEach(callers, ({ at, interruptAt, refusedAfter }) =>
          Effect.gen(function* () {
            const fiber = yield* Effect.fork(Effect.delay(call(refusedAfter), at))
            if (interruptAt !== null) yield* Effect.fork(Effect.delay(Fiber.interrupt(fiber), interruptAt))
            return { fiber, interrupted: interruptAt !== null }
          })
        )
        const exits = yield* Effect.forEach(fibers, ({ fiber, interrupted }) =>
          Effect.map(Fiber.await(fiber), (exit) => ({ exit, interrupted }))
        )
        const failures = failing.filter((fails, number) => fails && number < started).length
        const failedAlthoughNoFetchDid = exits.some(
          ({ exit, interrupted }) =>
            !interrupted && Exit.isFailure(exit) && (failures === 0 || Exit.isInterrupted(exit))
        )
        const last = yield* Effect.exit(Effect.retry(tokens.get, { times: failing.length }))
        return (
          !overlapped &&
          !failedAlthoughNoFetchDid &&
          Exit.isSuccess(last) &&
          started <= 1 + failures + refusals + failing.length
        )
      }).pipe(Effect.scoped)
    )
  )

const holds = (make: Make) => fc.asyncProperty(schedule, (each) => lawful(make, each))

describe("under any schedule of callers, interruptions, failures and late refusals", { timeout: 120_000 }, () => {
  it("one fetch at a time, none but for a failure or a refusal, and none harmed by another's end", () =>
    fc.assert(holds(ours), { numRuns: runs(3_000) }))

  it.each([
    ["the first caller owns the fetch", firstCallerOwnsTheFetch],
    ["a failure is kept", failureKept],
    ["a refusal throws away any token", refreshWithoutGeneration],
    ["each caller fetches", fetchPerCaller]
  ])("the same is seen to fail where %s", async (_, make) => {
    expect((await fc.check(holds(make), { numRuns: 3_000, endOnFailure: true })).failed).toBe(true)
  })
})
