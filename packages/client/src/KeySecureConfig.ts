/**
 * Which KeySecure to call, and as whom.
 *
 * @module KeySecureConfig
 * @since 0.1.0
 */
import { RequestHeaders } from "@effect-keysecure/schema"
import * as Config from "effect/Config"
import * as ConfigError from "effect/ConfigError"
import * as Context from "effect/Context"
import type * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"

/**
 * The vendor's environments and their hosts (docs/api.md, Conventions).
 *
 * @since 0.1.0
 * @category constants
 */
export const hosts = {
  sandbox: "https://sandbox-openplatform.keysecure.io",
  production: "https://openplatform.keysecure.io"
} as const

/**
 * The name of one of the vendor's environments.
 *
 * @since 0.1.0
 * @category models
 */
export type Environment = keyof typeof hosts

/**
 * Where the calls go: one of the vendor's environments, or a base URL of your own (the simulator, a gateway), never
 * both.
 *
 * @since 0.1.0
 * @category models
 */
export type Target =
  | {
      /** One of the vendor's environments. */
      readonly environment: Environment
      /** Not together with `environment`. */
      readonly baseUrl?: never
      /** Not together with `environment`, which names the platform. */
      readonly platform?: never
    }
  | {
      /** The URL before `/open-api`: `https:` anywhere, `http:` only to loopback, since every call carries the key. */
      readonly baseUrl: string
      /**
       * The name of the platform that is reached there: 1 to 64 printable ASCII characters, no blank at either end. Required,
       * except on loopback (default `loopback`). It is `sandbox` or `production` for a gateway to them, else a name of your
       * own. What was written down of attempts belongs to it (`AttemptLog`), so keep it when the URL changes, and never give
       * two platforms the same.
       *
       * @since 0.2.0
       */
      readonly platform?: string
      /** Not together with `baseUrl`. */
      readonly environment?: never
    }

/**
 * What a configuration is made from.
 *
 * @since 0.1.0
 * @category models
 */
export type Options = Target & {
  /** The merchant's Api-Key. */
  readonly apiKey: Redacted.Redacted
  /** The language of the platform's messages; without it the platform answers in English. */
  readonly language?: RequestHeaders.Language
}

/**
 * A checked configuration.
 *
 * @since 0.1.0
 * @category models
 */
export interface Settings {
  /** The merchant's Api-Key. */
  readonly apiKey: RequestHeaders.ApiKey
  /** The URL before `/open-api`, without a slash at its end. */
  readonly baseUrl: string
  /**
   * The name of the platform: `sandbox` or `production` for `environment`, else `platform` of the options.
   *
   * @since 0.2.0
   */
  readonly platform: string
  /** The language of the platform's messages. */
  readonly language: Option.Option<RequestHeaders.Language>
}

/**
 * The configuration as a service.
 *
 * @since 0.1.0
 * @category tags
 */
export class KeySecureConfig extends Context.Tag("@effect-keysecure/client/KeySecureConfig")<
  KeySecureConfig,
  Settings
>() {}

interface Given {
  readonly apiKey: Redacted.Redacted
  readonly environment: Option.Option<string>
  readonly baseUrl: Option.Option<string>
  readonly platform: Option.Option<string>
  readonly language: Option.Option<string>
}

type Names = { readonly [K in keyof Given]: string }

const isLoopback = (hostname: string): boolean =>
  hostname === "localhost" || hostname === "[::1]" || /^127(?:\.\d{1,3}){3}$/.test(hostname)

const invalid = (name: string, message: string) => Either.left(ConfigError.InvalidData([name], message))
const given = (text: Option.Option<string>) => Option.filter(text, (value) => value !== "")

interface BaseUrl {
  readonly baseUrl: string
  readonly isLocal: boolean
}

const checkBaseUrl = (name: string, text: string): Either.Either<BaseUrl, ConfigError.ConfigError> =>
  Option.match(Schema.decodeOption(Schema.URL)(text), {
    onNone: () => invalid(name, "expected a URL such as https://sandbox-openplatform.keysecure.io"),
    onSome: (url) => {
      if (url.protocol !== "https:" && url.protocol !== "http:") return invalid(name, "expected an https: URL")
      if (url.protocol === "http:" && !isLoopback(url.hostname)) {
        return invalid(name, "expected https: (http: only to loopback: every call carries the Api-Key)")
      }
      if (url.username !== "" || url.password !== "" || url.search !== "" || url.hash !== "") {
        return invalid(name, "expected a URL without user, password, query and fragment")
      }
      const path = url.pathname.replace(/\/+$/, "")
      return path.endsWith("/open-api") || path.includes("/open-api/")
        ? invalid(name, "expected the URL before /open-api, which is added to it")
        : Either.right({ baseUrl: url.origin + path, isLocal: isLoopback(url.hostname) })
    }
  })

const isPlatform = (text: string): boolean => /^[!-~](?:[ -~]{0,62}[!-~])?$/.test(text)

/** The platform at a base URL of one's own. Neither host nor port is part of it: a new gateway is the same platform. */
const checkPlatform = (
  names: Names,
  platform: Option.Option<string>,
  isLocal: boolean
): Either.Either<string, ConfigError.ConfigError> => {
  if (Option.isSome(platform)) {
    return isPlatform(platform.value)
      ? Either.right(platform.value)
      : invalid(names.platform, "expected 1 to 64 printable ASCII characters, no blank at either end")
  }
  return isLocal
    ? Either.right("loopback")
    : Either.left(
        ConfigError.MissingData(
          [names.platform],
          `expected ${names.platform} with a ${names.baseUrl} that is not loopback: give sandbox or production for a ` +
            `gateway to them, else a name of your own, and keep it when the URL changes`
        )
      )
}

