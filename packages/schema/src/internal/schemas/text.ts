/** Text as the vendor takes it: one check a field, which says what it expects. */
import type * as Arbitrary from "effect/Arbitrary"
import * as Schema from "effect/Schema"

/** What JSON Schema can say of a text. A rule may ask for more; every text that it takes keeps these. */
export interface TextLimits {
  readonly minLength?: number
  readonly maxLength?: number
  /** The source of a regular expression, in what all of its dialects share. */
  readonly pattern?: string
}

/** How one text is checked. */
export interface TextRule {
  /** What is expected, as it is said in errors. */
  readonly expected: string
  readonly accepts: (text: string) => boolean
  /** As much of the rule as a JSON Schema can hold, for `openapi.json`. */
  readonly limits?: TextLimits
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
    jsonSchema: { type: "string", ...rule.limits, description: rule.expected }
  })

/** The pattern of a text that is not empty and has no blank at either end. */
export const noBlankEnds = "^\\S(?:[\\s\\S]*\\S)?$"

const notBlank = /\S/
/** What could not stand in a path: a step up, or half a character. */
const noReference = /^\.{1,2}$|\p{Surrogate}/u

/** A number or reference which the vendor gave out and whose format is not documented: text that is not blank. */
const referenceRule = (what: string): TextRule => ({
  expected: `${what}, not blank`,
  accepts: (value) => notBlank.test(value) && !noReference.test(value),
  limits: { minLength: 1, pattern: notBlank.source },
  arbitrary: (fc) => fc.stringMatching(/^[A-Z][A-Z0-9]{3,17}$/)
})

/** A text that is not blank: a number or reference which the vendor gave out and whose format is not documented. */
export const reference = (what: string) => text(referenceRule(what))

/** Most numbers: they need no further look. */
const plain = /^[!-~](?:[ -~]*[!-~])?$/
/** What another system may drop: blanks at the ends, controls, formats and other characters that nobody sees, half a character. */
const dropped = /^\p{White_Space}|\p{White_Space}$|[\p{Cc}\p{Cf}\p{Cs}\p{Default_Ignorable_Code_Point}]/u

/** Whether every system stores a text as it is: one that trims, drops what nobody sees, or composes characters changes nothing. */
export const isStoredAsSent = (value: string): boolean =>
  plain.test(value) || (value !== "" && !dropped.test(value) && value.normalize("NFC") === value)

/**
 * A number on the way out of a write: it obeys its rule, and whoever stores it, stores it as it was sent. One that were
 * stored otherwise could not be found again. What is read keeps the rule alone.
 */
export const sent = (what: string, rule: TextRule) =>
  text({
    ...rule,
    expected: `${what}, without blanks at its ends and without characters that are not seen, in Unicode's composed form (NFC)`,
    accepts: (value) => isStoredAsSent(value) && rule.accepts(value)
  })

/** A reference on the way out of a write. */
export const sentReference = (what: string) => sent(what, referenceRule(what))
