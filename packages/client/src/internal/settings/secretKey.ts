/** The bytes of a key that is made from a merchant's secret. */
import * as Either from "effect/Either"
import * as Encoding from "effect/Encoding"
import * as Redacted from "effect/Redacted"
import { encodeUtf8 } from "../runtime/runtime.js"

/**
 * How the bytes of a key are made from the `apiSecret`, which the vendor does not document. They are its UTF-8 text, or
 * its bytes in Base64 or hex, or the result of a function of yours.
 *
 * @since 0.1.0
 * @category options
 */
export type KeyFrom = "utf8" | "base64" | "hex" | ((apiSecret: string) => Uint8Array)

/** The parts from which a key is made. */
export interface SecretKey {
  readonly apiSecret: Redacted.Redacted
  readonly keyFrom?: KeyFrom
}

/** The key's bytes, or the expectation that the secret does not meet. */
export const secretKey = ({ apiSecret, keyFrom = "utf8" }: SecretKey): Either.Either<Uint8Array, string> => {
  const secret = Redacted.value(apiSecret)
  if (typeof keyFrom === "function") {
    return Either.try({ try: () => keyFrom(secret), catch: () => "a key; the function that makes it threw" })
  }
  if (keyFrom === "utf8") return Either.right(encodeUtf8(secret))
  return keyFrom === "hex"
    ? Either.mapLeft(Encoding.decodeHex(secret), () => "hex")
    : Either.mapLeft(Encoding.decodeBase64(secret), () => "Base64")
}
