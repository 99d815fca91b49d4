/**
 * One token for any number of callers.
 *
 * The fetch belongs to the cache, not to the caller that started it: interrupting a caller does no harm to the others.
 * A failure is told to the callers that wait and is not kept. A token is renewed in the background before it ends, by
 * the first caller inside its last quarter. Callers wait only if there is no token that will be alive on arrival.
 */
import type * as AccessToken from "@effect-keysecure/schema/AccessToken"
import * as Cause from "effect/Cause"
import * as DateTime from "effect/DateTime"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Option from "effect/Option"
import * as Random from "effect/Random"
import * as Redacted from "effect/Redacted"
import type * as Scope from "effect/Scope"
import type { ReadError } from "../../ClientError.js"
import * as ServerTime from "../../ServerTime.js"
import { isImmediate } from "../concurrency/immediate.js"

/** The token to be replaced, and when it ends by the server's clock (Unix ms); `-Infinity` when it was refused. */
export interface Previous {
  readonly token: AccessToken.AccessToken
  readonly expiresAt: number
}

/** A token that was got. */
export interface Obtained {
  readonly issued: AccessToken.IssuedToken
  /** Whether just now by a fetch. How long another token has lived is not known. */
  readonly fetched: boolean
  /** Whether its end is our own choice, because the platform's end could not be read or could not be true. */
  readonly isEndChosen: boolean
}

/** Gets a token, given the one that it is to replace, if there was one. */
export type Obtain = (previous: Option.Option<Previous>) => Effect.Effect<Obtained, ReadError>

/** A token with its times, in ms of `clock`. */
interface Live {
  readonly token: AccessToken.AccessToken
  /** The latest that the server's clock can read; for an end of our own choice the monotonic clock, which no hypothesis moves. */
  readonly clock: Effect.Effect<number>
  readonly refreshAt: number
  readonly usableUntil: number
  /** Its end by the server's clock, in Unix ms. */
  readonly expiresAt: number
}

/** Renew at most this long before the end: longer gains nothing, and tokens live for hours. */
const maxAdvanceMillis = 5 * 60_000

/** Renew in the last quarter of a life: time for several tries, at the cost of a third more fetches. */
const advanceShare = 1 / 4

/** By how much of the advance the renewals of several processes are spread; it only shortens, so no fetch comes early. */
const jitterShare = 1 / 5

/** A request is taken to arrive within 5 s … */
const maxTravelMillis = 5_000

/** … or, for short-lived tokens, within a tenth of their life. */
const travelShare = 1 / 10

/**
 * How long a token serves whose end cannot be read or cannot be true: one fetch every few minutes, and a 1007 replaces
 * it anyway.
 */
const shortLifeMillis = 5 * 60_000

/** After a renewal that failed, the next renewal in the background starts at the earliest this much later. */
const pauseMillis = 1_000

const sameToken = (one: AccessToken.AccessToken, other: AccessToken.AccessToken): boolean =>
  Redacted.value(one) === Redacted.value(other)

/**
 * The times of a token that was just got. The advance is taken from the shortest life that the token can have, or
 * renewals would come too often. The travel allowance is taken from the longest.
 */
const liveOf = (time: ServerTime.Service, { fetched, isEndChosen, issued }: Obtained): Effect.Effect<Live> =>
  Effect.gen(function* () {
    const [random, monotonic, earliest, latest] = yield* Effect.all([
      Random.next,
      ServerTime.monotonic,
      time.earliest,
      time.latest
    ])
    const expiresAt = issued.expiredTime.epochMillis
    const advance = Math.min(maxAdvanceMillis, Math.max(0, expiresAt - latest) * advanceShare)
    const travel = fetched
      ? Math.min(maxTravelMillis, Math.max(0, expiresAt - earliest) * travelShare)
      : maxTravelMillis
    const end = isEndChosen ? monotonic + expiresAt - latest : expiresAt
    return {
      token: issued.accessToken,
      clock: isEndChosen ? ServerTime.monotonic : time.latest,
      refreshAt: end - advance * (1 - random * jitterShare),
      usableUntil: end - travel,
      expiresAt
    }
  })

/**
 * A token that was just issued. If it has ended already, as far as can be told, it counts as a token of a short life.
 */
export const justIssued = (issued: AccessToken.IssuedToken, earliest: number, latest: number): Obtained => {
  const isEndChosen = issued.expiredTime.epochMillis <= earliest
  const expiredTime = isEndChosen ? DateTime.unsafeMake(Math.floor(latest) + shortLifeMillis) : issued.expiredTime
  return { issued: { ...issued, expiredTime }, fetched: true, isEndChosen }
}

/**
 * Whether a token from elsewhere is to be taken in place of another. It must be another token, live for at least twice
 * the longest journey, and live longer than the one it replaces.
 */
