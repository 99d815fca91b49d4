/** The configuration of the client as the environment gives it: the place that is called, or what is wrong with it. */
import * as KeySecureConfig from "@effect-keysecure/client/KeySecureConfig"
import type { Language } from "@effect-keysecure/schema/RequestHeaders"
import * as Config from "effect/Config"
import type * as ConfigError from "effect/ConfigError"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Redacted from "effect/Redacted"
import { type Misconfigured, type Target, variables } from "../facts.js"

/** A merchant, and the place that it calls. */
export interface Merchant {
  readonly target: Target
  readonly apiKey: Redacted.Redacted
  readonly language: Language | undefined
}

const isQuoted = (key: string): boolean => /^["'`]|["'`]$/.test(key)

/** The place of a checked configuration. */
export const targetOf = (
  { baseUrl, platform }: Pick<KeySecureConfig.Settings, "baseUrl" | "platform">,
  apiKey: Redacted.Redacted
): Target => {
  const { hostname, port, protocol } = new URL(baseUrl)
  const isTls = protocol === "https:"
  return {
    _tag: "Target",
    baseUrl,
    platform,
    isTls,
    hostname: hostname.replace(/^\[|\]$/g, ""),
    port: port === "" ? (isTls ? 443 : 80) : Number(port),
    isVendors: Object.values<string>(KeySecureConfig.hosts).includes(baseUrl),
    isKeyQuoted: isQuoted(Redacted.value(apiKey))
  }
}

/** Production by its name or its host, whatever the place is called. */
export const isProduction = ({ hostname, platform }: Target): boolean =>
  platform.toLowerCase() === "production" || `https://${hostname}` === KeySecureConfig.hosts.production

/** The environment that is not called. It is shown a key only where production may be called; a base URL may be the only way out. */
export const otherOf = (
  { isVendors, platform }: Target,
  mayCallProduction: boolean
): { readonly platform: string; readonly baseUrl: string } | undefined => {
  const other = platform === "production" ? "sandbox" : "production"
  return isVendors && mayCallProduction ? { platform: other, baseUrl: KeySecureConfig.hosts[other] } : undefined
}

const isGiven = (variable: string): Effect.Effect<boolean> =>
  Effect.map(Effect.orDie(Config.withDefault(Config.string(variable), "")), (text) => text !== "")

/** The first mistake of several. */
export const firstFault = (
  error: ConfigError.ConfigError
): Exclude<ConfigError.ConfigError, ConfigError.And | ConfigError.Or> =>
  error._op === "And" || error._op === "Or" ? firstFault(error.left) : error

const misconfigured = (error: ConfigError.ConfigError): Effect.Effect<Misconfigured> =>
  Effect.gen(function* () {
    const { _op, path } = firstFault(error)
    const variable = variables.find((name) => path.includes(name))
    if (variable === undefined) return yield* Effect.dieMessage(`the configuration has another fault: ${_op}`)
    const isBoth = variable === "KEYSECURE_BASE_URL" && (yield* isGiven("KEYSECURE_ENVIRONMENT"))
    const fault = isBoth ? "both" : _op === "MissingData" ? "missing" : "invalid"
    return { _tag: "Misconfigured", variable, fault }
  })

/** The merchant that the environment names. */
export const merchant: Effect.Effect<Either.Either<Merchant, Misconfigured>> = KeySecureConfig.config.pipe(
  Effect.map(({ apiKey, language, ...place }) => Either.right({ target: targetOf(place, apiKey), apiKey, language })),
  Effect.catchAll((error) => Effect.map(misconfigured(error), Either.left))
)

/** The variables by which other programs are told to call through a proxy. */
const proxies = ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"] as const

const isHere = ({ hostname }: Target): boolean => /^(?:localhost|127\..*|::1)$/.test(hostname)

/** Which of them are set. A call to this machine needs none. */
export const proxyVariables = (target: Target): Effect.Effect<ReadonlyArray<string>> =>
  isHere(target) ? Effect.succeed([]) : Effect.filter(proxies, isGiven)
