/**
 * The merchant whose callbacks are taken, and the rules by which they are judged and answered where the vendor's
 * documents leave it open.
 *
 * @module CallbackConfig
 * @since 0.1.0
 */
import * as Config from "effect/Config"
import type * as ConfigError from "effect/ConfigError"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Redacted from "effect/Redacted"
import { type Checked, invalid } from "./internal/settings/check.js"
import { type KeyFrom, secretKey } from "./internal/settings/secretKey.js"

/**
 * The merchant for whom the callbacks are. The vendor does not document the values with which the platform signs. It is
 * assumed [A] that they are the merchant's app id and, as the key of the HMAC, the merchant's `apiSecret`.
 *
 * @since 0.1.0
 * @category options
 */
export interface Credentials {
  /** The value that is signed as `appId`. */
  readonly appId: string
  /** The secret from which the key of the HMAC is made: its UTF-8 text, unless `keyFrom` says otherwise. */
  readonly apiSecret: Redacted.Redacted
}

/**
 * The assumptions, which options may change.
 *
 * @since 0.1.0
 * @category options
 */
export interface Rules {
  /** How the bytes of the key are made from `apiSecret`. Default `"utf8"`: its text as it is. */
  readonly keyFrom?: KeyFrom
  /**
   * How far `Timestamp` may be from the platform's time, into the past and into the future alike. The platform's time
   * is the one that `ServerTime` has learned, if `Callbacks` is given one, and our own clock's otherwise. Default 5
   * minutes: it is undocumented, so wide enough for clocks that are off. A delivery that is played back within it is
   * known by its content, and not handled again.
   */
  readonly tolerance?: Duration.DurationInput
  /**
   * How old `Timestamp` may be, if the platform delivers again with the stamp and the signature of the first try: the
   * time for which it goes on trying. It is at least the tolerance, which is the default, because neither is
   * documented. `HandledCallbacks` must remember for this time and the tolerance together, or a delivery that is played
   * back is handled again.
   *
   * @since 0.2.0
   */
  readonly maxAge?: Duration.DurationInput
  /** The code of every answer that is not a success: a whole number, not 0. Default 1; no code is documented. */
  readonly failureCode?: number
  /**
   * How long before the end of the 800 ms in which an `Auth` must be answered we give up, so that the answer is there
   * in time. Default 100 ms; less than 800 ms. Our time runs from the arrival, so this time also covers the request's
   * own way.
   */
  readonly authMargin?: Duration.DurationInput
}

/**
 * The options of a configuration.
 *
 * @since 0.1.0
 * @category options
 */
export interface Options extends Credentials, Rules {}

/**
 * In how many ms an `Auth` must be answered, or the transaction fails (docs/api.md, Auth).
 *
 * @since 0.1.0
 * @category constants
 */
export const authBudgetMillis = 800

/**
 * A checked configuration.
 *
 * @since 0.1.0
 * @category models
 */
export interface Settings {
  /** The value that is signed as `appId`. */
  readonly appId: string
  /** The key of the HMAC. */
  readonly key: Redacted.Redacted<Uint8Array>
  /** How far `Timestamp` may be from the platform's time. */
  readonly toleranceMillis: number
  /**
   * How old `Timestamp` may be.
   *
   * @since 0.2.0
   */
  readonly maxAgeMillis: number
  /** The code of every answer that is not a success. */
  readonly failureCode: number
  /** How long the handling of an `Auth` may take. */
  readonly authTime: Duration.Duration
}

type Names = { readonly [K in keyof Credentials]: string }

const isWord = (text: string): boolean => text !== "" && text.trim() === text

const checkCredentials = (names: Names, { apiSecret, appId }: Credentials): Checked<Credentials> => {
  if (!isWord(appId)) return invalid(names.appId, "the merchant's app id, no blank at either end")
  return isWord(Redacted.value(apiSecret))
    ? Either.right({ apiSecret, appId })
    : invalid(names.apiSecret, "the merchant's apiSecret, no blank at either end")
}

const check = (options: Options): Checked<Settings> =>
  Either.gen(function* () {
    const { authMargin = "100 millis", failureCode = 1, tolerance = "5 minutes" } = options
    const { appId } = yield* checkCredentials({ appId: "appId", apiSecret: "apiSecret" }, options)
    const key = yield* Either.orElse(secretKey(options), (expected) => invalid("keyFrom", expected))
    if (key.length === 0) return yield* invalid("keyFrom", "a key of at least one byte")
    const toleranceMillis = Duration.toMillis(tolerance)
    if (!Number.isFinite(toleranceMillis)) return yield* invalid("tolerance", "a duration that ends")
    const maxAgeMillis = Duration.toMillis(options.maxAge ?? tolerance)
    if (!Number.isFinite(maxAgeMillis) || maxAgeMillis < toleranceMillis) {
      return yield* invalid("maxAge", "a duration that ends, not less than the tolerance")
    }
    if (!Number.isSafeInteger(failureCode) || failureCode === 0) {
      return yield* invalid("failureCode", "a whole number, not 0")
    }
    const authTime = Duration.subtract(Duration.millis(authBudgetMillis), authMargin)
    if (Duration.equals(authTime, Duration.zero)) {
      return yield* invalid("authMargin", `less than ${authBudgetMillis} ms`)
    }
    return { appId, key: Redacted.make(key), toleranceMillis, maxAgeMillis, failureCode, authTime }
  })

/**
 * Checks a configuration. Fails with a `ConfigError` that names the option.
 *
 * @since 0.1.0
 * @category constructors
 */
export const make = (options: Options): Effect.Effect<Settings, ConfigError.ConfigError> =>
  Effect.suspend(() => check(options))

const variables: Names = { appId: "KEYSECURE_APP_ID", apiSecret: "KEYSECURE_API_SECRET" }

/**
 * The merchant for whom the callbacks are, from `KEYSECURE_APP_ID` and `KEYSECURE_API_SECRET`. Fails with a
 * `ConfigError` that names the variable.
 *
 * @since 0.1.0
 * @category config
 */
export const config: Config.Config<Credentials> = Config.all({
  appId: Config.string(variables.appId),
  apiSecret: Config.redacted(variables.apiSecret)
}).pipe(Config.mapOrFail((given) => checkCredentials(variables, given)))
