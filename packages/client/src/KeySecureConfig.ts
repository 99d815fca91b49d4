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
    }
  | {
      /** The URL before `/open-api`: `https:` anywhere, `http:` only to loopback, since every call carries the key. */
      readonly baseUrl: string
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
  readonly language: Option.Option<string>
}

type Names = { readonly [K in keyof Given]: string }

const isLoopback = (hostname: string): boolean =>
  hostname === "localhost" || hostname === "[::1]" || /^127(?:\.\d{1,3}){3}$/.test(hostname)

const invalid = (name: string, message: string) => Either.left(ConfigError.InvalidData([name], message))
const given = (text: Option.Option<string>) => Option.filter(text, (value) => value !== "")

const checkBaseUrl = (name: string, text: string): Either.Either<string, ConfigError.ConfigError> =>
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
        : Either.right(url.origin + path)
    }
  })

const checkTarget = (names: Names, { baseUrl, environment }: Given): Either.Either<string, ConfigError.ConfigError> => {
  const url = given(baseUrl)
  const name = given(environment)
  if (Option.isSome(url) && Option.isSome(name)) {
    return invalid(names.baseUrl, `expected ${names.environment} or ${names.baseUrl}, not both`)
  }
  if (Option.isSome(url)) return checkBaseUrl(names.baseUrl, url.value)
  if (Option.isNone(name)) {
    return Either.left(
      ConfigError.MissingData(
        [names.environment],
        `expected ${names.environment} (sandbox or production) or ${names.baseUrl}`
      )
    )
  }
  return name.value === "sandbox" || name.value === "production"
    ? Either.right(hosts[name.value])
    : invalid(names.environment, "expected sandbox or production")
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
    const baseUrl = yield* checkTarget(names, options)
    const language = yield* checkLanguage(names, options)
    return { apiKey: options.apiKey, baseUrl, language }
  })

const optionNames: Names = { apiKey: "apiKey", environment: "environment", baseUrl: "baseUrl", language: "language" }

const variables: Names = {
  apiKey: "KEYSECURE_API_KEY",
  environment: "KEYSECURE_ENVIRONMENT",
  baseUrl: "KEYSECURE_BASE_URL",
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
    language: Option.fromNullable(options.language)
  })

/**
 * The configuration from the environment: `KEYSECURE_API_KEY`; one of `KEYSECURE_ENVIRONMENT` (`sandbox` or
 * `production`) and `KEYSECURE_BASE_URL`; optionally `KEYSECURE_LANGUAGE` (`zh_CN` or `en_US`). An empty variable counts
 * as absent. Fails with a `ConfigError` that names the variable.
 *
 * @since 0.1.0
 * @category config
 */
export const config: Config.Config<Settings> = Config.all({
  apiKey: Config.withDefault(Config.redacted(variables.apiKey), Redacted.make("")),
  environment: Config.option(Config.string(variables.environment)),
  baseUrl: Config.option(Config.string(variables.baseUrl)),
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
