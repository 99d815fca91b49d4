/** A field fault, as data and in words. */
import * as Schema from "effect/Schema"

/**
 * One field of a request that does not fit.
 *
 * @since 0.1.0
 * @category models
 */
export const Issue = Schema.Struct({
  field: Schema.String,
  expected: Schema.String
})

/**
 * @since 0.1.0
 * @category models
 */
export type Issue = typeof Issue.Type

/**
 * Issues as one line for a person.
 *
 * @since 0.1.0
 * @category formatting
 */
export const inWords = (issues: ReadonlyArray<Issue>): string =>
  issues.map(({ expected, field }) => (field === "" ? expected : `${field}: ${expected}`)).join("; ")
