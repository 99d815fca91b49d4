/**
 * The client for programs that do not use Effect: promises, plain strings, and an outcome that a `switch` cannot forget.
 *
 * @example
 * import * as KeySecure from "@effect-keysecure/client/promise"
 *
 * const keysecure = KeySecure.make({ apiKey: "my key", environment: "sandbox", store: "memory" })
 *
 * const cardFor = async (order: string) => {
 *   const result = await keysecure.issue({
 *     cardType: "Virtual",
 *     packageNo: "P0001",
 *     cardholderNo: "U0001",
 *     cardUniqueNo: order
 *   })
 *   switch (result.outcome) {
 *     case "issued":
 *       return result.card.cardNo
 *     case "rejected":
 *       throw result.error // its `_tag` says why; correct the application
 *     case "notIssued":
 *     case "unknown":
 *       return undefined // call again with the same application: that finds out
 *     case "failed":
 *       throw result.error // a person has to look
 *   }
 * }
 *
 * @module promise
 * @since 0.2.0
 */
import type * as Callback from "@effect-keysecure/schema/Callback"
import * as Card from "@effect-keysecure/schema/Card"
import * as CardApplication from "@effect-keysecure/schema/CardApplication"
import type * as RequestHeaders from "@effect-keysecure/schema/RequestHeaders"
import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import type * as HttpClient from "@effect/platform/HttpClient"
import type { Brand } from "effect/Brand"
import * as Cause from "effect/Cause"
import * as ConfigError from "effect/ConfigError"
import type * as DateTime from "effect/DateTime"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Exit from "effect/Exit"
import * as FiberId from "effect/FiberId"
import * as Layer from "effect/Layer"
import * as ManagedRuntime from "effect/ManagedRuntime"
import * as Predicate from "effect/Predicate"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import * as AttemptLog from "./AttemptLog.js"
import type * as CallbackConfig from "./CallbackConfig.js"
import * as Callbacks from "./Callbacks.js"
import * as CardIssuance from "./CardIssuance.js"
import { type IssueError, RequestInvalid } from "./ClientError.js"
import { issuesAt } from "./internal/encoding/issues.js"
import { type CallbackHandlers, type Handled, handledOf, handlersOf } from "./internal/promise/callbacks.js"
import { Closed, OptionsInvalid } from "./internal/promise/ending.js"
import { layerLogger, type Logging } from "./internal/promise/logging.js"
import { aborted, issued, type Outcome, outcomeOf } from "./internal/promise/outcome.js"
import { runUnder } from "./internal/promise/signals.js"
import { logIn, type TextStore } from "./internal/promise/textStore.js"
import * as KeySecureClient from "./KeySecureClient.js"
import type * as KeySecureConfig from "./KeySecureConfig.js"

export type {
  AuthData,
  AuthDecision,
  CallbackHandlers,
  CardUpdateData,
  ConsumptionData,
  Handled,
  HandledStore
} from "./internal/promise/callbacks.js"
export { Closed, OptionsInvalid } from "./internal/promise/ending.js"
export type { Logging, LogLine } from "./internal/promise/logging.js"
export type { IssuedCard, Outcome } from "./internal/promise/outcome.js"
export type { TextStore } from "./internal/promise/textStore.js"

/**
 * Where it is written down what was sent, so that no number gets two cards: a store of yours, which all processes share and which
 * outlives them; a layer of an `AttemptLog` (of `@effect-keysecure/sql`, say); or `"memory"`, for tests and for programs that
 * may forget.
 *
 * @since 0.2.0
 * @category options
 */
export type Store = TextStore | Layer.Layer<AttemptLog.AttemptLog, Refused> | "memory"

/** How a layer fails: each error of Effect's has a tag. */
interface Refused {
  readonly _tag: string
}

/**
 * The options: who calls, whom, and where it is written down. The other ones are those of `CardIssuance.layer`.
 *
 * @since 0.2.0
 * @category options
 */
