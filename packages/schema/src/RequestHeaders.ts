/**
 * The headers of a request to the platform.
 *
 * Source: docs/api.md, Request headers.
 *
 * @module RequestHeaders
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { AccessToken, HeaderText } from "./AccessToken.js"
import { text } from "./internal/schemas/text.js"
import * as Wire from "./internal/records/wire.js"
import { TimestampFromText } from "./Timestamp.js"

/**
 * The names of the headers, in lower case, as HTTP libraries store them; servers read them in any case.
 *
 * @since 0.1.0
 * @category constants
 */
export const names = {
  apiKey: "api-key",
  timestamp: "timestamp",
  accessToken: "access-token",
  contentType: "content-type",
  language: "language",
  timezone: "timezone"
} as const

/**
 * The headers whose values are secret.
 *
 * @since 0.1.0
 * @category constants
 */
export const secretNames = [names.apiKey, names.accessToken] as const

/**
 * A merchant's Api-Key, kept `Redacted`: printable ASCII without spaces. It is bound to a whitelist of IP addresses.
 *
 * @since 0.1.0
 * @category models
 */
export const ApiKey = Schema.Redacted(HeaderText)

/**
 * @since 0.1.0
 * @category models
 */
export type ApiKey = typeof ApiKey.Type

/**
 * The language of the platform's messages: `zh_CN` or `en_US`. The platform takes anything else, or nothing, as
 * English.
 *
 * @since 0.1.0
 * @category models
 */
export const Language = Schema.Literal("zh_CN", "en_US")

/**
 * @since 0.1.0
 * @category models
 */
export type Language = typeof Language.Type

/**
 * The zone in which the platform reads the times of a dated list: `UTC+8` (its default) or another whole number of
 * hours. The vendor does not document which other zones the platform takes.
 *
 * @since 0.1.0
 * @category models
 */
export const Timezone = text({
  expected: "UTC+H or UTC-H",
  accepts: (value) => /^UTC[+-]\d{1,2}$/.test(value),
  limits: { pattern: "^UTC[+-][0-9]{1,2}$" },
  arbitrary: (fc) =>
    fc.tuple(fc.constantFrom("+", "-"), fc.integer({ min: 0, max: 12 })).map(([sign, h]) => `UTC${sign}${h}`)
})

/**
 * @since 0.1.0
 * @category models
 */
export type Timezone = typeof Timezone.Type

/**
 * The headers of one request. `accessToken` is absent for get token only; `timezone` is for dated lists.
 *
 * @since 0.1.0
 * @category models
 */
export const RequestHeaders = Wire.struct("RequestHeaders", {
  contentType: Wire.required(names.contentType, Schema.Literal("application/json")),
  apiKey: Wire.required(names.apiKey, ApiKey),
  timestamp: Wire.required(names.timestamp, TimestampFromText),
  accessToken: Wire.optional(names.accessToken, AccessToken),
  language: Wire.optional(names.language, Language),
  timezone: Wire.optional(names.timezone, Timezone)
})

/**
 * @since 0.1.0
 * @category models
 */
export type RequestHeaders = typeof RequestHeaders.Type
