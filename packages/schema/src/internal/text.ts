/** Text as the vendor takes it: one check a field, which says what it expects. */
import type * as Arbitrary from "effect/Arbitrary"
import * as Schema from "effect/Schema"

interface TextRule {
  /** What is expected, as it is said in errors. */
  readonly expected: string
  readonly accepts: (text: string) => boolean
  /** Makes texts that the rule accepts. */
  readonly arbitrary: Arbitrary.LazyArbitrary<string>
}

/**
 * A text that obeys a rule. The error says what was expected and never what was given, which may be personal.
 *
 * One declaration, not a filter upon `Schema.String`: a filter costs two passes when it encodes, and its `String`
 * would repeat a value that is not a text.
 */
export const text = (rule: TextRule) =>
  Schema.declare((u): u is string => typeof u === "string" && rule.accepts(u), {
    description: rule.expected,
    message: () => `expected ${rule.expected}`,
    arbitrary: () => rule.arbitrary,
    jsonSchema: { type: "string", description: rule.expected }
  })

const notBlank = /\S/
/** What could not stand in a path: a step up, or half a character. */
const noReference = /^\.{1,2}$|\p{Surrogate}/u

/** A text that is not blank: a number or reference which the vendor gave out and whose format is not documented. */
export const reference = (what: string) =>
  text({
    expected: `${what}, not blank`,
    accepts: (value) => notBlank.test(value) && !noReference.test(value),
    arbitrary: (fc) => fc.stringMatching(/^[A-Z][A-Z0-9]{3,17}$/)
  })