export type Options = KeySecureConfig.Target &
  CardIssuance.Options &
  KeySecureClient.Options &
  Logging & {
    /** The merchant's Api-Key. It is never shown. */
    readonly apiKey: string | Redacted.Redacted
    /** Where it is written down what was sent. */
    readonly store: Store
    /** The language of the platform's messages; without it the platform answers in English. */
    readonly language?: RequestHeaders.Language
    /** The transport. Default `fetch`, which every runtime has. On Node take `UndiciHttpClient.layer`: it sends a write with its length, in a fraction of the time. */
    readonly httpClient?: Layer.Layer<HttpClient.HttpClient>
  }

/** A branded text or number without its brand, at any depth. */
type Plain<A> =
  A extends Brand<infer _>
    ? A extends string
      ? string
      : number
    : A extends string | number | boolean | bigint | null | undefined | DateTime.DateTime | Redacted.Redacted<infer _>
      ? A
      : A extends object
        ? { readonly [K in keyof A]: Plain<A[K]> }
        : A

/**
 * An application, with plain texts. `undefined`, `null` and `""` mean that a field is absent.
 *
 * @since 0.2.0
 * @category models
 */
export type Application = Plain<CardApplication.CardApplication>

/**
 * Limits of a call, and a signal that ends it.
 *
 * @since 0.2.0
 * @category options
 */
export interface CallOptions {
  /** Ends the call: the outcome is then `unknown`. The next call with the same application finds out. */
  readonly signal?: AbortSignal
}

/**
 * How `reconcile` asks: the answers of a person, how long, and a signal.
 *
 * @since 0.2.0
 * @category options
 */
export interface ReconcileOptions extends CallOptions, Pick<CardIssuance.ReconcileOptions, "reconcileTimeout"> {
  /** The card that a person has found to be the one of this number. */
  readonly ours?: string
  /** Cards that a person has found to be of other numbers. */
  readonly others?: ReadonlyArray<string>
}

/**
 * The client.
 *
 * @since 0.2.0
 * @category models
 */
export interface KeySecure {
  /**
   * Issues one card for this application and its `cardUniqueNo`, however often it is called (`CardIssuance.issue`). It takes up
   * to 11 minutes by default if the platform does not answer, because it finds out. It rejects with `OptionsInvalid` and `Closed` only.
   */
  readonly issue: (application: Application, options?: CardIssuance.IssueOptions & CallOptions) => Promise<Outcome>
  /**
   * Finds out whether a number has a card, without applying (`CardIssuance.reconcile`). A person answers for `candidates` by
   * `ours` or `others`.
   */
  readonly reconcile: (cardUniqueNo: string, options?: ReconcileOptions) => Promise<Outcome>
  /**
   * Calls an operation of the API, such as `keysecure.call((client) => client.getCard({ cardNo }))`. It rejects with the error itself, so
   * `instanceof` and `_tag` work; with the reason of the signal, if that ends it; and with `Closed` after `close`. For cards take `issue`. Numbers that come from elsewhere are checked by their schema, as
   * `Card.CardNo.make(text)`.
   */
  readonly call: <A, E>(
    operation: (client: KeySecureClient.Service) => Effect.Effect<A, E>,
    options?: CallOptions
  ) => Promise<A>
  /** Ends what is under way, and closes connections: an application is then `unknown`, and a `call` rejects with `Closed`. Calls afterwards reject with `Closed`. */
  readonly close: () => Promise<void>
  /** The same, for `await using`. */
  readonly [Symbol.asyncDispose]: () => Promise<void>
}

const isTextStore = (store: unknown): store is TextStore =>
  Predicate.hasProperty(store, "get") &&
  Predicate.hasProperty(store, "swap") &&
  typeof store.get === "function" &&
  typeof store.swap === "function"

const noStore = ConfigError.InvalidData(["store"], `expected "memory", get and swap, or a layer of an AttemptLog`)

const logOf = (store: Store): Layer.Layer<AttemptLog.AttemptLog, Refused> => {
  if (store === "memory") return AttemptLog.layerMemory()
  if (isTextStore(store)) return Layer.succeed(AttemptLog.AttemptLog, logIn(store))
  return Layer.isLayer(store) ? store : Layer.fail(noStore)
}

