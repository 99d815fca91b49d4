/**
 * How a card's secrets are encrypted on their way: AES/ECB/PKCS5Padding under a key made from the merchant's `apiSecret`,
 * then Base64 (docs/api.md, Activate physical card, Card private info).
 *
 * The cipher is a service, because the runtimes differ: WebCrypto has no ECB. On Node, `NodeCardCipher` is its layer.
 *
 * @module CardCipher
 * @since 0.1.0
 */
import * as CardSecret from "@effect-keysecure/schema/CardSecret"
import type * as ConfigError from "effect/ConfigError"
import * as Context from "effect/Context"
import type * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import type * as Option from "effect/Option"
import type * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import type { CardCipherFailed } from "./ClientError.js"
import { decoding } from "./internal/encoding/codec.js"
import { invalid } from "./internal/settings/check.js"
import { type KeyFrom, secretKey } from "./internal/settings/secretKey.js"

export type { KeyFrom } from "./internal/settings/secretKey.js"

/**
 * A cipher.
 *
 * @since 0.1.0
 * @category models
 */
export interface Service {
  /** Encrypts a text of UTF-8. */
  readonly encrypt: (clear: Redacted.Redacted) => Effect.Effect<CardSecret.Encrypted, CardCipherFailed>
  /**
   * Decrypts to a text. Fails with `CardCipherFailed` if the text was not encrypted under this key. One in some 256
   * other keys passes the padding, and gives a text that does not read as secrets.
   */
  readonly decrypt: (encrypted: CardSecret.Encrypted) => Effect.Effect<Redacted.Redacted, CardCipherFailed>
}

/**
 * The cipher of cards' secrets, as a service. `KeySecureClient.getCardPrivateInfo`, `activateCard` and `setCardPin` need
 * it; nothing else does.
 *
 * @since 0.1.0
 * @category tags
 */
export class CardCipher extends Context.Tag("@effect-keysecure/client/CardCipher")<CardCipher, Service>() {}

/**
 * The options of a cipher.
 *
 * @since 0.1.0
 * @category options
 */
export interface Options {
  /** The merchant's `apiSecret`. */
  readonly apiSecret: Redacted.Redacted
  /** How the key is made from it. Default `"utf8"`: its text as it is, as the usual Java code does. */
  readonly keyFrom?: KeyFrom
}

/** The lengths of an AES key, in bytes. */
const keyLengths = new Set([16, 24, 32])

/**
 * The key: 16, 24 or 32 bytes. Otherwise a `ConfigError` that names the option and says from which form the key was
 * made and how long it is, for layers of your own.
 *
 * @since 0.1.0
 * @category constructors
 */
export const deriveKey = (options: Options, name = "apiSecret"): Either.Either<Uint8Array, ConfigError.ConfigError> => {
  const { keyFrom = "utf8" } = options
  const madeFrom = typeof keyFrom === "string" ? keyFrom : "a function"
  return secretKey(options).pipe(
    Either.filterOrLeft(
      (key) => keyLengths.has(key.length),
      (key) => `a key of 16, 24 or 32 bytes; made from ${madeFrom} it has ${key.length} (option keyFrom)`
    ),
    Either.orElse((expected) => invalid(name, expected))
  )
}

const decode = decoding(() => Schema.parseJson(CardSecret.CardPrivateInfo))

/**
 * The card's secrets in a decrypted text; none if the text does not read as such.
 *
 * @since 0.1.0
 * @category decoding
 */
export const decodePrivateInfo = (text: string): Option.Option<CardSecret.CardPrivateInfo> =>
  Either.getRight(decode(text))
