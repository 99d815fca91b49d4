/**
 * The clients of many merchants: one for each, with its own key and token. It is made when it is first asked for, and closed when
 * it was not used for a while.
 *
 * @example
 * import { FetchHttpClient } from "@effect/platform"
 * import { Effect, Layer, Redacted } from "effect"
 * import { AttemptLog, CardIssuance, KeySecureClients } from "@effect-keysecure/client"
 * import type { CardApplication } from "@effect-keysecure/schema"
 *
 * const issueFor = (merchant: string, application: CardApplication.CardApplication) =>
 *   Effect.flatMap(CardIssuance.CardIssuance, (issuance) => issuance.issue(application)).pipe(
 *     Effect.provide(KeySecureClients.layerFor(merchant))
 *   )
 *
 * const live = KeySecureClients.layer({
 *   merchants: {
 *     acme: { apiKey: Redacted.make("key of acme"), environment: "sandbox" },
 *     globex: { apiKey: Redacted.make("key of globex"), environment: "sandbox", language: "zh_CN" }
 *   }
 * }).pipe(Layer.provide([FetchHttpClient.layer, AttemptLog.layerMemory()]))
 *
 * @module KeySecureClients
 * @since 0.2.0
 */
import type * as HttpClient from "@effect/platform/HttpClient"
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as FiberRef from "effect/FiberRef"
import * as HashMap from "effect/HashMap"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import type * as Scope from "effect/Scope"
import * as AccessTokens from "./AccessTokens.js"
import type * as AttemptLog from "./AttemptLog.js"
import * as CardIssuance from "./CardIssuance.js"
import { givenUp } from "./internal/accessTokens/secondClient.js"
import * as Kept from "./internal/keySecureClients/kept.js"
import * as KeySecureClient from "./KeySecureClient.js"
import * as KeySecureConfig from "./KeySecureConfig.js"
import * as ServerTime from "./ServerTime.js"
import type * as TokenStore from "./TokenStore.js"

/**
 * No merchant of this name is configured. Nothing was sent.
 *
 * @since 0.2.0
 * @category errors
 */
export class MerchantNotFound extends Schema.TaggedError<MerchantNotFound>("@effect-keysecure/client/MerchantNotFound")(
  "MerchantNotFound",
  { merchant: Schema.String }
) {
  override get message(): string {
    return `No merchant is configured under the name ${JSON.stringify(this.merchant)}. Nothing was sent.`
  }
}

/**
 * The client of a merchant could not be made. Nothing was sent, and the next call tries again. `reason` says why:
 *
 * - `LookupFailed`: `Options.merchants` failed; `detail` is the `_tag` of its failure, which may hold anything.
 * - `ConfigInvalid`: the merchant's options are wrong; `detail` names the option, and never its value.
 *
 * @since 0.2.0
 * @category errors
 */
export class MerchantUnavailable extends Schema.TaggedError<MerchantUnavailable>(
  "@effect-keysecure/client/MerchantUnavailable"
)("MerchantUnavailable", {
  merchant: Schema.String,
  reason: Schema.Literal("LookupFailed", "ConfigInvalid"),
  detail: Schema.String
}) {
  override get message(): string {
    return `There is no client of the merchant ${JSON.stringify(this.merchant)} (${this.reason}: ${this.detail}). Nothing was sent.`
  }
}

/**
 * Why there is no client of a merchant.
 *
 * @since 0.2.0
 * @category errors
 */
export type MerchantError = MerchantNotFound | MerchantUnavailable

/**
 * One merchant: its key, the platform, and how its cards are issued. `merchant` is its name in the attempt log; default the name
 * that the program asks for. Give it if the log has entries of this merchant under another name (`""` for entries from before
 * there were many), and never give two merchants the same.
 *
 * @since 0.2.0
 * @category options
 */
export type Merchant = KeySecureConfig.Options &
  Pick<KeySecureClient.Options, "fetchedBy" | "retryPolicy"> &
  CardIssuance.Options

/**
 * The services that a merchant's calls are made with. Merchants of one host share its `ServerTime`.
 *
 * @since 0.2.0
 * @category models
 */
export type Services = CardIssuance.CardIssuance | KeySecureClient.KeySecureClient | ServerTime.ServerTime

/** A failure of a lookup: only its tag is told. */
interface Refused {
  readonly _tag: string
}

/**
 * Who the merchants are, and how long their clients are kept.
 *
 * @since 0.2.0
 * @category options
 */
