/**
 * The KeySecure that is called, and the merchant that calls it.
 *
 * @module KeySecureConfig
 * @since 0.1.0
 */
import * as RequestHeaders from "@effect-keysecure/schema/RequestHeaders"
import * as Config from "effect/Config"
import type * as ConfigError from "effect/ConfigError"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import { say } from "./internal/saying/say.js"
import { type Checked, invalid, missing } from "./internal/settings/check.js"

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
 * The target of the calls: one of the vendor's environments, or a base URL of your own (the simulator, a gateway),
 * never both.
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
      /** Not together with `environment`, whose hosts speak TLS. */
      readonly plainHttpTo?: never
    }
  | {
      /**
       * The URL before `/open-api`: `https:` anywhere, `http:` only to loopback or to the host that `plainHttpTo` names, since
       * every call carries the key.
       */
      readonly baseUrl: string
      /**
       * The name of the platform that is reached there: 1 to 64 printable ASCII characters, no blank at either end. It
       * is required, except on loopback (default `loopback`). For a gateway to the vendor's environments it is
       * `sandbox` or `production`, else a name of your own. The log entries of attempts belong to it (`AttemptLog`). So
       * keep it when the URL changes, and never give two platforms the same.
       *
       * @since 0.2.0
       */
      readonly platform?: string
      /**
       * The host of `baseUrl`, to allow `http:` to it: such as a service of Compose or Kubernetes, a name under `localhost`, or
       * `host.docker.internal`. Every machine on the way can read the Api-Key, the tokens and the personal data, so give it for
       * tests and within a network of your own only. A line warns of it at the start.
       *
       * @since 0.2.0
       */
      readonly plainHttpTo?: string
      /** Not together with `baseUrl`. */
      readonly environment?: never
    }

/**
 * The options of a configuration.
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

/** The settings that are checked, by name. An empty text is none. */
interface Given {
  readonly apiKey: Redacted.Redacted
  readonly environment: string
  readonly baseUrl: string
  readonly platform: string
  readonly plainHttpTo: string
  readonly language: string
}

type Names = { readonly [K in keyof Given]: string }

const isApiKey = Schema.is(Schema.typeSchema(RequestHeaders.ApiKey))
const isLanguage = Schema.is(RequestHeaders.Language)
const isEnvironment = (text: string): text is Environment => Object.hasOwn(hosts, text)
const isPlatform = (text: string): boolean => /^[!-~](?:[ -~]{0,62}[!-~])?$/.test(text)
const isLoopback = (hostname: string): boolean =>
  hostname === "localhost" || hostname === "[::1]" || /^127(?:\.\d{1,3}){3}$/.test(hostname)

type Url = typeof Schema.URL.Type

/** What else a base URL should be. */
const urlExpected = (names: Names, { plainHttpTo }: Given, url: Url): string | undefined => {
  const { hash, hostname, password, pathname, protocol, search, username } = url
  if (protocol !== "https:" && protocol !== "http:") return "an https: URL"
  if (protocol === "http:" && !isLoopback(hostname) && hostname !== plainHttpTo.toLowerCase()) {
    return `https: (http: only to loopback, or to the host that ${names.plainHttpTo} names: every call carries the Api-Key)`
  }
  if (username + password + search + hash !== "") return "a URL without user, password, query and fragment"
  return `${pathname}/`.includes("/open-api/") ? "the URL before /open-api, which is added to it" : undefined
}

type Place = Pick<Settings, "baseUrl" | "platform">

/** Neither host nor port is part of the platform: a new gateway is the same one. */
const placeAt = (names: Names, given: Given): Checked<Place> =>
  Either.gen(function* () {
    const { baseUrl, plainHttpTo, platform } = given
    const url = yield* Either.orElse(Schema.decodeEither(Schema.URL)(baseUrl), () =>
      invalid(names.baseUrl, "a URL such as https://sandbox-openplatform.keysecure.io")
    )
    const expected = urlExpected(names, given, url)
    if (expected !== undefined) return yield* invalid(names.baseUrl, expected)
    if (plainHttpTo !== "" && (url.protocol !== "http:" || url.hostname !== plainHttpTo.toLowerCase())) {
      return yield* invalid(names.plainHttpTo, `the host of ${names.baseUrl}, which must be http:; else leave it out`)
    }
    const place = { baseUrl: url.origin + url.pathname.replace(/\/+$/, ""), platform }
    if (isPlatform(platform)) return place
    if (platform !== "") {
      return yield* invalid(names.platform, "1 to 64 printable ASCII characters, no blank at either end")
    }
    if (isLoopback(url.hostname)) return { ...place, platform: "loopback" }
    return yield* missing(
      names.platform,
      `${names.platform} with a ${names.baseUrl} that is not loopback: give sandbox or production for a gateway to ` +
        "them, else a name of your own, and keep it when the URL changes"
    )
  })

