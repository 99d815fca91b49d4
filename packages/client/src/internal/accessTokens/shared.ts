/**
 * A token that processes share through a store. One of them fetches, by a lease in the store, and the others wait for
 * its token: where a new token ends the old one, two that fetch at once would end each other's.
 *
 * A lease has no time in it, because the clocks of two hosts may differ. Each process that waits measures by itself how
 * long it has seen the same lease, and then takes it over. So neither a crash nor a slow owner blocks the others for
 * long, and a store that is of no use is done without.
 */
import type { AccessToken } from "@effect-keysecure/schema"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Random from "effect/Random"
import * as Schedule from "effect/Schedule"
import * as ServerTime from "../../ServerTime.js"
import type { Settings } from "../../KeySecureConfig.js"
import type * as TokenStore from "../../TokenStore.js"
import * as TokenCache from "./cache.js"
import * as Entry from "./entry.js"
import { merchantKeyOf } from "./merchantKey.js"
import { withDeadline } from "../concurrency/deadline.js"

/** The time for a step of the store, and for trying it again if it fails: a fetch takes less. */
const stepTimeout = "1 second"

/** By chance a little more or less, so that processes which failed together do not come back together. */
const again = Schedule.jittered(Schedule.spaced("100 millis"))

/** How long the same lease is respected: several times what a fetch takes, and a small part of a call's deadline. */
const leaseMillis = 5_000

/** How often those who wait look. */
const lookMillis = 100

/** However busy the store is, half of a call's deadline must be left for fetching without it. */
const patienceMillis = 30_000

/** The entry's key: a digest, so that the store does not show the Api-Key; merchants and hosts do not meet. */
const keyOf = (settings: Settings): string => `keysecure/access-token/${merchantKeyOf(settings)}`

const newLease = Effect.map(Random.next, (share) => (share * 2 ** 53).toString(16).padStart(14, "0"))

/** A step of the store; none if anything is wrong with the store. */
const step = <A>(use: () => Effect.Effect<A, TokenStore.TokenStoreFailed>): Effect.Effect<Option.Option<A>> =>
  Effect.suspend(use).pipe(
    Effect.retry(again),
    Effect.asSome,
    withDeadline({ duration: stepTimeout, onTimeout: () => Effect.succeedNone, awaited: false }),
    Effect.catchAllCause((cause) => (Cause.isInterruptedOnly(cause) ? Effect.interrupt : Effect.succeedNone))
  )

/** One merchant's entry. */
const entryIn = (store: TokenStore.Service, key: string) => ({
  find: step(() => store.find(key)),
  swap: (expected: Option.Option<string>, next: Entry.Entry) =>
    step(() => store.compareAndSwap(key, expected, Entry.write(next)))
})

const tokenOnly = (issued: AccessToken.IssuedToken): Entry.Entry => ({ token: Option.some(issued), lease: undefined })

/** Gets a token from the store if it has a better one than the token to be replaced, or fetches one for all. */
export const obtain = (
  store: TokenStore.Service,
  settings: Settings,
  time: ServerTime.Service,
  fetch: TokenCache.Obtain
): TokenCache.Obtain => {
  const { find, swap } = entryIn(store, keyOf(settings))

  /** The entry is replaced, if that works at once. */
  const publish = ({ issued }: TokenCache.Obtained) =>
    Effect.flatMap(find, (found) => (Option.isSome(found) ? swap(found.value, tokenOnly(issued)) : Effect.void))

  return (previous) =>
    Effect.gen(function* () {
      const [began, lease] = yield* Effect.all([ServerTime.monotonic, newLease])
      let watched: { readonly lease: string | undefined; readonly since: number } = { lease: undefined, since: began }
      // Fetched under a lease that another process took over meanwhile: its token is the newer one.
      let late: TokenCache.Obtained | undefined

      while (true) {
        const [found, latest, now] = yield* Effect.all([find, time.latest, ServerTime.monotonic])
        if (Option.isNone(found)) return late ?? (yield* fetch(previous))
        if (now - began >= patienceMillis) break
        const entry = Entry.read(found.value)
        if (Option.isSome(entry.token) && TokenCache.isWorthTaking(latest, entry.token.value, previous)) {
          return { issued: entry.token.value, fetched: false, isEndChosen: false }
        }
        if (entry.lease !== watched.lease) watched = { lease: entry.lease, since: now }
        const isHeld = entry.lease !== undefined && entry.lease !== lease && now - watched.since < leaseMillis
        if (!isHeld) {
          if (late !== undefined) break
          const leased = { ...entry, lease }
          const isLeased = yield* swap(found.value, leased)
          if (Option.isNone(isLeased)) return yield* fetch(previous)
          if (isLeased.value) {
            const ours = Option.some(Entry.write(leased))
            const obtained = yield* Effect.onError(fetch(previous), () => swap(ours, { ...entry, lease: undefined }))
            const isPublished = yield* swap(ours, tokenOnly(obtained.issued))
            if (Option.getOrElse(isPublished, () => true)) return obtained
            late = obtained
            continue
          }
        }
        yield* Effect.sleep(lookMillis)
      }
      return yield* Effect.tap(late === undefined ? fetch(previous) : Effect.succeed(late), publish)
    })
}
