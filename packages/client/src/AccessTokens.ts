/**
 * Tokens that are fresh before they are needed: one fetch for any number of callers, none for most of them.
 *
 * @module AccessTokens
 * @since 0.1.0
 */
import type * as AccessToken from "@effect-keysecure/schema/AccessToken"
import * as Endpoints from "@effect-keysecure/schema/Endpoints"
import type * as HttpClient from "@effect/platform/HttpClient"
import type * as KeyValueStore from "@effect/platform/KeyValueStore"
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as MutableRef from "effect/MutableRef"
import type * as Option from "effect/Option"
import type * as Scope from "effect/Scope"
import { type ReadError, Unreachable } from "./ClientError.js"
import * as Call from "./internal/call/pipeline.js"
import * as Exchange from "./internal/call/exchange.js"
import { noticed } from "./internal/accessTokens/secondClient.js"
import * as SharedToken from "./internal/accessTokens/shared.js"
import * as TokenCache from "./internal/accessTokens/cache.js"
import { withDeadline } from "./internal/concurrency/deadline.js"
import { isCloudflareWorkers } from "./internal/runtime/runtime.js"
import { KeySecureConfig } from "./KeySecureConfig.js"
import * as RetryPolicy from "./RetryPolicy.js"
import { ServerTime } from "./ServerTime.js"
import * as TokenStore from "./TokenStore.js"

/**
 * The source of tokens.
 *
 * @since 0.1.0
 * @category models
 */
export interface Service {
  /**
   * A token that will be alive when the request arrives. Waits for a fetch only if there is none; fails as that fetch
   * fails, and the next call tries again.
   */
  readonly get: Effect.Effect<AccessToken.AccessToken, ReadError>
  /**
   * The token that `get` would give without waiting for anything, or none. A call that finds one needs no deadline before
   * it is sent. Default: no call takes that way.
   *
   * @since 0.2.0
   */
  readonly atHand?: Effect.Effect<Option.Option<AccessToken.AccessToken>>
  /** Forgets this token, which the platform refused (1006, 1007), unless another one has taken its place. */
  readonly invalidate: (token: AccessToken.AccessToken) => Effect.Effect<void>
  /**
   * How many refused tokens one call may replace by another and try again. 1, because a token that is refused when
   * fresh is the caller's error. 3 if processes share tokens: another process's fetch may have ended the one that we had,
   * and two that fetch at once end a fresh one, so the store is read once more before the call fails. 0 if there is no
   * other token.
   */
  readonly maxTokenReplacements: number
}

/**
 * The source of tokens, as a service.
 *
 * @since 0.1.0
 * @category tags
 */
export class AccessTokens extends Context.Tag("@effect-keysecure/client/AccessTokens")<AccessTokens, Service>() {}

/**
 * The services that fetching tokens needs.
 *
 * @since 0.1.0
 * @category models
 */
export type Requirements = HttpClient.HttpClient | KeySecureConfig | ServerTime

/**
 * How tokens are fetched.
 *
 * @since 0.2.0
 * @category options
 */
export interface Options {
  /** How long a fetch may take and how it is tried again; default `RetryPolicy.standard`. */
  readonly retryPolicy?: RetryPolicy.RetryPolicy
  /**
   * Whose a fetch is. `"layer"`: callers wait for one fetch, which goes on if they are interrupted, and a token is renewed in
   * the background before it ends. `"caller"`: a caller that finds no token fetches one, and waits for no other caller; the
   * token then serves all. That is for Cloudflare Workers, where a request that waits for another request hangs.
   *
   * Default `"layer"`. On Cloudflare Workers there is no default, and every call fails until one is chosen: writes with
   * `NotSent`, reads with `Unreachable`. `"layer"` is right there only for a layer that is built within the request.
   */
  readonly fetchedBy?: "layer" | "caller"
}

const closed = () => new Unreachable({ operation: Endpoints.getToken.name, detail: "the client's layer was released" })

const unchosen = () =>
  new Unreachable({
    operation: Endpoints.getToken.name,
    detail:
      'on Cloudflare Workers a request that waits for another one\'s token hangs: give the option fetchedBy: "caller", or "layer" for a layer that is built within the request'
  })

/** Where the tokens are kept, by whose fetch they come from. */
const makeCache = (
  { fetchedBy }: Options,
  obtain: TokenCache.Obtain
): Effect.Effect<TokenCache.TokenCache, never, ServerTime | Scope.Scope> =>
  Effect.flatMap(ServerTime, (time): Effect.Effect<TokenCache.TokenCache, never, Scope.Scope> => {
    if (fetchedBy === undefined && isCloudflareWorkers()) {
      return Effect.succeed({ get: Effect.failSync(unchosen), invalidate: () => Effect.void })
    }
    return fetchedBy === "caller" ? TokenCache.makePerCaller(time, obtain) : TokenCache.make(time, obtain, closed)
  })

