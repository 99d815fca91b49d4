/**
 * The cipher of cards' secrets on Node, by `node:crypto`.
 *
 * It is a sub-path of its own (`@effect-keysecure/client/NodeCardCipher`): the rest of the client runs anywhere.
 *
 * @module NodeCardCipher
 * @since 0.1.0
 */
import * as CardSecret from "@effect-keysecure/schema/CardSecret"
import * as Config from "effect/Config"
import type * as ConfigError from "effect/ConfigError"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import { createCipheriv, createDecipheriv } from "node:crypto"
import { CardCipher, deriveKey, type Options, type Service } from "./CardCipher.js"
import { CardCipherFailed } from "./ClientError.js"

const encrypted = Schema.decode(CardSecret.Encrypted)

const of = (key: Uint8Array): Service => {
  const algorithm = `aes-${key.length * 8}-ecb`
  // An error of `node:crypto` may hold a value that it was given, so only the step is told.
  const failed = (step: "encrypt" | "decrypt") => () =>
    new CardCipherFailed({
      step,
      detail: step === "encrypt" ? "the cipher failed" : "it is not encrypted under this key"
    })
  return {
    encrypt: (clear) =>
      Effect.try({
        try: () => {
          const cipher = createCipheriv(algorithm, key, null)
          return cipher.update(Redacted.value(clear), "utf8", "base64") + cipher.final("base64")
        },
        catch: failed("encrypt")
      }).pipe(Effect.flatMap(encrypted), Effect.mapError(failed("encrypt"))),
    decrypt: (text) =>
      Effect.try({
        try: () => {
          const decipher = createDecipheriv(algorithm, key, null)
          return Redacted.make(decipher.update(Redacted.value(text), "base64", "utf8") + decipher.final("utf8"))
        },
        catch: failed("decrypt")
      })
  }
}

/**
 * Makes the cipher. Fails with a `ConfigError` if the key is not of 16, 24 or 32 bytes.
 *
 * @since 0.1.0
 * @category constructors
 */
export const make = (options: Options): Effect.Effect<Service, ConfigError.ConfigError> =>
  Effect.map(deriveKey(options), of)

/**
 * The cipher under the key of an `apiSecret`.
 *
 * @since 0.1.0
 * @category layers
 */
export const layer = (options: Options): Layer.Layer<CardCipher, ConfigError.ConfigError> =>
  Layer.effect(CardCipher, make(options))

const variable = "KEYSECURE_API_SECRET"

const environment: Config.Config<Options> = Config.redacted(variable).pipe(
  Config.mapOrFail((apiSecret) => Either.map(deriveKey({ apiSecret }, variable), () => ({ apiSecret })))
)

/**
 * The cipher under the key of the `apiSecret` that the environment names (`KEYSECURE_API_SECRET`), or that `Config`s of your
 * own do: `{ apiSecret: Config.redacted("MY_SECRET"), keyFrom: Config.succeed("base64") }`.
 *
 * @since 0.1.0
 * @category layers
 */
export const layerConfig = (
  options: Config.Config.Wrap<Options> = environment
): Layer.Layer<CardCipher, ConfigError.ConfigError> =>
  Layer.effect(CardCipher, Effect.flatMap(Config.unwrap(options), make))
