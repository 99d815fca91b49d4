/**
 * How the applications of a batch are kept until their cards are issued: sealed, because they hold personal data.
 *
 * @module PayloadCipher
 * @since 0.2.0
 */
import { gcm } from "@noble/ciphers/aes.js"
import { bytesToUtf8, concatBytes, randomBytes, utf8ToBytes } from "@noble/ciphers/utils.js"
import * as Config from "effect/Config"
import type { ConfigError } from "effect/ConfigError"
import * as Context from "effect/Context"
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Encoding from "effect/Encoding"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"

/**
 * A text could not be sealed or opened: mostly, the key is another than the one that sealed it. It holds nothing of the
 * text.
 *
 * @since 0.2.0
 * @category errors
 */
export class PayloadCipherFailed extends Data.TaggedError("PayloadCipherFailed")<{
  /** What failed, in words. */
  readonly detail: string
}> {
  override get message(): string {
    return `An application could not be ${this.detail}`
  }
}

/**
 * Sealing and opening. What was sealed for one place (batch and row) opens for no other.
 *
 * @since 0.2.0
 * @category models
 */
export interface Service {
  /** Seals a text for a place. */
  readonly seal: (text: string, place: string) => Effect.Effect<string, PayloadCipherFailed>
  /** Opens what was sealed for this place. */
  readonly open: (sealed: string, place: string) => Effect.Effect<string, PayloadCipherFailed>
}

/**
 * Sealing and opening, as a service.
 *
 * @since 0.2.0
 * @category tags
 */
export class PayloadCipher extends Context.Tag("@effect-keysecure/batch/PayloadCipher")<PayloadCipher, Service>() {}

const nonceBytes = 12

const failed = (detail: string) => new PayloadCipherFailed({ detail })
const wrongKey = failed("sealed: the key is not 32 bytes in base64")
const notOpened = failed("opened: it was sealed with another key, or was changed")

/**
 * AES-256-GCM. The key is 32 random bytes in base64: `openssl rand -base64 32`. Keep it apart
 * from the database; without it no row can be applied for. All machines of a batch need the same one.
 *
 * @since 0.2.0
 * @category layers
 */
export const layer = (key: Redacted.Redacted): Layer.Layer<PayloadCipher, PayloadCipherFailed> =>
  Layer.effect(
    PayloadCipher,
    Effect.gen(function* () {
      const bytes = yield* Either.mapLeft(Encoding.decodeBase64(Redacted.value(key)), () => wrongKey)
      if (bytes.length !== 32) return yield* wrongKey
      const cipherOf = (nonce: Uint8Array, place: string) => gcm(bytes, nonce, utf8ToBytes(place))
      return {
        seal: (text, place) =>
          Effect.sync(() => {
            const nonce = randomBytes(nonceBytes)
            return Encoding.encodeBase64(concatBytes(nonce, cipherOf(nonce, place).encrypt(utf8ToBytes(text))))
          }),
        open: (sealed, place) =>
          Effect.mapError(Encoding.decodeBase64(sealed), () => notOpened).pipe(
            Effect.flatMap((all) =>
              Effect.try({
                try: () => bytesToUtf8(cipherOf(all.subarray(0, nonceBytes), place).decrypt(all.subarray(nonceBytes))),
                catch: () => notOpened
              })
            )
          )
      }
    })
  )

/**
 * The same, with the key that `KEYSECURE_BATCH_KEY` holds, or that a `Config` of your own does.
 *
 * @since 0.2.0
 * @category layers
 */
export const layerConfig = (
  key: Config.Config<Redacted.Redacted> = Config.redacted("KEYSECURE_BATCH_KEY")
): Layer.Layer<PayloadCipher, ConfigError | PayloadCipherFailed> => Layer.unwrapEffect(Effect.map(key, layer))
