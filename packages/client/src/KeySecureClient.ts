/**
 * KeySecure's open API, one method per operation.
 *
 * @module KeySecureClient
 * @since 0.1.0
 */
import type * as Account from "@effect-keysecure/schema/Account"
import type * as Card from "@effect-keysecure/schema/Card"
import type * as CardApplication from "@effect-keysecure/schema/CardApplication"
import type * as CardProduct from "@effect-keysecure/schema/CardProduct"
import * as CardSecret from "@effect-keysecure/schema/CardSecret"
import type * as Cardholder from "@effect-keysecure/schema/Cardholder"
import type * as Consumption from "@effect-keysecure/schema/Consumption"
import * as Endpoints from "@effect-keysecure/schema/Endpoints"
import type * as HttpClient from "@effect/platform/HttpClient"
import * as Config from "effect/Config"
import type * as ConfigError from "effect/ConfigError"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as MutableRef from "effect/MutableRef"
import * as AccessTokens from "./AccessTokens.js"
import type * as CardCipher from "./CardCipher.js"
import type { CardCipherFailed, ReadError, WriteError } from "./ClientError.js"
import * as Call from "./internal/call/pipeline.js"
import type { CallOptions } from "./internal/call/pipeline.js"
import * as Exchange from "./internal/call/exchange.js"
import * as Secret from "./internal/keySecureClient/secret.js"
import * as KeySecureConfig from "./KeySecureConfig.js"
import * as RetryPolicy from "./RetryPolicy.js"
import * as ServerTime from "./ServerTime.js"

export type { ExtraHeaders } from "./internal/call/extras.js"
export type { CallOptions } from "./internal/call/pipeline.js"

/**
 * The operations. Those that change something (writes) fail with a certain statement: `OutcomeUnknown` says that the
 * write may have been carried out, every other error that it was not. A card's secrets need a `CardCipher`.
 *
 * @since 0.1.0
 * @category models
 */