const noKey = ConfigError.InvalidData(["apiKey"], "expected the merchant's Api-Key, a text")

const keyOf = (apiKey: Options["apiKey"]): Either.Either<Redacted.Redacted, ConfigError.ConfigError> => {
  if (typeof apiKey === "string") return Either.right(Redacted.make(apiKey))
  return Redacted.isRedacted(apiKey) ? Either.right(apiKey) : Either.left(noKey)
}

const detailOf = (error: Refused): string => (error instanceof Error ? error.message : String(error))

/** What was read of an application, or what is wrong with it. */
const read = (application: Application): Effect.Effect<CardApplication.CardApplication, RequestInvalid> =>
  Effect.mapError(
    CardApplication.parse(application),
    (faults) =>
      new RequestInvalid({
        operation: "applyForCard",
        issues: faults
      })
  )

const Asked = Schema.Struct({
  number: Card.CardUniqueNo,
  ours: Schema.optionalWith(Card.CardNo, { exact: true }),
  others: Schema.optionalWith(Schema.Array(Card.CardNo), { exact: true })
})

const decodeAsked = Schema.decodeUnknown(Asked, { errors: "all" })

/** The number and the answers, checked. */
const readAsked = (number: string, { reconcileTimeout, ...answers }: Omit<ReconcileOptions, "signal">) =>
  Effect.mapBoth(decodeAsked({ number, ...answers }), {
    onFailure: ({ issue }) => new RequestInvalid({ operation: "reconcile", issues: issuesAt("", issue) }),
    onSuccess: ({ number: no, ...checked }) =>
      [no, { ...checked, ...(reconcileTimeout === undefined ? {} : { reconcileTimeout }) }] as const
  })

type Runtime = ManagedRuntime.ManagedRuntime<
  CardIssuance.CardIssuance | KeySecureClient.KeySecureClient,
  OptionsInvalid
>

/** After `close` the runtime dies with a text, and what is under way then is interrupted. */
const rejected = (cause: Cause.Cause<unknown>): Promise<never> => {
  const error = Cause.isInterruptedOnly(cause) ? undefined : Cause.squash(cause)
  return Promise.reject(error instanceof Error ? error : new Closed())
}

/** Issues or finds out. A caller that has left is told that the outcome is unknown, and never nothing. */
const outcomeIn = (
  runtime: Runtime,
  signal: AbortSignal | undefined,
  work: (issuance: CardIssuance.Service) => Effect.Effect<CardIssuance.IssuedCard, IssueError>
): Promise<Outcome> => {
  // Nothing is written down or sent, so that the next call has nothing to find out.
  if (signal?.aborted === true) return Promise.resolve(aborted)
  const worked = Effect.flatMap(CardIssuance.CardIssuance, (issuance) =>
    Effect.match(work(issuance), { onFailure: outcomeOf, onSuccess: issued })
  )
  return runUnder(runtime, worked, signal).then((exit) => {
    if (Exit.isSuccess(exit)) return exit.value
    return Cause.isInterruptedOnly(exit.cause) && signal?.aborted === true ? aborted : rejected(exit.cause)
  })
}

/** The layer of everything, with what is wrong with it in words. */
const layerOf = ({ apiKey, httpClient = FetchHttpClient.layer, store, ...options }: Options) =>
  Layer.unwrapEffect(Effect.map(keyOf(apiKey), (key) => CardIssuance.layer({ ...options, apiKey: key }))).pipe(
    Layer.provide([httpClient, logOf(store)]),
    Layer.provideMerge(layerLogger(options)),
    Layer.mapError((error) => new OptionsInvalid({ detail: detailOf(error) }))
  )

/**
 * Makes a client. It holds one runtime, one token and one pool of connections: make one for the whole program, and `close` it at
 * the end. Wrong options are told by the first call (`OptionsInvalid`).
 *
 * @since 0.2.0
 * @category constructors
 */
