/**
 * The token that every call but one carries.
 *
 * Source: docs/api.md, Get token.
 *
 * @module AccessToken
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { EndOfToken } from "./internal/schemas/endOfToken.js"
import { text } from "./internal/schemas/text.js"
import * as Wire from "./internal/records/wire.js"

/**
 * A text that may stand in an HTTP header: printable ASCII without spaces, not empty.
 *
 * @since 0.1.0
 * @category models
 */
export const HeaderText = text({
  expected: "printable ASCII without spaces, not empty",
  accepts: (value) => /^[\x21-\x7e]+$/.test(value),
  limits: { minLength: 1, pattern: "^[!-~]*$" },
  arbitrary: (fc) => fc.stringMatching(/^[A-Za-z0-9_.-]{8,40}$/)
})

/** As a platform may write it, also as `Bearer …`: the token is sent as it came. */
const TokenText = text({
  expected: "printable ASCII without spaces, not empty, or Bearer and that",
  accepts: (value) => /^(?:bearer +)?[\x21-\x7e]+$/i.test(value),
  limits: { minLength: 1 },
  arbitrary: (fc) => fc.stringMatching(/^[A-Za-z0-9_.-]{8,40}$/)
})

/**
 * An access token, kept `Redacted`: it never shows in a line, a trace span or an error. Printable ASCII without spaces; the word
 * `Bearer` may stand before it.
 *
 * @since 0.1.0
 * @category models
 */
export const AccessToken = Schema.Redacted(TokenText)

/**
 * @since 0.1.0
 * @category models
 */
export type AccessToken = typeof AccessToken.Type

/**
 * The answer of get token: the token, and when it expires by the server's clock (Unix ms on the wire). How long a token
 * lives, and whether a new one ends the old one, is not documented.
 *
 * An end beyond the last date is moved to the last date. Seconds, digits as text, and RFC 3339 with its zone are read.
 * An end that is absent or cannot be read is the beginning of 1970: the token counts as expired, and the program that
 * fetched it judges for how long it serves.
 *
 * @since 0.1.0
 * @category models
 */
export const IssuedToken = Wire.struct("IssuedToken", {
  accessToken: Wire.required("access_token", AccessToken),
  expiredTime: Wire.always("expired_time", EndOfToken)
})

/**
 * @since 0.1.0
 * @category models
 */
export type IssuedToken = typeof IssuedToken.Type