export const isWorthTaking = (
  now: number,
  issued: AccessToken.IssuedToken,
  previous: Option.Option<Previous>
): boolean => {
  const expiresAt = issued.expiredTime.epochMillis
  return (
    expiresAt - now > 2 * maxTravelMillis &&
    Option.match(previous, {
      onNone: () => true,
      onSome: (old) => !sameToken(old.token, issued.accessToken) && expiresAt > old.expiresAt
    })
  )
}

/** The token, and how to forget one that was refused. */
export interface TokenCache {
  readonly get: Effect.Effect<AccessToken.AccessToken, ReadError>
  /** The token that needs no waiting, where the time needs none. */
  readonly atHand?: Effect.Effect<Option.Option<AccessToken.AccessToken>>
  readonly invalidate: (token: AccessToken.AccessToken) => Effect.Effect<void>
}

/** A cache in a scope: when that closes, a fetch under way ends and its waiters fail. */
export const make = (
  time: ServerTime.Service,
  obtain: Obtain,
  closed: () => ReadError
): Effect.Effect<TokenCache, never, Scope.Scope> =>
  Effect.zipWith(Effect.scope, Effect.fiberId, (scope, fiberId) => {
    // Read and written only between two steps of a fiber, so no two fibers see half of a change.
    let live: Live | undefined
    let last: Option.Option<Previous> = Option.none()
    let fetching: Deferred.Deferred<AccessToken.AccessToken, ReadError> | undefined
    let quietUntil = -Infinity

    const finish = (waiting: Deferred.Deferred<AccessToken.AccessToken, ReadError>, exit: Exit.Exit<Live, ReadError>) =>
      Effect.flatMap(ServerTime.monotonic, (now) => {
        fetching = undefined
        if (Exit.isSuccess(exit)) {
          live = exit.value
          last = Option.some(exit.value)
          return Deferred.succeed(waiting, exit.value.token)
        }
        quietUntil = now + pauseMillis
        return Cause.isInterruptedOnly(exit.cause)
          ? Deferred.failSync(waiting, closed)
          : Deferred.failCause(waiting, exit.cause)
      })

    // The fiber starts uninterruptible, so that it finishes its waiters even when the scope has closed already.
    const start = Effect.uninterruptible(
      Effect.suspend(() => {
        if (fetching !== undefined) return Effect.succeed(fetching)
        const waiting = Deferred.unsafeMake<AccessToken.AccessToken, ReadError>(fiberId)
        fetching = waiting
        return Effect.suspend(() => obtain(last)).pipe(
          Effect.flatMap((obtained) => liveOf(time, obtained)),
          Effect.interruptible,
          // The end is a value to its fiber: a failure would be logged there as one without a handler.
          Effect.exit,
          Effect.flatMap((exit) => finish(waiting, exit)),
          Effect.forkIn(scope),
          Effect.as(waiting)
        )
      })
    )

    const wait = Effect.flatMap(start, Deferred.await)

    const atHand = Effect.suspend(() => {
      if (live === undefined) return Effect.succeedNone
      const { clock, refreshAt, usableUntil } = live
      const token = Option.some(live.token)
      return Effect.flatMap(clock, (now) => {
        if (now >= usableUntil) return Effect.succeedNone
        if (now < refreshAt || fetching !== undefined) return Effect.succeed(token)
        return Effect.flatMap(ServerTime.monotonic, (monotonic) =>
          monotonic < quietUntil ? Effect.succeed(token) : Effect.as(start, token)
        )
      })
    })

    return {
      get: Effect.flatMap(atHand, Option.match({ onNone: () => wait, onSome: Effect.succeed })),
      ...(isImmediate(time) ? { atHand } : {}),
      invalidate: (token) =>
        Effect.sync(() => {
          if (live === undefined || !sameToken(live.token, token)) return
          live = undefined
          last = Option.some({ token, expiresAt: -Infinity })
        })
    }
  })

/**
 * A cache in which no caller waits for another one's fetch: each that finds no token which will be alive on arrival gets
 * one by itself. The last one that was got serves all. There is no renewal in the background, because a fetch would end
 * with the caller that started it.
 */
export const makePerCaller = (time: ServerTime.Service, obtain: Obtain): Effect.Effect<TokenCache> =>
  Effect.sync(() => {
    let live: Live | undefined
    let last: Option.Option<Previous> = Option.none()
    const own = Effect.suspend(() => obtain(last)).pipe(
      Effect.flatMap((obtained) => liveOf(time, obtained)),
      Effect.map((got) => {
        live = got
        last = Option.some(got)
        return got.token
      })
    )
    const atHand = Effect.suspend(() => {
      if (live === undefined) return Effect.succeedNone
      const { clock, token, usableUntil } = live
      return Effect.map(clock, (now) => (now >= usableUntil ? Option.none() : Option.some(token)))
    })
    return {
      get: Effect.flatMap(atHand, Option.match({ onNone: () => own, onSome: Effect.succeed })),
      ...(isImmediate(time) ? { atHand } : {}),
      invalidate: (token) =>
        Effect.sync(() => {
          if (live === undefined || !sameToken(live.token, token)) return
          live = undefined
          last = Option.some({ token, expiresAt: -Infinity })
        })
    }
  })