export const make = (options: Options): KeySecure => {
  const runtime: Runtime = ManagedRuntime.make(layerOf(options))
  const closing = Deferred.unsafeMake<never, Closed>(FiberId.none)
  const close = () => {
    // What runs in the runtime would go on to its own end.
    Deferred.unsafeDone(closing, new Closed())
    return runtime.dispose()
  }
  return {
    issue: (application, { signal, ...limits } = {}) =>
      outcomeIn(runtime, signal, (issuance) =>
        Effect.flatMap(read(application), (checked) => issuance.issue(checked, limits))
      ),
    reconcile: (cardUniqueNo, { signal, ...asked } = {}) =>
      outcomeIn(runtime, signal, (issuance) =>
        Effect.flatMap(readAsked(cardUniqueNo, asked), ([number, options]) => issuance.reconcile(number, options))
      ),
    call: (operation, { signal } = {}) => {
      const called = Effect.flatMap(KeySecureClient.KeySecureClient, operation)
      return runUnder(runtime, Effect.raceFirst(called, Deferred.await(closing)), signal).then((exit) => {
        if (Exit.isSuccess(exit)) return exit.value
        return Cause.isInterruptedOnly(exit.cause) && signal?.aborted === true
          ? Promise.reject(signal.reason)
          : rejected(exit.cause)
      })
    },
    close,
    [Symbol.asyncDispose]: close
  }
}

/**
 * Whose callbacks are taken, who handles them, and where it is remembered which ones were. The other ones are those of
 * `CallbackConfig`.
 *
 * @since 0.2.0
 * @category options
 */
export interface CallbackOptions extends CallbackHandlers, CallbackConfig.Rules, Logging {
  /** The value that the platform signs as `appId`. */
  readonly appId: string
  /** The secret with which it signs. It is never shown. */
  readonly apiSecret: string | Redacted.Redacted
  /**
   * Where the answers are kept, so that a callback that is delivered again is answered and not handled again: a store of yours that
   * all processes share, a layer of `HandledCallbacks`, or `"memory"`, for tests and for a program of one process that may forget.
   */
  readonly handled: Handled
}

/**
 * The callbacks of a merchant.
 *
 * @since 0.2.0
 * @category models
 */
export interface KeySecureCallbacks {
  /**
   * Verifies a request, has it handled unless that was done before, and gives the answer, which is to be sent as JSON with HTTP
   * status 200 whatever it says. `headers` are the request's, and `body` is its text **as it came**: not parsed, because the signature
   * is over the text of its numbers. A body of more than 65,536 characters is refused. Rejects with `OptionsInvalid` and `Closed` only.
   */
  readonly answer: (delivery: Callbacks.Delivery) => Promise<Callback.Answer>
  /** Ends what is under way. Calls afterwards reject with `Closed`. */
  readonly close: () => Promise<void>
  /** The same, for `await using`. */
  readonly [Symbol.asyncDispose]: () => Promise<void>
}

/** No documented callback has more than some 2 KiB. */
const longestBody = 65_536

/**
 * Makes the callbacks of a merchant, for a server of any kind. Make them once for the whole program. Wrong options are told by the
 * first call (`OptionsInvalid`). Stamps are judged by our own clock: keep it by NTP.
 *
 * @since 0.2.0
 * @category constructors
 */
export const makeCallbacks = ({ apiSecret, handled, ...options }: CallbackOptions): KeySecureCallbacks => {
  const secret = Redacted.isRedacted(apiSecret) ? apiSecret : Redacted.make(apiSecret)
  const runtime = ManagedRuntime.make(
    Callbacks.layer({ ...options, apiSecret: secret }).pipe(
      Layer.provide(handledOf(handled)),
      Layer.provideMerge(layerLogger(options)),
      Layer.mapError((error) => new OptionsInvalid({ detail: detailOf(error) }))
    )
  )
  const handlers = handlersOf(options)
  const close = () => runtime.dispose()
  return {
    answer: ({ body, headers }) =>
      runtime
        .runPromiseExit(
          Effect.flatMap(Callbacks.Callbacks, (callbacks) =>
            callbacks.answer({ headers, body: body.length > longestBody ? "" : body }, handlers)
          )
        )
        .then((exit) => (Exit.isSuccess(exit) ? exit.value : rejected(exit.cause))),
    close,
    [Symbol.asyncDispose]: close
  }
}
