/** A merchant at a host, as a digest that shows neither the Api-Key nor the host. */
import { sha256 } from "@noble/hashes/sha2.js"
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js"
import * as Redacted from "effect/Redacted"
import type { Settings } from "../../KeySecureConfig.js"

/** The digest. Merchants and hosts do not meet in it. */
export const merchantKeyOf = ({ apiKey, baseUrl }: Settings): string =>
  bytesToHex(sha256(utf8ToBytes(`${baseUrl}\n${Redacted.value(apiKey)}`)))
