/**
 * A token that processes share through a store. The store has no compare-and-set, so it only advises: it is read before a
 * fetch, and a live token there that is not the one to be replaced is taken. Two processes that fetch at once cost one
 * fetch each, and the next refusal makes both agree.
 */
import { AccessToken } from "@effect-keysecure/schema"
import type * as KeyValueStore from "@effect/platform/KeyValueStore"
import { sha256 } from "@noble/hashes/sha2.js"
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import type * as ServerTime from "../../ServerTime.js"
import type { Settings } from "../../KeySecureConfig.js"
import * as TokenCache from "./cache.js"
import { decoding, encoding } from "../encoding/codec.js"
import { withDeadline } from "../concurrency/deadline.js"

/** A store that takes longer than this is not waited for: a fetch takes less. */
const storeTimeout = "1 second"

const stored = () => Schema.parseJson(AccessToken.IssuedToken)
const decode = decoding(stored)
const encode = encoding(stored)

/** The entry's key: a digest, so that the store does not show the Api-Key; merchants and hosts do not meet. */
const keyOf = ({ apiKey, baseUrl }: Settings): string =>
  `keysecure/access-token/${bytesToHex(sha256(utf8ToBytes(`${baseUrl}\n${Redacted.value(apiKey)}`)))}`

/** If anything is wrong with the store, there is still the fetch. */
const orNone = <A, E>(use: () => Effect.Effect<A, E>): Effect.Effect<Option.Option<A>> =>
  Effect.asSome(Effect.suspend(use)).pipe(
    withDeadline({ duration: storeTimeout, onTimeout: () => Effect.succeedNone }),
    Effect.catchAllCause((cause) => (Cause.isInterruptedOnly(cause) ? Effect.interrupt : Effect.succeedNone))
  )

/**
 * Gets a token from the store if it has a better one than the token to be replaced. Otherwise fetches one and stores
 * it.
 */
export const obtain =
  (
    store: KeyValueStore.KeyValueStore,
    settings: Settings,
    time: ServerTime.Service,
    fetch: TokenCache.Obtain
  ): TokenCache.Obtain =>
  (previous) => {
    const key = keyOf(settings)
    const stored = Effect.map(
      orNone(() => store.get(key)),
      (text) => Option.flatMap(Option.flatten(text), (found) => Either.getRight(decode(found)))
    )
    const fetched = Effect.tap(fetch(previous), ({ issued }) =>
      orNone(() => Effect.flatMap(encode(issued), (text) => store.set(key, text)))
    )
    return Effect.flatMap(Effect.zip(stored, time.latest), ([found, now]) =>
      Option.isSome(found) && TokenCache.isWorthTaking(now, found.value, previous)
        ? Effect.succeed({ issued: found.value, fetched: false, isEndChosen: false })
        : fetched
    )
  }