export interface Options<R = never> {
  /**
   * The merchants by name, or a function that finds one, in a vault or a table. It is asked when a client is made, and not for
   * each call: after a merchant's key was replaced, `invalidate` makes the next call ask again. A name of the record's prototype
   * is no merchant.
   */
  readonly merchants:
    Readonly<Record<string, Merchant>> | ((merchant: string) => Effect.Effect<Option.Option<Merchant>, Refused, R>)
  /**
   * How long a client is kept that is not in use. Default 30 minutes: the next call then costs a fetch of a token, and a
   * token lives for hours. A client is in use as long as a scope holds it, so no call is ever interrupted by this.
   */
  readonly idleTimeToLive?: Duration.DurationInput
  /** How each host's time is kept; see `ServerTime.Options` for the defaults. */
  readonly serverTime?: ServerTime.Options
}

/**
 * The clients of many merchants.
 *
 * @since 0.2.0
 * @category models
 */
export interface Service {
  /**
   * The services of a merchant, made if there are none. They stay open at least until the caller's scope ends: make a call within
   * that scope. Callers at the same time share one making, which goes on if one of them is interrupted. A failure is not kept.
   * `layerFor` is the same as a layer.
   */
  readonly get: (merchant: string) => Effect.Effect<Context.Context<Services>, MerchantError, Scope.Scope>
  /**
   * Makes the next call of a merchant look it up anew, for a key that was replaced or a merchant that was removed. Calls that are
   * under way end with the old key.
   */
  readonly invalidate: (merchant: string) => Effect.Effect<void>
}

/**
 * The clients of many merchants, as a service.
 *
 * @since 0.2.0
 * @category tags
 */
export class KeySecureClients extends Context.Tag("@effect-keysecure/client/KeySecureClients")<
  KeySecureClients,
  Service
>() {}

/** What names the merchant, on each line and each trace span of what is done for it. */
const annotation = "keysecure.merchant"

const defaultIdleTime = Duration.minutes(30)

/** What all clients share. */
type Shared = AttemptLog.AttemptLog | HttpClient.HttpClient

/** A merchant whose options are checked. */
interface Checked {
  readonly merchant: Merchant
  readonly settings: KeySecureConfig.Settings
}

/** How the tokens of one merchant are kept. `R` is required besides what all clients share. */
type TokensOf<R> = (
  options: AccessTokens.Options
) => Layer.Layer<AccessTokens.AccessTokens, never, AccessTokens.Requirements | R>

/** Finds a merchant among those that are configured. */
const finderOf = <R>({
  merchants
}: Options<R>): ((name: string) => Effect.Effect<Option.Option<Merchant>, Refused, R>) =>
  typeof merchants === "function"
    ? merchants
    : (name) => Effect.succeed(Object.hasOwn(merchants, name) ? Option.fromNullable(merchants[name]) : Option.none())

const checked = (name: string, merchant: Merchant): Effect.Effect<Checked, MerchantUnavailable> =>
  KeySecureConfig.make(merchant).pipe(
    Effect.mapBoth({
      onSuccess: (settings) => ({ merchant, settings }),
      onFailure: (error) => new MerchantUnavailable({ merchant: name, reason: "ConfigInvalid", detail: String(error) })
    })
  )

/** The options of a merchant, looked up and checked. */
const checkedIn =
  <R>(options: Options<R>) =>
  (name: string): Effect.Effect<Checked, MerchantError, R> =>
    finderOf(options)(name).pipe(
      Effect.mapError(({ _tag }) => new MerchantUnavailable({ merchant: name, reason: "LookupFailed", detail: _tag })),
      Effect.flatMap((found): Effect.Effect<Checked, MerchantError> =>
        Option.isSome(found) ? checked(name, found.value) : new MerchantNotFound({ merchant: name })
      )
    )

/** The time of each host. It needs no end, and there are few hosts. */
const timesOf = (options: ServerTime.Options | undefined) => {
  const times = new Map<string, ServerTime.Service>()
  return ({ baseUrl }: KeySecureConfig.Settings): Effect.Effect<ServerTime.Service> =>
    Effect.map(ServerTime.make(options), (made) => {
      const time = times.get(baseUrl) ?? made
      times.set(baseUrl, time)
      return time
    })
}

/** One merchant's services, and what they were made of. */
interface Client {
  readonly context: Context.Context<Services>
  readonly settings: KeySecureConfig.Settings
}

