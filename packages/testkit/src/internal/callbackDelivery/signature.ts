/** Callbacks as the platform writes and signs them (docs/api.md, Callbacks, Signature). */
import { hmac } from "@noble/hashes/hmac.js"
import { sha256 } from "@noble/hashes/sha2.js"
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js"
import * as BigDecimal from "effect/BigDecimal"
import * as Record from "effect/Record"
import type { CallbackValue } from "../state/callbackEvent.js"

const digits = ({ scale, value }: BigDecimal.BigDecimal): string => {
  if (scale <= 0) return (value * 10n ** BigInt(-scale)).toString()
  const absolute = (value < 0n ? -value : value).toString().padStart(scale + 1, "0")
  return `${value < 0n ? "-" : ""}${absolute.slice(0, -scale)}.${absolute.slice(-scale)}`
}

const isList = (value: CallbackValue): value is ReadonlyArray<CallbackValue> => Array.isArray(value)

/** A value as compact JSON. */
export const jsonOf = (value: CallbackValue): string => {
  if (value === null || typeof value !== "object") return JSON.stringify(value)
  if (BigDecimal.isBigDecimal(value)) return digits(value)
  if (isList(value)) return `[${value.map(jsonOf).join(",")}]`
  return `{${Object.entries(value)
    .map(([name, member]) => `${JSON.stringify(name)}:${jsonOf(member)}`)
    .join(",")}}`
}

/** A value whose numbers are texts of their digits. */
const numbersAsText = (value: CallbackValue): CallbackValue => {
  if (BigDecimal.isBigDecimal(value) || typeof value === "number") return jsonOf(value)
  if (value === null || typeof value !== "object") return value
  return isList(value) ? value.map(numbersAsText) : fieldsAsText(value)
}

/** The same for each field. */
export const fieldsAsText = (
  fields: Readonly<Record<string, CallbackValue>>
): Readonly<Record<string, CallbackValue>> => Record.map(fields, numbersAsText)

/**
 * The signer of a callback, and the time. The vendor does not document which values serve: [A] the merchant's app id,
 * and the UTF-8 text of the `apiSecret` as the key.
 *
 * @since 0.1.0
 * @category models
 */
export interface Signer {
  /** The value that is signed as `appId`. */
  readonly appId: string
  /** The key of the HMAC. */
  readonly apiSecret: string
  /** Unix ms of 13 digits, by the platform's clock. */
  readonly timestamp: number
}

/** The text that is signed. */
const signedText = (
  data: Readonly<Record<string, CallbackValue>>,
  { appId, timestamp }: Pick<Signer, "appId" | "timestamp">
): string =>
  Object.entries<CallbackValue>({ ...data, appId, timestamp })
    .filter(([_, value]) => value !== null)
    .map(([name, value]) => [name, typeof value === "string" ? value : jsonOf(value)] as const)
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, text]) => `${name}=${text}`)
    .join("&")

/** The signature of `data`, in lower-case hex. */
export const sign = (data: Readonly<Record<string, CallbackValue>>, signer: Signer): string =>
  bytesToHex(hmac(sha256, utf8ToBytes(signer.apiSecret), utf8ToBytes(signedText(data, signer))))
