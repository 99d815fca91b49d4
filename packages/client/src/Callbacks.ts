/**
 * Callbacks: the posts of the platform to a backend. They are verified, decoded, handed to the backend's handlers once,
 * and answered.
 *
 * docs/callbacks.md says how to mount it, and which parts of a callback the signature covers. Source: docs/api.md,
 * Callbacks.
 *
 * @module Callbacks
 * @since 0.1.0
 */
// A handler may fail with anything: its failure is logged by its tag and answered, so `Handlers` does not carry its type.
// @effect-diagnostics anyUnknownInErrorContext:off
import type * as Callback from "@effect-keysecure/schema/Callback"
import * as Headers from "@effect/platform/Headers"
import type * as HttpApp from "@effect/platform/HttpApp"
import * as HttpRouter from "@effect/platform/HttpRouter"
import * as HttpServerRequest from "@effect/platform/HttpServerRequest"
import * as HttpServerResponse from "@effect/platform/HttpServerResponse"
import * as Clock from "effect/Clock"
import * as Config from "effect/Config"
import type * as ConfigError from "effect/ConfigError"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import type * as Scope from "effect/Scope"
import * as CallbackConfig from "./CallbackConfig.js"
import { inWords, Issue } from "./ClientError.js"
import { HandledCallbacks } from "./HandledCallbacks.js"
import * as Handling from "./internal/callbacks/handling.js"
import { readText } from "./internal/callbacks/requestBody.js"
import * as Verification from "./internal/callbacks/verification.js"
import { say } from "./internal/saying/say.js"
import { ServerTime } from "./ServerTime.js"

/**
 * A request, as it arrived.
 *
 * @since 0.1.0
 * @category models
 */
export interface Delivery {
  /** Its headers, in any case: `Timestamp`, `Signature` and `Sign-Version` are looked at. */
  readonly headers: Headers.Input
  /** Its body as text, exactly as it came: the signature is over the text of its numbers. */
  readonly body: string
}

/**
 * A delivery that is not taken for the platform's, or not understood; nothing was handed to a handler. The error holds
 * nothing of the delivery. In the order in which it is checked, `reason` says:
 *
 * - `VersionUnknown`: `Sign-Version` is not `V1`.
 * - `TimestampUnreadable`: `Timestamp` is neither Unix ms of 13 digits nor Unix seconds of 10.
 * - `SignatureMissing`: there is no `Signature`.
 * - `BodyUnreadable`: the body is not JSON with an object `data`, has a field twice, or is nested too deeply.
 * - `FieldAmbiguous`: the signature could be that of other fields too: the name of one in `data` is `appId` or `timestamp`
 *   or holds `&` or `=`, a value holds `&`, then a documented field of its action, `appId` or `timestamp`, then `=`, or
 *   there is half a character.
 * - `SignatureMismatch`: the signature is not that of this content under our app id and secret.
 * - `TimestampOutOfTolerance`: it is genuine, and too old or too far in the future. Check the clock.
 * - `ActionUnknown`: it is genuine, and of an action that is not documented.
 * - `DataUnreadable`: it is genuine, and its fields are not those of its action; `issues` name them, never their values.
 *
 * @since 0.1.0
 * @category errors
 */
export class CallbackRejected extends Schema.TaggedError<CallbackRejected>("@effect-keysecure/client/CallbackRejected")(
  "CallbackRejected",
  { reason: Schema.Literal(...Verification.reasons), issues: Schema.Array(Issue) }
) {
  override get message(): string {
    const words = inWords(this.issues)
    return `The callback was refused: ${this.reason}${words === "" ? "" : ` (${words})`}`
  }
}

/**
 * The decision of a handler on an `Auth`: `Approved` is code 0, `Declined` the code of failures, with its message.
 *
 * @since 0.1.0
 * @category models
 */
export type AuthDecision =
  | { readonly _tag: "Approved" }
  | {
      readonly _tag: "Declined"
      /** Told to the platform: nothing secret or personal. */
      readonly message: string
    }

/**
 * The transaction may go on.
 *
 * @since 0.1.0
 * @category constructors
 */
export const approved: AuthDecision = { _tag: "Approved" }

/**
 * The transaction may not go on. `message` is told to the platform.
 *
 * @since 0.1.0
 * @category constructors
 */
export const declined = (message = "declined"): AuthDecision => ({ _tag: "Declined", message })

