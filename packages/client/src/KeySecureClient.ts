/**
 * KeySecure's open API, one method an operation.
 *
 * @since 0.1.0
 */
import { type Card, type CardApplication, Endpoints, type Timestamp } from "@effect-keysecure/schema"
import type { HttpClient } from "@effect/platform"
import { type Config, type ConfigError, Context, type Duration, Effect, Layer } from "effect"
import * as AccessTokens from "./AccessTokens.js"
import type { ReadError, WriteError } from "./ClientError.js"
import * as Call from "./internal/call.js"
import * as Exchange from "./internal/exchange.js"
import * as KeySecureConfig from "./KeySecureConfig.js"
import * as RetryPolicy from "./RetryPolicy.js"
import * as ServerTime from "./ServerTime.js"

/**
 * What one call may ask for.
 *
 * @since 0.1.0
 * @category options
 */
export interface CallOptions {
  /** How long this call may take, all in all. Default `RetryPolicy.deadline`. */
  readonly deadline?: Duration.DurationInput
  /**
   * Done with the timestamp of every copy of the request, just before that copy is sent: to write down what is about to
   * happen. If it fails, the copy is not sent, and the call ends (`NotSent` or `Unreachable`). Be quick, since the
   * timestamp ages meanwhile: 60 s later it would be refused.
   */
  readonly beforeSending?: (timestamp: Timestamp.Timestamp) => Effect.Effect<void, object>
}

/**
 * The operations.
 *
 * @since 0.1.0
 * @category models
 */
export interface Service {
  /**
   * Applies for one card (docs/api.md, Apply for card).
   *
   * Every failure says whether the card may exist: `OutcomeUnknown` if it may, anything else if it does not. Do not wrap
   * it in `Effect.timeout`, which forgets that: the call has a deadline of its own (`CallOptions`).
   */
  readonly applyForCard: (
    application: CardApplication.CardApplication,
    options?: CallOptions
  ) => Effect.Effect<CardApplication.AppliedCard, WriteError>
  /** Lists cards of a span of at most 90 days, one page of at most 100 (docs/api.md, Card list). */
  readonly listCards: (query: Card.CardListQuery, options?: CallOptions) => Effect.Effect<Card.CardPage, ReadError>
}

/**
 * The client, as a service.
 *
 * @since 0.1.0
 * @category tags
 */
export class KeySecureClient extends Context.Tag("@effect-keysecure/client/KeySecureClient")<
  KeySecureClient,
  Service
>() {}

/**
 * How the client keeps time, and what it sends again.
 *
 * @since 0.1.0
 * @category models
 */
export interface Options {
  /** How the platform's time is kept; see `ServerTime.Options` for the defaults. */
  readonly serverTime?: ServerTime.Options
  /** How long a call may take, and what is sent again; default `RetryPolicy.standard`. */
  readonly retryPolicy?: RetryPolicy.RetryPolicy
}

/**
 * Makes the client from its parts.
 *
 * @since 0.1.0
 * @category constructors
 */
export const make = (
  policy: RetryPolicy.RetryPolicy = RetryPolicy.standard
): Effect.Effect<
  Service,
  never,
  HttpClient.HttpClient | KeySecureConfig.KeySecureConfig | ServerTime.ServerTime | AccessTokens.AccessTokens
> =>
  Effect.gen(function* () {
    const { apiKey } = yield* KeySecureConfig.KeySecureConfig
    const tools = { exchange: yield* Exchange.make, apiKey, tokens: yield* AccessTokens.AccessTokens, policy }
    return {
      applyForCard: Call.write(tools, Endpoints.applyForCard, (application, card) =>
        card.cardUniqueNo === application.cardUniqueNo ? undefined : "the answer is for another card_unique_no"
      ),
      listCards: Call.read(tools, Endpoints.listCards)
    }
  })

/**
 * The client over parts of your own: another source of tokens (`AccessTokens.layerStatic`), another clock
 * (`ServerTime.layerSystem`).
 *
 * @since 0.1.0
 * @category layers
 */
export const layerWithoutDependencies = (
  policy?: RetryPolicy.RetryPolicy
): Layer.Layer<
  KeySecureClient,
  never,
  HttpClient.HttpClient | KeySecureConfig.KeySecureConfig | ServerTime.ServerTime | AccessTokens.AccessTokens
> => Layer.effect(KeySecureClient, make(policy))

const over = <E>(
  config: Layer.Layer<KeySecureConfig.KeySecureConfig, E>,
  options: Options
): Layer.Layer<KeySecureClient | ServerTime.ServerTime, E, HttpClient.HttpClient> =>
  layerWithoutDependencies(options.retryPolicy).pipe(
    Layer.provide(AccessTokens.layer(options.retryPolicy)),
    Layer.provide(config),
    Layer.provideMerge(ServerTime.layer(options.serverTime))
  )

/**
 * The client of one merchant, with time and tokens of its own; the time is given out as well. It needs only an `HttpClient`; contradictory or unsafe
 * options fail with a `ConfigError` before any request.
 *
 * @since 0.1.0
 * @category layers
 */
export const layer = (
  options: KeySecureConfig.Options & Options
): Layer.Layer<KeySecureClient | ServerTime.ServerTime, ConfigError.ConfigError, HttpClient.HttpClient> =>
  over(KeySecureConfig.layer(options), options)

/**
 * The client of the merchant that the environment names (`KeySecureConfig.config`), or a `Config` of your own.
 *
 * @since 0.1.0
 * @category layers
 */
export const layerConfig = (
  config: Config.Config<KeySecureConfig.Settings> = KeySecureConfig.config,
  options: Options = {}
): Layer.Layer<KeySecureClient | ServerTime.ServerTime, ConfigError.ConfigError, HttpClient.HttpClient> =>
  over(KeySecureConfig.layerConfig(config), options)