type Place = Pick<Settings, "baseUrl" | "platform">

const checkTarget = (names: Names, options: Given): Either.Either<Place, ConfigError.ConfigError> => {
  const baseUrl = given(options.baseUrl)
  const environment = given(options.environment)
  const platform = given(options.platform)
  if (Option.isSome(baseUrl) && Option.isSome(environment)) {
    return invalid(names.baseUrl, `expected ${names.environment} or ${names.baseUrl}, not both`)
  }
  if (Option.isSome(baseUrl)) {
    return Either.gen(function* () {
      const checked = yield* checkBaseUrl(names.baseUrl, baseUrl.value)
      return { baseUrl: checked.baseUrl, platform: yield* checkPlatform(names, platform, checked.isLocal) }
    })
  }
  if (Option.isNone(environment)) {
    return Either.left(
      ConfigError.MissingData(
        [names.environment],
        `expected ${names.environment} (sandbox or production) or ${names.baseUrl}`
      )
    )
  }
  const name = environment.value
  if (name !== "sandbox" && name !== "production") {
    return invalid(names.environment, "expected sandbox or production")
  }
  return Option.isSome(platform)
    ? invalid(
        names.platform,
        `expected it with ${names.baseUrl} only: ${names.environment} names the platform, leave it out`
      )
    : Either.right({ baseUrl: hosts[name], platform: name })
}

const checkLanguage = (
  names: Names,
  { language }: Given
): Either.Either<Option.Option<RequestHeaders.Language>, ConfigError.ConfigError> => {
  const text = given(language)
  if (Option.isNone(text)) return Either.right(Option.none())
  return Schema.is(RequestHeaders.Language)(text.value)
    ? Either.right(Option.some(text.value))
    : invalid(names.language, "expected zh_CN or en_US")
}

const check = (names: Names, options: Given): Either.Either<Settings, ConfigError.ConfigError> =>
  Either.gen(function* () {
    if (Redacted.value(options.apiKey) === "") {
      return yield* Either.left(
        ConfigError.MissingData([names.apiKey], `expected ${names.apiKey}, the merchant's Api-Key`)
      )
    }
    const isKey = Schema.is(Schema.typeSchema(RequestHeaders.ApiKey))
    if (!isKey(options.apiKey)) {
      return yield* invalid(names.apiKey, "expected the merchant's Api-Key: printable ASCII without spaces")
    }
    const place = yield* checkTarget(names, options)
    const language = yield* checkLanguage(names, options)
    return { apiKey: options.apiKey, ...place, language }
  })

const optionNames: Names = {
  apiKey: "apiKey",
  environment: "environment",
  baseUrl: "baseUrl",
  platform: "platform",
  language: "language"
}

const variables: Names = {
  apiKey: "KEYSECURE_API_KEY",
  environment: "KEYSECURE_ENVIRONMENT",
  baseUrl: "KEYSECURE_BASE_URL",
  platform: "KEYSECURE_PLATFORM",
  language: "KEYSECURE_LANGUAGE"
}

/**
 * Checks a configuration. Fails with a `ConfigError` that names the option.
 *
 * @since 0.1.0
 * @category constructors
 */
export const make = (options: Options): Effect.Effect<Settings, ConfigError.ConfigError> =>
  check(optionNames, {
    apiKey: options.apiKey,
    environment: Option.fromNullable(options.environment),
    baseUrl: Option.fromNullable(options.baseUrl),
    platform: Option.fromNullable(options.platform),
    language: Option.fromNullable(options.language)
  })

/**
 * The configuration from the environment: `KEYSECURE_API_KEY`; one of `KEYSECURE_ENVIRONMENT` (`sandbox` or
 * `production`) and `KEYSECURE_BASE_URL`; with the latter `KEYSECURE_PLATFORM`, except on loopback; optionally
 * `KEYSECURE_LANGUAGE` (`zh_CN` or `en_US`). An empty variable counts as absent. Fails with a `ConfigError` that names the variable.
 *
 * @since 0.1.0
 * @category config
 */
export const config: Config.Config<Settings> = Config.all({
  apiKey: Config.withDefault(Config.redacted(variables.apiKey), Redacted.make("")),
  environment: Config.option(Config.string(variables.environment)),
  baseUrl: Config.option(Config.string(variables.baseUrl)),
  platform: Config.option(Config.string(variables.platform)),
  language: Config.option(Config.string(variables.language))
}).pipe(Config.mapOrFail((options) => check(variables, options)))

/**
 * The configuration from options.
 *
 * @since 0.1.0
 * @category layers
 */
export const layer = (options: Options): Layer.Layer<KeySecureConfig, ConfigError.ConfigError> =>
  Layer.effect(KeySecureConfig, make(options))

/**
 * The configuration from the environment, or from a `Config` of your own.
 *
 * @since 0.1.0
 * @category layers
 */
export const layerConfig = (
  settings: Config.Config<Settings> = config
): Layer.Layer<KeySecureConfig, ConfigError.ConfigError> => Layer.effect(KeySecureConfig, settings)
