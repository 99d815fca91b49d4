/**
 * A token that processes share through a store. One of them fetches, by a lease in the store, and the others wait for
 * its token: where a new token ends the old one, two that fetch at once would end each other's.
 *
 * A lease has no time in it, because the clocks of two hosts may differ. Each process that waits measures by itself how
 * long it has seen the same lease, and then takes it over. An owner that is alive writes its lease anew while it fetches:
 * otherwise, where a fetch takes longer than a lease, each process would take over from the one before it and end its
 * token. So neither a crash nor a slow owner blocks the others for long, and a store that is of no use is done without.
 */
import type * as AccessToken from "@effect-keysecure/schema/AccessToken"
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

/** How often a lease is written anew while its owner fetches. That leaves time for two slow steps of the store. */
const renewMillis = 2_000

/** So often and not more: a fetch whose first request got no answer goes on that long, and a later one may hang for good. */
const maxRenewals = 8

/** How often those who wait look. */
const lookMillis = 100

/** However busy the store is, half of a call's deadline must be left for fetching without it. */
const patienceMillis = 30_000

/** The entry's key: a digest, so that the store does not show the Api-Key; merchants and hosts do not meet. */
const keyOf = (settings: Settings): string => `keysecure/access-token/${merchantKeyOf(settings)}`

const newLease = Effect.map(Random.next, (share) => (share * 2 ** 53).toString(16).padStart(14, "0"))

/** Whether a lease is this owner's, first written or renewed. */
const isOf = (owner: string, lease: string | undefined): boolean =>
  lease === owner || lease?.startsWith(`${owner}.`) === true

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

/** Replaces the entry where the lease in it is still the owner's, and says whether it was; none if the store is of no use. */
const replacingOwn =
  ({ find, swap }: ReturnType<typeof entryIn>, owner: string) =>
  (next: (entry: Entry.Entry) => Entry.Entry): Effect.Effect<Option.Option<boolean>> =>
    Effect.flatMap(
      find,
      Option.match({
        onNone: () => Effect.succeedNone,
        onSome: (text) => {
          const entry = Entry.read(text)
          return isOf(owner, entry.lease) ? swap(text, next(entry)) : Effect.succeedSome(false)
        }
      })
    )

/** Writes the lease anew as long as the owner fetches. A renewal under way is waited for, so that it does not follow what the owner writes next. */
const renewed =
  (owner: string, replaceOwn: ReturnType<typeof replacingOwn>) =>
  <A, E>(fetch: Effect.Effect<A, E>): Effect.Effect<A, E> => {
    const renewal = (count: number): Effect.Effect<never> =>
      count > maxRenewals
        ? Effect.never
        : Effect.sleep(renewMillis).pipe(
            Effect.zipRight(
              Effect.uninterruptible(replaceOwn((entry) => ({ ...entry, lease: `${owner}.${String(count)}` })))
            ),
            Effect.zipRight(Effect.suspend(() => renewal(count + 1)))
          )
    return Effect.raceFirst(fetch, renewal(1))
  }

const tokenOnly = (issued: AccessToken.IssuedToken): Entry.Entry => ({ token: Option.some(issued), lease: undefined })

/** Gets a token from the store if it has a better one than the token to be replaced, or fetches one for all. */
export const obtain = (
  store: TokenStore.Service,
  settings: Settings,
  time: ServerTime.Service,
  fetch: TokenCache.Obtain
): TokenCache.Obtain => {
  const entryOf = entryIn(store, keyOf(settings))
  const { find, swap } = entryOf

  /** The entry is replaced, if that works at once. */
  const publish = ({ issued }: TokenCache.Obtained) =>
    Effect.flatMap(find, (found) => (Option.isSome(found) ? swap(found.value, tokenOnly(issued)) : Effect.void))

  return (previous) =>
    Effect.gen(function* () {
      const [began, owner] = yield* Effect.all([ServerTime.monotonic, newLease])
      const replaceOwn = replacingOwn(entryOf, owner)
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
        const isHeld = entry.lease !== undefined && !isOf(owner, entry.lease) && now - watched.since < leaseMillis
        if (!isHeld) {
          if (late !== undefined) break
          const isLeased = yield* swap(found.value, { ...entry, lease: owner })
          if (Option.isNone(isLeased)) return yield* fetch(previous)
          if (isLeased.value) {
            const obtained = yield* renewed(
              owner,
              replaceOwn
            )(fetch(previous)).pipe(Effect.onError(() => replaceOwn((own) => ({ ...own, lease: undefined }))))
            const isPublished = yield* replaceOwn(() => tokenOnly(obtained.issued))
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