const placeOf = (names: Names, given: Given): Checked<Place> => {
  const { baseUrl, environment, plainHttpTo, platform } = given
  if (baseUrl !== "" && environment === "") return placeAt(names, given)
  if (baseUrl !== "") return invalid(names.baseUrl, `${names.environment} or ${names.baseUrl}, not both`)
  if (environment === "") {
    return missing(names.environment, `${names.environment} (sandbox or production) or ${names.baseUrl}`)
  }
  if (!isEnvironment(environment)) return invalid(names.environment, "sandbox or production")
  if (plainHttpTo !== "") {
    return invalid(names.plainHttpTo, `it with ${names.baseUrl} only: the hosts of ${names.environment} speak TLS`)
  }
  if (platform === "") return Either.right({ baseUrl: hosts[environment], platform: environment })
  const expected = `it with ${names.baseUrl} only: ${names.environment} names the platform, leave it out`
  return invalid(names.platform, expected)
}

const check = (names: Names, given: Given): Checked<Settings> =>
  Either.gen(function* () {
    const { apiKey, language } = given
    if (Redacted.value(apiKey) === "") return yield* missing(names.apiKey, `${names.apiKey}, the merchant's Api-Key`)
    if (!isApiKey(apiKey)) return yield* invalid(names.apiKey, "the merchant's Api-Key: printable ASCII without spaces")
    const place = yield* placeOf(names, given)
    if (language === "") return { apiKey, ...place, language: Option.none() }
    if (!isLanguage(language)) return yield* invalid(names.language, "zh_CN or en_US")
    return { apiKey, ...place, language: Option.some(language) }
  })

const optionNames: Names = {
  apiKey: "apiKey",
  environment: "environment",
  baseUrl: "baseUrl",
  platform: "platform",
  plainHttpTo: "plainHttpTo",
  language: "language"
}

const variables: Names = {
  apiKey: "KEYSECURE_API_KEY",
  environment: "KEYSECURE_ENVIRONMENT",
  baseUrl: "KEYSECURE_BASE_URL",
  platform: "KEYSECURE_PLATFORM",
  plainHttpTo: "KEYSECURE_PLAIN_HTTP_TO",
  language: "KEYSECURE_LANGUAGE"
}

const warned = ({ plainHttpTo = "" }: Options): Effect.Effect<void> =>
  plainHttpTo === ""
    ? Effect.void
    : say({
        event: "keysecure.plain_http",
        attributes: { "keysecure.host": plainHttpTo },
        level: "Warning",
        line: `KeySecure is called over plain http, to ${plainHttpTo}: whoever is on the way reads the Api-Key, the tokens and the personal data`
      })

/**
 * Checks a configuration. Fails with a `ConfigError` that names the option. Logs a warning if `plainHttpTo` is given.
 *
 * @since 0.1.0
 * @category constructors
 */
export const make = (options: Options): Effect.Effect<Settings, ConfigError.ConfigError> =>
  check(optionNames, {
    apiKey: options.apiKey,
    environment: options.environment ?? "",
    baseUrl: options.baseUrl ?? "",
    platform: options.platform ?? "",
    plainHttpTo: options.plainHttpTo ?? "",
    language: options.language ?? ""
  }).pipe(Effect.zipLeft(warned(options)))

const plain = ({ plainHttpTo }: Given) => (plainHttpTo === "" ? {} : { plainHttpTo })

const text = (variable: string): Config.Config<string> => Config.withDefault(Config.string(variable), "")

/**
 * The options that the environment gives: `KEYSECURE_API_KEY`; one of `KEYSECURE_ENVIRONMENT` (`sandbox` or
 * `production`) and `KEYSECURE_BASE_URL`; with the latter `KEYSECURE_PLATFORM`, except on loopback, and
 * `KEYSECURE_PLAIN_HTTP_TO` for `http:` to a named host; optionally
 * `KEYSECURE_LANGUAGE` (`zh_CN` or `en_US`). An empty variable counts as absent. Fails with a `ConfigError` that names the variable.
 *
 * @since 0.1.0
 * @category config
 */
export const config: Config.Config<Options & Pick<Settings, "baseUrl" | "platform">> = Config.all({
  apiKey: Config.withDefault(Config.redacted(variables.apiKey), Redacted.make("")),
  environment: text(variables.environment),
  baseUrl: text(variables.baseUrl),
  platform: text(variables.platform),
  plainHttpTo: text(variables.plainHttpTo),
  language: text(variables.language)
}).pipe(
  Config.mapOrFail((given) =>
    Either.map(check(variables, given), ({ language, ...settings }) => ({
      ...settings,
      ...plain(given),
      ...(Option.isSome(language) ? { language: language.value } : {})
    }))
  )
)

/**
 * The configuration from options.
 *
 * @since 0.1.0
 * @category layers
 */
export const layer = (options: Options): Layer.Layer<KeySecureConfig, ConfigError.ConfigError> =>
  Layer.effect(KeySecureConfig, make(options))

/**
 * The configuration from the environment, or from `Config`s of your own: one of all options, or one for each.
 *
 * @since 0.1.0
 * @category layers
 */
export const layerConfig = (
  options: Config.Config.Wrap<Options> = config
): Layer.Layer<KeySecureConfig, ConfigError.ConfigError> =>
  Layer.effect(KeySecureConfig, Effect.flatMap(Config.unwrap(options), make))