const makeWith = <R, R2>(
  options: Options<R>,
  tokensOf: TokensOf<R2>,
  whenGivenUp: (settings: KeySecureConfig.Settings) => void
): Effect.Effect<Service, never, Shared | R | R2 | Scope.Scope> =>
  Effect.gen(function* () {
    const context = yield* Effect.context<Shared | R | R2>()
    const find = checkedIn(options)
    const timeOf = timesOf(options.serverTime)

    const clientOf = (name: string): Effect.Effect<Client, MerchantError, R | R2 | Shared | Scope.Scope> =>
      Effect.gen(function* () {
        const { merchant, settings } = yield* find(name)
        const time = yield* timeOf(settings)
        const layer = CardIssuance.layerWithoutDependencies({ ...merchant, merchant: merchant.merchant ?? name }).pipe(
          Layer.provideMerge(KeySecureClient.layerWithoutDependencies(merchant)),
          Layer.provide(tokensOf(merchant)),
          Layer.provide(Layer.succeed(KeySecureConfig.KeySecureConfig, settings)),
          Layer.provideMerge(Layer.succeed(ServerTime.ServerTime, time))
        )
        return { context: yield* Layer.build(layer), settings }
      }).pipe(Effect.annotateLogs(annotation, name))

    const clients = yield* Kept.make<Client, MerchantError>({
      make: (name) =>
        Effect.mapInputContext(clientOf(name), (own: Context.Context<Scope.Scope>) => Context.merge(context, own)),
      givenUp: ({ settings }) => whenGivenUp(settings),
      idleTimeToLive: Duration.decode(options.idleTimeToLive ?? defaultIdleTime)
    })
    return {
      get: (name) => Effect.map(clients.get(name), (client) => client.context),
      invalidate: clients.forget
    }
  })

/**
 * Makes the clients. Each merchant's token is kept in memory. Wrong options of a merchant are told by its calls, and harm no other
 * merchant. When the scope closes, all clients are closed, and calls afterwards are interrupted.
 *
 * @since 0.2.0
 * @category constructors
 */
export const make = <R = never>(
  options: Options<R>
): Effect.Effect<Service, never, AttemptLog.AttemptLog | HttpClient.HttpClient | R | Scope.Scope> =>
  makeWith<R, never>(options, AccessTokens.layer, givenUp)

/**
 * `make` with tokens that several processes share through one store (`AccessTokens.makeStore`). The merchants' entries in it do not
 * meet.
 *
 * @since 0.2.0
 * @category constructors
 */
export const makeStore = <R = never>(
  options: Options<R>
): Effect.Effect<
  Service,
  never,
  AttemptLog.AttemptLog | HttpClient.HttpClient | TokenStore.TokenStore | R | Scope.Scope
> => makeWith<R, TokenStore.TokenStore>(options, AccessTokens.layerStore, () => undefined)

/**
 * The clients of many merchants over one `HttpClient` and one `AttemptLog`, in which each merchant has entries of its own.
 *
 * @since 0.2.0
 * @category layers
 */
export const layer = <R = never>(
  options: Options<R>
): Layer.Layer<KeySecureClients, never, AttemptLog.AttemptLog | HttpClient.HttpClient | R> =>
  Layer.scoped(KeySecureClients, make(options))

/**
 * The clients of many merchants, whose tokens several processes share through one store; see `makeStore`.
 *
 * @since 0.2.0
 * @category layers
 */
export const layerStore = <R = never>(
  options: Options<R>
): Layer.Layer<KeySecureClients, never, AttemptLog.AttemptLog | HttpClient.HttpClient | TokenStore.TokenStore | R> =>
  Layer.scoped(KeySecureClients, makeStore(options))

const named = (merchant: string): Layer.Layer<never> => {
  const withName = (annotations: HashMap.HashMap<string, unknown>) => HashMap.set(annotations, annotation, merchant)
  return Layer.merge(
    Layer.fiberRefLocallyScopedWith(FiberRef.currentLogAnnotations, withName),
    Layer.fiberRefLocallyScopedWith(FiberRef.currentTracerSpanAnnotations, withName)
  )
}

/**
 * The services of one merchant, to be provided to what is done for it: `Effect.provide(KeySecureClients.layerFor("acme"))`. Its client
 * stays open until that has ended. Lines and trace spans in it have the annotation `keysecure.merchant`. Fails with
 * `MerchantNotFound` and `MerchantUnavailable`; then nothing was sent.
 *
 * @since 0.2.0
 * @category layers
 */
export const layerFor = (merchant: string): Layer.Layer<Services, MerchantError, KeySecureClients> =>
  Layer.merge(
    Layer.scopedContext(Effect.flatMap(KeySecureClients, (clients) => clients.get(merchant))),
    named(merchant)
  )
