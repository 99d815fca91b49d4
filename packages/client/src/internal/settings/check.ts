/** What is wrong with settings: the name of the setting and the expected value, never the given value. */
import * as ConfigError from "effect/ConfigError"
import * as Either from "effect/Either"

/** The checked value, or the first thing that is wrong. */
export type Checked<A> = Either.Either<A, ConfigError.ConfigError>

/** A setting that is there and does not fit. */
export const invalid = (name: string, expected: string): Checked<never> =>
  Either.left(ConfigError.InvalidData([name], `expected ${expected}`))

/** A setting that is not there. */
export const missing = (name: string, expected: string): Checked<never> =>
  Either.left(ConfigError.MissingData([name], `expected ${expected}`))