/**
 * The handlers of a backend, by the action of the callback, and the services that they require. Handlers are given the
 * data alone, because nothing else is signed. The platform is not told with which error a handler fails, and a line gets
 * only its `_tag`: tell your logger what you need.
 *
 * @since 0.1.0
 * @category models
 */
export interface Handlers<R = never> {
  /** Decides on a transaction. It is interrupted when its time is over. Then the platform is told a failure. */
  readonly onAuth: (auth: Callback.Auth) => Effect.Effect<AuthDecision, unknown, R>
  /** Takes note of a consumption. It runs to its end even if the platform hangs up. */
  readonly onConsumption: (consumption: Callback.Consumption) => Effect.Effect<void, unknown, R>
  /** Takes note of a card's new status. It runs to its end even if the platform hangs up. */
  readonly onCardUpdate: (cardUpdate: Callback.CardUpdate) => Effect.Effect<void, unknown, R>
}

/**
 * `Handlers` of which each requires something else. With one requirement alone, the compiler would take the first for
 * all.
 */
type EachHandler<AuthR, ConsumptionR, CardUpdateR> = Pick<Handlers<AuthR>, "onAuth"> &
  Pick<Handlers<ConsumptionR>, "onConsumption"> &
  Pick<Handlers<CardUpdateR>, "onCardUpdate">

interface Arrival {
  readonly arrived?: bigint
}

/**
 * The callbacks of a merchant.
 *
 * @since 0.1.0
 * @category models
 */
export interface Service {
  /** Verifies and decodes a delivery, and nothing more. */
  readonly verify: (delivery: Delivery) => Effect.Effect<Callback.Callback, CallbackRejected>
  /**
   * Verifies and decodes a delivery, has it handled unless that was done before, and gives the answer. `arrived` is
   * when the request arrived, by `Clock.currentTimeNanos`; without it, the time of an `Auth` starts now.
   */
  readonly answer: <R1, R2, R3>(
    delivery: Delivery,
    handlers: EachHandler<R1, R2, R3>,
    options?: Arrival
  ) => Effect.Effect<Callback.Answer, never, R1 | R2 | R3>
}

/**
 * The callbacks of a merchant, as a service.
 *
 * @since 0.1.0
 * @category tags
 */
export class Callbacks extends Context.Tag("@effect-keysecure/client/Callbacks")<Callbacks, Service>() {}

const done: Callback.Answer = { code: 0, message: "OK" }

/** The answer that tells the platform of a failure: no more than that it is one. */
const messages = { rejected: "not accepted", failed: "not handled", late: "not handled in time" } as const

type Failure = keyof typeof messages

const sayRejected = ({ issues, reason }: CallbackRejected) =>
  say({
    event: "keysecure.callback_refused",
    attributes: { "keysecure.reason": reason, "keysecure.issues": inWords(issues) },
    level: "Warning",
    line: "A callback was refused"
  })

const sayUnhandled = (action: Callback.Action, why: Failure) =>
  say({
    event: "keysecure.callback_answered_as_failure",
    attributes: { "keysecure.action": action, "keysecure.reason": why },
    level: "Warning",
    line: "A callback is answered as a failure"
  })

/** Hands a callback to its handler. */
const handedTo =
  <R>(handlers: Handlers<R>, failureCode: number) =>
  (callback: Callback.Callback): Effect.Effect<Callback.Answer, unknown, R> => {
    switch (callback.action) {
      case "Auth":
        return Effect.map(handlers.onAuth(callback.data), (decision) =>
          decision._tag === "Approved" ? done : { code: failureCode, message: decision.message }
        )
      case "Consumption":
        return Effect.as(handlers.onConsumption(callback.data), done)
      case "Card_update":
        return Effect.as(handlers.onCardUpdate(callback.data), done)
    }
  }

const ownClock = { earliest: Clock.currentTimeMillis, latest: Clock.currentTimeMillis }

/**
 * Makes the service. Fails with a `ConfigError` that names the option. If a `ServerTime` is provided, stamps are judged
 * by the platform's time as it has learned it, and by our own clock until it has; it is not required. A handling that
 * is under way when the scope closes is interrupted, and not remembered.
 *
 * @since 0.1.0
 * @category constructors
 */