/**
 * How long a request for a token waits for its answer: several times what an answer takes, and a quarter of a call's
 * deadline. All calls wait for one fetch, so one request without an answer would cost them all.
 */
const answerSeconds = 15

const lost: Exchange.Answer = { _tag: "NoAnswer", detail: `none within ${String(answerSeconds)} s` }

const withoutHanging = ({ stamp, transmit }: Exchange.Exchange): Exchange.Exchange => ({
  stamp,
  transmit: (outgoing) =>
    withDeadline({ duration: Duration.seconds(answerSeconds), onTimeout: () => Effect.succeed(lost) })(
      transmit(outgoing)
    )
})

const fetchToken = ({
  retryPolicy: policy = RetryPolicy.standard
}: Options): Effect.Effect<Effect.Effect<TokenCache.Obtained, ReadError>, never, Requirements> =>
  Effect.map(Effect.all([Exchange.make, ServerTime]), ([exchange, time]) => {
    const get = Call.read(
      { exchange: withoutHanging(exchange), tokens: undefined, saidReplaced: MutableRef.make(undefined), policy },
      Endpoints.getToken
    )
    return Effect.flatMap(get(undefined), (issued) =>
      Effect.zipWith(time.earliest, time.latest, (earliest, latest) => TokenCache.justIssued(issued, earliest, latest))
    )
  })

/**
 * Tokens of the configured merchant, kept in memory and fetched by get token. Make them once in a process: the second
 * time for one merchant and host makes a line that warns, except on loopback.
 *
 * @since 0.1.0
 * @category constructors
 */
export const make = (options: Options = {}): Effect.Effect<Service, never, Requirements | Scope.Scope> =>
  Effect.gen(function* () {
    yield* Effect.flatMap(KeySecureConfig, noticed)
    const fetch = yield* fetchToken(options)
    return { ...(yield* makeCache(options, () => fetch)), maxTokenReplacements: 1 }
  })

/**
 * Tokens that several processes of one merchant share through a store. Before a fetch and after a refusal the store is
 * read, and another live token there is taken. One process fetches, by a lease in the store, and the others wait for
 * its token. A lease that its owner has not renewed for 5 s is taken over: the owner may have crashed. A store that fails, is slow
 * (over 1 s) or holds rubbish is not used, and keeps no call waiting for more than 30 s.
 *
 * The key of the entry is a digest of the Api-Key and the base URL; its value is the token itself, so keep the store as
 * safe as the Api-Key.
 *
 * @since 0.2.0
 * @category constructors
 */
export const makeStore = (
  options: Options = {}
): Effect.Effect<Service, never, Requirements | TokenStore.TokenStore | Scope.Scope> =>
  Effect.gen(function* () {
    const time = yield* ServerTime
    const settings = yield* KeySecureConfig
    const store = yield* TokenStore.TokenStore
    const fetch = yield* fetchToken(options)
    const cache = yield* makeCache(
      options,
      SharedToken.obtain(store, settings, time, () => fetch)
    )
    return { ...cache, maxTokenReplacements: 3 }
  })

/**
 * `makeStore` over a `KeyValueStore` (a file, Redis), which cannot compare and swap: two processes that look at the same
 * moment both fetch.
 *
 * @since 0.1.0
 * @category constructors
 */
export const makeKeyValueStore = (
  options?: Options
): Effect.Effect<Service, never, Requirements | KeyValueStore.KeyValueStore | Scope.Scope> =>
  Effect.provideServiceEffect(makeStore(options), TokenStore.TokenStore, TokenStore.makeKeyValueStore)

/**
 * Tokens of the configured merchant, kept in memory.
 *
 * @since 0.1.0
 * @category layers
 */
export const layer = (options?: Options): Layer.Layer<AccessTokens, never, Requirements> =>
  Layer.scoped(AccessTokens, make(options))

/**
 * Tokens that several processes of one merchant share through a store; see `makeStore`.
 *
 * @since 0.2.0
 * @category layers
 */
export const layerStore = (options?: Options): Layer.Layer<AccessTokens, never, Requirements | TokenStore.TokenStore> =>
  Layer.scoped(AccessTokens, makeStore(options))

/**
 * Tokens that several processes of one merchant share through a `KeyValueStore`; see `makeKeyValueStore`.
 *
 * @since 0.1.0
 * @category layers
 */
export const layerKeyValueStore = (
  options?: Options
): Layer.Layer<AccessTokens, never, Requirements | KeyValueStore.KeyValueStore> =>
  Layer.scoped(AccessTokens, makeKeyValueStore(options))

/**
 * One token, given from outside and never fetched. When the platform refuses it, calls fail.
 *
 * @since 0.1.0
 * @category layers
 */
export const layerStatic = (token: AccessToken.AccessToken): Layer.Layer<AccessTokens> =>
  Layer.succeed(AccessTokens, {
    get: Effect.succeed(token),
    atHand: Effect.succeedSome(token),
    invalidate: () => Effect.void,
    maxTokenReplacements: 0
  })