export interface Service {
  /**
   * The name of the platform that is called (`KeySecureConfig.Settings.platform`). The log entry of an attempt belongs
   * to it.
   *
   * @since 0.2.0
   */
  readonly platform: string
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
  /**
   * Lists cards of a span of at most 90 days, one page of at most 100 (docs/api.md, Card list); `Listing.cards`
   * lists all.
   */
  readonly listCards: (query: Card.CardListQuery, options?: CallOptions) => Effect.Effect<Card.CardPage, ReadError>
  /** Shows a card (docs/api.md, Card detail). */
  readonly getCard: (card: Card.CardRef, options?: CallOptions) => Effect.Effect<Card.CardDetail, ReadError>
  /**
   * Shows a card's number, CVV and expiry (docs/api.md, Card private info), decrypted. `PciNotEnabled` (1013)
   * without permission.
   */
  readonly getCardPrivateInfo: (
    card: Card.CardRef,
    options?: CallOptions
  ) => Effect.Effect<CardSecret.CardPrivateInfo, ReadError | CardCipherFailed, CardCipher.CardCipher>
  /**
   * Activates a physical card, which must be `ToActivate` (docs/api.md, Activate physical card). The CVV travels
   * encrypted.
   */
  readonly activateCard: (
    activation: CardSecret.CardActivation,
    options?: CallOptions
  ) => Effect.Effect<Card.CardOperationResult, WriteError | CardCipherFailed, CardCipher.CardCipher>
  /**
   * Activates, freezes or deletes a card (docs/api.md, Update card status). After `OutcomeUnknown`, look at the card or
   * do it again: the call names the wanted status, so a second one does no harm. The second call may be refused, though
   * (`CardNotActivated` for a card that is frozen already).
   */
  readonly updateCardStatus: (
    update: Card.CardStatusUpdate,
    options?: CallOptions
  ) => Effect.Effect<Card.CardOperationResult, WriteError>
  /** Sets the PIN of a physical card, which must be `Activated` (docs/api.md, Set PIN). The PIN travels encrypted. */
  readonly setCardPin: (
    pin: CardSecret.CardPin,
    options?: CallOptions
  ) => Effect.Effect<Card.CardOperationResult, WriteError | CardCipherFailed, CardCipher.CardCipher>
  /**
   * Lists consumptions of a span of at most 90 days, one page (docs/api.md, Consumption); `Listing.consumptions`
   * lists all.
   */
  readonly listConsumptions: (
    query: Consumption.ConsumptionListQuery,
    options?: CallOptions
  ) => Effect.Effect<Consumption.ConsumptionPage, ReadError>
  /** Shows a consumption (docs/api.md, Consumption). */
  readonly getConsumption: (
    consumption: Consumption.ConsumptionRef,
    options?: CallOptions
  ) => Effect.Effect<Consumption.ConsumptionDetail, ReadError>
  /**
   * Lists card packages, one page (docs/api.md, Package list); `Listing.packages` lists all. Credit extension mode
   * only.
   */
  readonly listPackages: (
    query: CardProduct.PackageListQuery,
    options?: CallOptions
  ) => Effect.Effect<CardProduct.PackagePage, ReadError>
  /**
   * Lists the supported BINs, one page (docs/api.md, Supported BINs); `Listing.bins` lists all. Authorization mode
   * only.
   */
  readonly listBins: (
    query: CardProduct.BinListQuery,
    options?: CallOptions
  ) => Effect.Effect<CardProduct.BinPage, ReadError>
  /**
   * Applies for a cardholder, or for the update of one (docs/api.md, Cardholder). `CardholderExists` (2001) may
   * answer a second copy of this application: it is `OutcomeUnknown`.
   */
  readonly applyForCardholder: (
    application: Cardholder.CardholderApplication,
    options?: CallOptions
  ) => Effect.Effect<Cardholder.AppliedCardholder, WriteError>
  /**
   * Lists cardholders of a span of at most 90 days, one page (docs/api.md, Cardholder); `Listing.cardholders` lists
   * all.
   */
  readonly listCardholders: (
    query: Cardholder.CardholderListQuery,
    options?: CallOptions
  ) => Effect.Effect<Cardholder.CardholderPage, ReadError>
  /** Shows a cardholder (docs/api.md, Cardholder). */
  readonly getCardholder: (
    cardholder: Cardholder.CardholderRef,
    options?: CallOptions
  ) => Effect.Effect<Cardholder.CardholderDetail, ReadError>
  /**
   * Moves money to or from a cardholder's account (docs/api.md, Account). After `OutcomeUnknown`, find out by
   * `Transfers.reconcile`: the answer to a repeated `transfer_unique_no` is not documented. Credit extension mode only.
   */
  readonly transfer: (
    order: Account.TransferOrder,
    options?: CallOptions
  ) => Effect.Effect<Account.TransferResult, WriteError>
  /** Shows a cardholder's balances (docs/api.md, Account). Credit extension mode only. */
  readonly getAccount: (
    cardholder: Cardholder.CardholderRef,
    options?: CallOptions
  ) => Effect.Effect<Account.AccountDetail, ReadError>
  /**
   * Lists transfers of a span of at most 90 days, one page (docs/api.md, Account); `Listing.transfers` lists all.
   * Credit extension mode only.
   */
  readonly listTransfers: (
    query: Account.TransferListQuery,
    options?: CallOptions
  ) => Effect.Effect<Account.TransferPage, ReadError>
  /** Gets a token with which a page shows a card's secrets, once (docs/api.md, PCI client token). */
  readonly issueClientToken: (card: Card.CardRef, options?: CallOptions) => Effect.Effect<Card.ClientToken, ReadError>
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
 * How the client keeps time, and which requests it sends again.
 *
 * @since 0.1.0
 * @category models
 */
export interface Options {
  /** How the platform's time is kept; see `ServerTime.Options` for the defaults. */
  readonly serverTime?: ServerTime.Options
  /** How long a call may take, and which requests are sent again; default `RetryPolicy.standard`. */
  readonly retryPolicy?: RetryPolicy.RetryPolicy
  /**
   * Whose the fetch of a token is, for `layer`. Required on Cloudflare Workers; see `AccessTokens.Options`.
   *
   * @since 0.2.0
   */
  readonly fetchedBy?: "layer" | "caller"
}

/** The answer is about the card, or the like, that was asked for. */
const sameAs =
  <Field extends string>(wireName: string, field: Field) =>
  (asked: Readonly<Record<Field, string>>, answer: Readonly<Record<Field, string>>): string | undefined =>
    answer[field] === asked[field] ? undefined : `the answer is for another ${wireName}`

/**
 * Makes the client from its parts. `serverTime` and `fetchedBy` are for `layer`, which keeps time and tokens itself.
 *
 * @since 0.1.0
 * @category constructors
 */
export const make = ({ retryPolicy: policy = RetryPolicy.standard }: Options = {}): Effect.Effect<
  Service,
  never,
  HttpClient.HttpClient | KeySecureConfig.KeySecureConfig | ServerTime.ServerTime | AccessTokens.AccessTokens
> =>
  Effect.gen(function* () {
    const { platform } = yield* KeySecureConfig.KeySecureConfig
    const tools = {
      exchange: yield* Exchange.make,
      tokens: yield* AccessTokens.AccessTokens,
      saidReplaced: MutableRef.make(undefined),
      policy
    }
    const readPrivateInfo = Call.read(tools, Endpoints.getCardPrivateInfo)
    const activate = Call.write(tools, Endpoints.activateCard)
    const setPin = Call.write(tools, Endpoints.setCardPin)
    return {
      platform,
      applyForCard: Call.write(tools, Endpoints.applyForCard),
      listCards: Call.read(tools, Endpoints.listCards),
      getCard: Call.read(tools, Endpoints.getCard, sameAs("card_no", "cardNo")),
      getCardPrivateInfo: Secret.reading(Endpoints.getCardPrivateInfo.name, readPrivateInfo),
      activateCard: Secret.sending(Endpoints.activateCard.name, CardSecret.CardActivation, "cvv", activate),
      updateCardStatus: Call.write(tools, Endpoints.updateCardStatus),
      setCardPin: Secret.sending(Endpoints.setCardPin.name, CardSecret.CardPin, "pin", setPin),
      listConsumptions: Call.read(tools, Endpoints.listConsumptions),
      getConsumption: Call.read(tools, Endpoints.getConsumption, sameAs("consume_no", "consumeNo")),
      listPackages: Call.read(tools, Endpoints.listPackages),
      listBins: Call.read(tools, Endpoints.listBins),
      applyForCardholder: Call.write(tools, Endpoints.applyForCardholder),
      listCardholders: Call.read(tools, Endpoints.listCardholders),
      getCardholder: Call.read(tools, Endpoints.getCardholder, sameAs("cardholder_no", "cardholderNo")),
      transfer: Call.write(tools, Endpoints.transfer),
      getAccount: Call.read(tools, Endpoints.getAccount),
      listTransfers: Call.read(tools, Endpoints.listTransfers),
      issueClientToken: Call.read(tools, Endpoints.issueClientToken)
    }
  })

/**
 * The client over parts of your own: another source of tokens (`AccessTokens.layerStatic`), another clock
 * (`ServerTime.layerSystemClock`).
 *
 * @since 0.1.0
 * @category layers
 */
export const layerWithoutDependencies = (
  options?: Options
): Layer.Layer<
  KeySecureClient,
  never,
  HttpClient.HttpClient | KeySecureConfig.KeySecureConfig | ServerTime.ServerTime | AccessTokens.AccessTokens
> => Layer.effect(KeySecureClient, make(options))

/**
 * The client of one merchant, with time and tokens of its own. The time is given out as well. It needs only an
 * `HttpClient`. Contradictory or unsafe options fail with a `ConfigError` before any request.
 *
 * @since 0.1.0
 * @category layers
 */
export const layer = (
  options: KeySecureConfig.Options & Options
): Layer.Layer<KeySecureClient | ServerTime.ServerTime, ConfigError.ConfigError, HttpClient.HttpClient> =>
  layerWithoutDependencies(options).pipe(
    Layer.provide(AccessTokens.layer(options)),
    Layer.provide(KeySecureConfig.layer(options)),
    Layer.provideMerge(ServerTime.layer(options.serverTime))
  )

/**
 * The client of the merchant that the environment names (`KeySecureConfig.config`), or that `Config`s of your own do. With
 * other options: `Config.map(KeySecureConfig.config, (options) => ({ ...options, retryPolicy }))`.
 *
 * @since 0.1.0
 * @category layers
 */
export const layerConfig = (
  options: Config.Config.Wrap<KeySecureConfig.Options & Options> = KeySecureConfig.config
): Layer.Layer<KeySecureClient | ServerTime.ServerTime, ConfigError.ConfigError, HttpClient.HttpClient> =>
  Layer.unwrapEffect(Effect.map(Config.unwrap(options), layer))