export const make = (
  options: CallbackConfig.Options
): Effect.Effect<Service, ConfigError.ConfigError, HandledCallbacks | Scope.Scope> =>
  Effect.gen(function* () {
    const { authTime, failureCode, key, ...settings } = yield* CallbackConfig.make(options)
    const judge = { ...settings, key: Redacted.value(key) }
    const once = yield* Handling.makeOnce(yield* HandledCallbacks)
    const { earliest, latest } = Option.getOrElse(yield* Effect.serviceOption(ServerTime), () => ownClock)
    const platformTime = Effect.all({ earliest, latest })

    const verify = ({ body, headers }: Delivery) =>
      Effect.flatMap(platformTime, (now) => Verification.verify(judge, Headers.fromInput(headers), body, now)).pipe(
        Effect.mapError((rejected) => new CallbackRejected(rejected))
      )

    const failure = (what: Failure): Callback.Answer => ({ code: failureCode, message: messages[what] })

    const handle = <R>({ callback, digest }: Verification.Verified, handlers: Handlers<R>, arrived: bigint) => {
      const { action } = callback
      const handled = once(
        { action, digest },
        Effect.suspend(() => handedTo(handlers, failureCode)(callback))
      )
      return action === "Auth" ? Handling.inTime(handled, arrived, authTime) : Effect.uninterruptible(handled)
    }

    const answer = <R>(delivery: Delivery, handlers: Handlers<R>, given: bigint | undefined) =>
      Effect.gen(function* () {
        const arrived = given ?? (yield* Clock.currentTimeNanos)
        const verified = yield* verify(delivery)
        const { action } = verified.callback
        yield* Effect.annotateCurrentSpan("keysecure.action", action)
        return yield* Effect.catchAll(handle(verified, handlers, arrived), (why) =>
          Effect.as(sayUnhandled(action, why), failure(why))
        )
      }).pipe(
        Effect.catchTag("CallbackRejected", (rejected) => Effect.as(sayRejected(rejected), failure("rejected"))),
        Effect.tap(({ code }) => Effect.annotateCurrentSpan("keysecure.code", code)),
        Effect.withSpan("KeySecure.callback", { captureStackTrace: false })
      )

    return {
      verify: (delivery) => Effect.map(verify(delivery), ({ callback }) => callback),
      answer: <R1, R2, R3>(delivery: Delivery, handlers: EachHandler<R1, R2, R3>, { arrived }: Arrival = {}) =>
        answer<R1 | R2 | R3>(delivery, handlers, arrived)
    }
  })

/**
 * The callbacks from options. Fails with a `ConfigError` that names the option. Provide the `ServerTime` of the client too
 * (`Layer.provide(KeySecureClient.layer(…))`), so that a clock of ours that is off refuses no callback.
 *
 * @since 0.1.0
 * @category layers
 */
export const layer = (
  options: CallbackConfig.Options
): Layer.Layer<Callbacks, ConfigError.ConfigError, HandledCallbacks> => Layer.scoped(Callbacks, make(options))

/**
 * The callbacks from `KEYSECURE_APP_ID` and `KEYSECURE_API_SECRET` (`CallbackConfig.config`), or from `Config`s of your own.
 * With other options: `Config.map(CallbackConfig.config, (options) => ({ ...options, failureCode: 9 }))`.
 *
 * @since 0.1.0
 * @category layers
 */
export const layerConfig = (
  options: Config.Config.Wrap<CallbackConfig.Options> = CallbackConfig.config
): Layer.Layer<Callbacks, ConfigError.ConfigError, HandledCallbacks> =>
  Layer.scoped(Callbacks, Effect.flatMap(Config.unwrap(options), make))

/**
 * An app that answers every request as a callback, with HTTP status 200 and `{code, message}`. Bodies longer than 64 KiB are
 * refused. The time of an `Auth` runs from here: put nothing slow before it.
 *
 * @since 0.1.0
 * @category apps
 */
export const app = <R1, R2, R3>(handlers: EachHandler<R1, R2, R3>): HttpApp.Default<never, Callbacks | R1 | R2 | R3> =>
  Effect.gen(function* () {
    const arrived = yield* Clock.currentTimeNanos
    const callbacks = yield* Callbacks
    const request = yield* HttpServerRequest.HttpServerRequest
    const body = Option.getOrElse(yield* readText(request), () => "")
    const answer = yield* callbacks.answer({ headers: request.headers, body }, handlers, { arrived })
    return HttpServerResponse.unsafeJson(answer)
  })

/**
 * Adds the app to a router, for POST requests to a path.
 *
 * @since 0.1.0
 * @category apps
 */
export const route = <R1, R2, R3>(path: HttpRouter.PathInput, handlers: EachHandler<R1, R2, R3>) =>
  HttpRouter.post(path, app(handlers))
