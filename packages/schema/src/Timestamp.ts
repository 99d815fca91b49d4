/**
 * The `Timestamp` header: Unix ms by the caller, judged by the server's clock.
 *
 * Source: docs/api.md, Request headers.
 *
 * @module Timestamp
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"

/**
 * The smallest timestamp of 13 digits, 2001-09-09.
 *
 * @since 0.1.0
 * @category constants
 */
export const minMillis = 1_000_000_000_000

/**
 * The largest timestamp of 13 digits, 2286-11-20.
 *
 * @since 0.1.0
 * @category constants
 */
export const maxMillis = 9_999_999_999_999

/**
 * How old a timestamp may be when the server checks it: 60 s. It may not be in the server's future at all, or the call
 * is refused with 1005 (`TimestampRejected`).
 *
 * @since 0.1.0
 * @category constants
 */
export const toleranceMillis = 60_000

const isTimestamp = (n: number): boolean => Number.isInteger(n) && n >= minMillis && n <= maxMillis

/**
 * A timestamp: Unix ms, 13 digits.
 *
 * @since 0.1.0
 * @category models
 */
export const Timestamp = Schema.Number.pipe(
  Schema.filter(isTimestamp, {
    description: "Unix milliseconds of 13 digits",
    message: () => "expected Unix milliseconds of 13 digits",
    arbitrary: () => (fc) => fc.integer({ min: minMillis, max: maxMillis })
  }),
  Schema.brand("Timestamp")
)

/**
 * @since 0.1.0
 * @category models
 */
export type Timestamp = typeof Timestamp.Type

/**
 * A timestamp as the header carries it: 13 decimal digits.
 *
 * @since 0.1.0
 * @category models
 */
export const TimestampFromText = Schema.transform(
  Schema.String.pipe(
    Schema.filter((text) => /^[1-9]\d{12}$/.test(text), {
      description: "13 decimal digits, the first not 0",
      jsonSchema: { pattern: "^[1-9][0-9]{12}$" }
    })
  ),
  Timestamp,
  { strict: false, decode: Number, encode: String }
)

/**
 * The timestamp nearest to a number of Unix ms, which need not be whole nor have 13 digits: rounded down, then moved
 * into the range. `NaN` gives the smallest.
 *
 * @since 0.1.0
 * @category constructors
 */
export const clamp = (millis: number): Timestamp =>
  Timestamp.make(millis >= minMillis ? Math.min(maxMillis, Math.floor(millis)) : minMillis, true)

/**
 * Whether a server whose clock reads `serverMillis` takes this timestamp: at most 60 s old and not in its future.
 *
 * @since 0.1.0
 * @category predicates
 */
export const isAccepted = (timestamp: Timestamp, serverMillis: number): boolean =>
  timestamp <= serverMillis && serverMillis - timestamp <= toleranceMillis
