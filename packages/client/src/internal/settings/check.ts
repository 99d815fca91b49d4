/** Faults of settings: what is named and what was expected, never the value. */
import * as ConfigError from "effect/ConfigError"
import type * as Either from "effect/Either"

/** What was checked, or its first fault. */
export type Checked<A> = Either.Either<A, ConfigError.ConfigError>

/** A setting that is there and does not fit. */
export const invalid = (name: string, expected: string): ConfigError.ConfigError =>
  ConfigError.InvalidData([name], `expected ${expected}`)

/** A setting that is not there. */
export const missing = (name: string, expected: string): ConfigError.ConfigError =>
  ConfigError.MissingData([name], `expected ${expected}`)
